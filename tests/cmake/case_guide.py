# SPDX-License-Identifier: BSL-1.0
"""Whoever follows docs/guide.md gets what it says, and so with the programs of
docs/library.md and the commands of docs/commands.md and docs/production.md."""

import os
import sqlite3
import subprocess
import sys

from documented_blocks import documented_blocks, documented_files
from documented_project import (
    DocumentedProject,
    check_prints,
    check_prints_as_shown,
    check_shows,
)
from project import check, check_contains, check_equal

GUIDE = "docs/guide.md"


def run(make_project, settings):
    files = documented_files(settings.godwit_source)
    project = DocumentedProject("guide", settings)
    added = project.path("0002_add_email.sql")
    os.remove(added)
    first, create, up, more, declared, server, both = project.blocks_to_run(GUIDE)

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

    check_declared(declared, files, settings)
    check_both_databases(project, files, both, settings)
    check_server(server, settings)
    check_own_connection(files, settings)
    check_plain(files, settings)


def check_declared(block, files, settings):
    """The project as before, with its schema."""
    project = DocumentedProject("guide+guide-declared", settings)
    project.binary = os.path.join(project.source, "build")
    project.configure_and_build()
    check_shows(project, block)


def block_after(block, settings):
    blocks = documented_blocks(settings.godwit_source)
    return next(
        other
        for other in blocks
        if other.page == block.page and other.line > block.line
    )


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
    printed = run_on_server(project, server, settings)
    check_contains(printed, "3 migrations applied")


def check_server(block, settings):
    """A program for PostgreSQL alone."""
    project = DocumentedProject("guide-server", settings)
    printed = run_on_server(project, block, settings)
    check_contains(printed, "migrated: create_person")


def run_on_server(project, block, settings):
    """There is no db.example.com."""
    shown = "DATABASE_URL=postgresql://app@db.example.com/shop "
    check_contains(block.text, shown)
    block.text = block.text.replace(shown, cluster(settings))
    return project.run_block(block)


def check_own_connection(files, settings):
    """The program of docs/library.md, on a connection of its own."""
    project = built_with_first_migration("own-connection", files, settings)
    for rows in (1, 2):
        subprocess.run([project.program("shop")], cwd=project.source, check=True)
        connection = sqlite3.connect(os.path.join(project.source, "shop.db"))
        found = connection.execute("SELECT name FROM person").fetchall()
        connection.close()
        check_equal(found, [("Ada",)] * rows)


def check_plain(files, settings):
    """The program of docs/library.md in an older C++."""
    project = built_with_first_migration("plain", files, settings)
    for applied in (1, 0):
        printed = subprocess.check_output(
            [project.program("shop")], cwd=project.source, text=True
        )
        check_equal(printed, f"applied: {applied}\n")


def built_with_first_migration(way, files, settings):
    project = DocumentedProject(way, settings)
    name = "0001_create_person.sql"
    project.write(name, files[f"guide/migrations/{name}"])
    project.configure_and_build()
    return project


def cluster(settings):
    script = os.path.join(
        settings.godwit_source, "scripts", "postgresql_cluster.py"
    )
    return f"{sys.executable} {script} once "
