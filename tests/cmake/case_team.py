# SPDX-License-Identifier: BSL-1.0
"""A team that follows docs/team.md ends where it says, in the order of the page."""

import os
import re
import shutil
import subprocess

from documented_blocks import documented_files
from documented_project import DocumentedProject
from project import check, check_contains

TESTS = "enable_testing()\ngodwit_add_migration_tests(shop_migrations)\n"


def run(make_project, settings):
    files = documented_files(settings.godwit_source)
    email = files["team/migrations/0002_add_email.sql"]
    project = first_release(settings)
    by_time, create, up, edit, leave, branch, rename, ci, upgrade, hotfix = (
        project.blocks_to_run("docs/team.md")
    )

    written = project.run_block(by_time).split()[-1]
    check(re.fullmatch(r".*/migrations/\d{14}_add_fax\.sql", written), written)
    os.remove(written)

    check_contains(project.run_block(create), "migrations/0002_add_email.sql")
    project.write("0002_add_email.sql", email)
    check_contains(project.run_block(up), "applied  0002_add_email")
    printed = project.run_block(edit)
    check_contains(printed, "reverted  0002_add_email")
    check_contains(printed, "applied  0002_add_email")
    check_contains(project.run_block(leave), "reverted  0002_add_email")
    printed = project.run_block(branch)
    check_contains(printed, "2 migrations applied")
    check(os.path.exists(os.path.join(project.source, "work.db")), printed)

    project.write("0002_add_phone.sql", email.replace("email", "phone"))
    git(project, "add", "migrations")
    refused = project.build()
    check_contains(refused.stdout, "the version 0002 is that of")
    check_contains(project.run_block(rename), "applied  0003_add_phone")

    check_contains(project.run_block(ci), "100% tests passed")
    check_contains(project.run_block(upgrade), "exactly these migrations")

    name = "0001.1_index_name.sql"
    project.write(name, files[f"team-hotfix/migrations/{name}"])
    project.build_well()
    refused = project.run_refused("build/shop-migrate up")
    check_contains(refused, "0001.1_index_name is pending but older than")
    check_contains(project.run_block(hotfix), "exactly these migrations")


def first_release(settings):
    """The project of the guide with its first migration, in a repository, and
    the executor of that release."""
    project = DocumentedProject("guide", settings)
    os.remove(project.path("0002_add_email.sql"))
    with open(os.path.join(project.source, "CMakeLists.txt"), "a") as file:
        file.write(TESTS)
    git(project, "init", "--quiet", "--initial-branch=work")
    project.binary = os.path.join(project.source, "build")
    configured = project.configure()
    check(configured.returncode == 0, configured.stdout)
    project.build_well("migrate-up")
    released = os.path.join(project.source, "released")
    os.mkdir(released)
    shutil.copy(project.program("shop-migrate"), released)
    return project


def git(project, *arguments):
    subprocess.run(["git", *arguments], cwd=project.source, check=True)
