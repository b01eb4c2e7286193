# SPDX-License-Identifier: BSL-1.0
"""Libraries bring their migrations; one executor applies them in order."""

import sqlite3
import subprocess

from documented_project import DocumentedProject
from project import check, check_contains, check_equal

SETS = ("auth_migrations", "billing_migrations", "store_migrations")


def run(make_project, settings):
    project = DocumentedProject("libraries", settings)
    project.configure_and_build()
    check_application(project)
    check_executor(project)
    check_targets(project)


def check_application(project):
    applied = "".join(f"{name}: 0001\n" for name in SETS)
    check_equal(output_of(project, "store/store"), applied)
    check_equal(output_of(project, "store/store"), "")
    check_equal(
        tables(project),
        sorted(
            ["account", "invoice", "sale", *SETS]
            + [name + "_info" for name in SETS]
            + [name + "_log" for name in SETS]
        ),
    )


def check_executor(project):
    executor = "store/store-migrate"
    places = [
        output_of(project, executor, "list").index(name) for name in SETS
    ]
    check_equal(places, sorted(places))
    up = output_of(project, executor, "up")
    check_contains(up, "nothing to do: 3 migrations are applied")
    output_of(project, executor, "reset", "--yes")
    check_equal(tables(project), [])


def check_targets(project):
    failed = project.build("migrate-create", {"NAME": "add_email"})
    check(failed.returncode != 0, failed.stdout)
    check_contains(failed.stdout, "choose one with --set: auth_migrations")
    arguments = {"NAME": "add_email", "GODWIT_ARGS": "--set auth_migrations"}
    created = project.build_well("migrate-create", arguments)
    check_contains(created, "auth/migrations/0002_add_email.sql")
    check_contains(project.build_well("migrate-list"), "add_email")


def output_of(project, name, *arguments):
    return subprocess.check_output(
        [project.program(name), *arguments], text=True, cwd=project.binary
    )


def tables(project):
    connection = sqlite3.connect(project.binary + "/store.db")
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    )
    names = [name for (name,) in rows]
    connection.close()
    return names
