# SPDX-License-Identifier: BSL-1.0
"""A new database gets the snapshot of a set, which a test compares with what
the migrations make, and which the build notices when it changes."""

import json
import os
import sqlite3
import subprocess

from documented_blocks import documented_blocks
from project import check, check_contains, check_equal

MIGRATIONS = {
    "0001_create_person.sql": "CREATE TABLE person (id integer PRIMARY KEY);\n",
    "0002_create_colour.sql": (
        "CREATE TABLE colour (name text PRIMARY KEY);\n"
        "INSERT INTO colour VALUES ('red');\n"
    ),
    "0003_add_phone.sql": "ALTER TABLE person ADD COLUMN phone text;\n",
}
SNAPSHOT = """\
CREATE TABLE colour (name text PRIMARY KEY);
CREATE TABLE person (id integer PRIMARY KEY);
INSERT INTO colour VALUES ('red');
"""


def run(make_project, settings):
    project = make_project("snapshot")
    for name, text in MIGRATIONS.items():
        project.write(name, text)
    write_snapshot(project, SNAPSHOT)
    project.configure_and_build("-DAT=2")
    check_new_database(project)
    check_written_as_documented(project, settings)
    check_shown(project)
    check_tests(project, passes=True)
    project.build_well("pregenerate-migrations")
    check_settled(project)
    check_changes(project)
    check_without_python(project)
    check_errors(project)


def write_snapshot(project, text):
    with open(os.path.join(project.source, "schema.sql"), "w") as file:
        file.write(text)


def check_new_database(project):
    path = os.path.join(project.folder, "new.db")
    done = subprocess.run(
        [project.program("shop-migrate"), "-d", f"sqlite:{path}", "up"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    check_contains(
        done.stdout,
        "schema.sql made it at once: 2 migrations recorded and 1 applied",
    )
    connection = sqlite3.connect(path)
    columns = connection.execute("SELECT name FROM pragma_table_info('person')")
    check_equal(columns.fetchall(), [("id",), ("phone",)])
    connection.close()


def check_written_as_documented(project, settings):
    """All but the rows."""
    (block,) = (
        block
        for block in documented_blocks(settings.godwit_source)
        if block.page == "docs/adopt.md"
        and (block.mark, block.value) == ("run", "snapshot")
    )
    subprocess.check_call(["sh", "-e", "-c", block.text], cwd=project.folder)
    with open(os.path.join(project.folder, "schema.sql")) as file:
        written = file.read()
    check_equal(
        sorted(written.splitlines()), sorted(SNAPSHOT.splitlines()[:2])
    )


def check_shown(project):
    program = project.program("shop-migrate")
    shown = subprocess.check_output([program, "inspect", program, "--json"])
    (found,) = json.loads(shown)["sets"]
    check_equal(
        found["snapshot"], {"file": "schema.sql", "at": "0002", "statements": 3}
    )
    shown = subprocess.check_output([program, "list"], text=True)
    check_contains(shown, "schema.sql for a new database up to 0002")


def check_tests(project, passes, *words):
    done = project.ctest("-R", "snapshot-equals-migrations|postgresql")
    for dialect in ("sqlite", "postgresql"):
        line = f"shop_{dialect}.snapshot-equals-migrations"
        check(line in done.stdout, done.stdout)
    check_equal(done.returncode == 0, passes)
    for word in words:
        check_equal(done.stdout.count(word), 2)


def check_settled(project):
    check_equal(project.counted_build(), (0, 0, 0))


def check_changes(project):
    write_snapshot(project, SNAPSHOT.replace("KEY);\nINS", "KEY, n int);\nINS"))
    project.build_well()
    check_tests(
        project,
        False,
        "/source/schema.sql:1:1: error: the snapshot makes another schema than the"
        " migrations up to 0002",
    )
    write_snapshot(project, SNAPSHOT.replace("INSERT", "-- INSERT"))
    project.build_well()
    check_tests(
        project,
        False,
        "/source/schema.sql:1:1: error: the snapshot makes other rows than the migrations"
        " up to 0002",
    )
    # The build itself applies it where that needs no server.
    write_snapshot(project, "CREATE TABLE person (id int);\nNONSENSE;\n")
    built = project.build()
    check(built.returncode != 0, built.stdout)
    check_contains(built.stdout, "/source/schema.sql:2:1: error: ")
    write_snapshot(project, SNAPSHOT)
    project.build_well()


def check_without_python(project):
    project.binary += "-without-python"
    options = ("-DAT=2", "-DPython3_EXECUTABLE=/nowhere/python3")
    project.configure_and_build(*options)
    check_new_database_of(project)
    write_snapshot(project, SNAPSHOT + "-- more\n")
    configured = project.configure(*options)
    check(configured.returncode != 0, configured.stdout)
    check_contains(configured.stdout, "generated before a change of ../schema.sql")
    write_snapshot(project, SNAPSHOT)
    project.binary = project.binary.removesuffix("-without-python")


def check_new_database_of(project):
    os.remove(os.path.join(project.folder, "new.db"))
    check_new_database(project)


def check_errors(project):
    configured = project.configure("-DAT=7")
    check(configured.returncode == 0, configured.stdout)
    built = project.build()
    check(built.returncode != 0, built.stdout)
    check_contains(built.stdout, "the snapshot schema.sql is to be that AT 7")
