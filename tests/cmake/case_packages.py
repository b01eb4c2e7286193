# SPDX-License-Identifier: BSL-1.0
"""Godwit is found where it is moved to, and works as a part of a project."""

import os
import shutil

from project import check, check_contains


def run(make_project, settings):
    check_subproject(make_project, settings)
    check_moved_prefix(make_project, settings)


def check_subproject(make_project, settings):
    project = make_project("subproject", "subproject")
    configured = project.configure(f"-DGODWIT_SOURCE={settings.godwit_source}")
    check(configured.returncode == 0, configured.stdout)
    targets = project.build_well("help")
    check_contains(targets, "migrate-up")
    # What is for work on Godwit itself stays away from its users.
    for target in ("test_", "sample", "format-check"):
        check(target not in targets, f"{target} is among the targets")
    # To build the library would take a minute, and the build that runs these
    # tests has done it.
    check_contains(project.dry_run("migrate-up"), "shop-migrate: up")


def check_moved_prefix(make_project, settings):
    moved = os.path.join(settings.work, "moved", "Godwit")
    shutil.copytree(settings.prefix, moved)
    check_no_mention(moved, settings.prefix)
    settings.prefix = moved
    project = make_project("shop", "moved project")
    project.write("0001_first.sql", "SELECT 1;\n")
    project.configure_and_build()
    project.check_embeds_the_directory()


def check_no_mention(folder, path):
    for folder, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".a", ".so")):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                check(path.encode() not in file.read(), f"{name} names {path}")
