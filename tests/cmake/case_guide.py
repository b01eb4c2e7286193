# SPDX-License-Identifier: BSL-1.0
"""Whoever follows docs/guide.md gets what it says, and so with the commands of
docs/commands.md and docs/production.md."""

import os
import sys

from documented_blocks import documented_blocks, documented_files
from documented_project import DocumentedProject, check_prints
from project import check, check_contains

GUIDE = "docs/guide.md"


def run(make_project, settings):
    files = documented_files(settings.godwit_source)
    project = DocumentedProject("guide", settings)
    added = project.path("0002_add_email.sql")
    os.remove(added)
    first, create, up, more, server = project.blocks_to_run(GUIDE)

    printed = project.run_block(first)
    check_prints(printed, block_after(first, settings).text, project.source)
    check_prints_as_shown(project, "docs/commands.md")

    check_contains(project.run_block(create), "migrations/0002_add_email.sql")
    check(os.path.exists(added), "create wrote no such file")
    project.write("0002_add_email.sql", files["guide/migrations/0002_add_email.sql"])
    check_contains(project.run_block(up), "0002")
    printed = project.run_block(more)
    check_contains(printed, "2 migrations applied")
    check(os.path.exists(os.path.join(project.source, "other.db")), printed)
    for block in project.blocks_to_run("docs/production.md"):
        project.run_block(block, DATABASE_URL="sqlite:shop.db")

    check_both_databases(project, files, server, settings)


def block_after(block, settings):
    blocks = documented_blocks(settings.godwit_source)
    return next(
        other
        for other in blocks
        if other.page == block.page and other.line > block.line
    )


def check_prints_as_shown(project, page):
    for block in project.blocks_to_run(page):
        shown = [l for l in block.text.splitlines() if not l.startswith("$ ")]
        check_prints(project.run_block(block), "\n".join(shown), project.source)


def check_both_databases(project, files, server, settings):
    """The project as before, with a second set, on a server of its own."""
    lists = os.path.join(project.source, "CMakeLists.txt")
    with open(lists) as file:
        lines = file.readlines()
    with open(lists, "w") as file:
        for line in lines:
            if line.startswith("godwit_add_migrator("):
                line = files["guide-postgresql/both.cmake"]
            file.write(line)
    os.mkdir(project.path("postgresql"))
    for name in ("0001_create_person.sql", "0002_add_email.sql"):
        project.write(f"postgresql/{name}", files[f"guide/migrations/{name}"])
    name = "migrations/postgresql/0003_index_email.sql"
    project.write(f"postgresql/{name[22:]}", files[f"guide-postgresql/{name}"])
    project.binary = os.path.join(project.source, "build")
    project.build_well()

    # There is no db.example.com.
    shown = "DATABASE_URL=postgresql://app@db.example.com/shop "
    check_contains(server.text, shown)
    server.text = server.text.replace(shown, cluster(settings))
    check_contains(project.run_block(server), "3 migrations applied")


def cluster(settings):
    script = os.path.join(
        settings.godwit_source, "scripts", "postgresql_cluster.py"
    )
    return f"{sys.executable} {script} once "
