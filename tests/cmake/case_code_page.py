# SPDX-License-Identifier: BSL-1.0
"""The project of docs/code.md does what the page says."""

import os
import sqlite3

from documented_project import DocumentedProject, check_prints
from project import check, check_contains, check_equal


def run(make_project, settings):
    project = DocumentedProject("code", settings)
    commands, failing = project.blocks_to_run("docs/code.md")
    printed = project.run_block(commands)
    project.binary = os.path.join(project.source, "build")
    check_contains(printed, "applied  0002_normalise_phones")
    check_contains(printed, "100% tests passed")
    rows = rows_of(project, "SELECT phone, digits FROM person ORDER BY id")
    check_equal(rows, [("0301234", 7), ("0405678", 7)])

    written = project.build_well(
        "migrate-create",
        {"GODWIT_ARGS": "--cpp", "NAME": "hash names"},
    )
    check_contains(written, "migrations/0004_hash_names.cpp")
    project.build_well()
    os.remove(project.path("0004_hash_names.cpp"))

    wrong = project.path("0002_normalise_phones.cpp")
    with open(wrong) as file:
        text = file.read()
    with open(wrong, "w") as file:
        file.write(text.replace("SET phone", "SET fax"))
    project.configure("-DGODWIT_CHECK=structure")
    project.build_well()
    printed = project.run_refused(
        "build/shop-migrate up", DATABASE_URL="sqlite:new.db"
    )
    expected = failing.text.partition("\n")[2]
    check_prints(printed, expected, project.source)
    project.configure("-DGODWIT_CHECK=execute")
    refused = project.build()
    check(refused.returncode != 0, "the build takes what does not run")
    check_contains(refused.stdout, "0002_normalise_phones.cpp:9: error: no such")


def rows_of(project, query):
    path = os.path.join(project.source, "shop.db")
    with sqlite3.connect(path) as database:
        return database.execute(query).fetchall()
