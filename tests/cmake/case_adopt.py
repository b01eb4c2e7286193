# SPDX-License-Identifier: BSL-1.0
"""Databases that an application has migrated by itself are brought over as
docs/adopt.md says, with their rows."""

import os
import re
import sqlite3
import subprocess
import sys

from documented_blocks import documented_blocks, documented_files
from documented_project import DocumentedProject, check_prints
from project import check, check_contains, check_equal

PAGE = "docs/adopt.md"
ROW = (1, "buy milk", "1970-01-01", None)


def run(make_project, settings):
    prepare, shown, *server = DocumentedProject(
        "adopt", settings, "blocks"
    ).blocks_to_run(PAGE)
    check_file(settings, prepare, shown)
    check_program(settings)
    check_server(settings, server)


def old_steps(settings):
    """The strings of the vector that the page shows, one for each step."""
    (text,) = (
        block.text
        for block in documented_blocks(settings.godwit_source)
        if block.page == PAGE and "steps = {" in block.text
    )
    text = re.sub(r'"\s*\n\s*"', "", text)
    return re.findall(r'"(.*?)"', text)


def write_old_file(settings, path, version):
    """As the old application left it: after so many steps, with a row."""
    connection = sqlite3.connect(path)
    for number, step in enumerate(old_steps(settings)[:version], 1):
        connection.executescript(f"{step}; PRAGMA user_version = {number}")
        if number == 1:
            connection.execute("INSERT INTO note VALUES (1, 'buy milk')")
            connection.commit()
    connection.close()


def check_rows(path, expected):
    connection = sqlite3.connect(path)
    check_equal(connection.execute("SELECT * FROM note").fetchall(), expected)
    connection.close()


def check_file(settings, prepare, shown):
    project = DocumentedProject("adopt", settings)
    path = os.path.join(project.source, "notes.db")
    write_old_file(settings, path, 3)
    compared = project.run_block(prepare)
    check_contains(compared, "the schema is what the migrations up to 0003 make")
    expected = [l for l in shown.text.splitlines() if not l.startswith("$ ")]
    check_prints(project.run_block(shown), "\n".join(expected), project.source)
    check_rows(path, [ROW])


def check_program(settings):
    """It takes over files of each old release, also when started six times at
    once."""
    project = DocumentedProject("adopt", settings, "program")
    project.configure_and_build()
    for version in range(4):
        path = os.path.join(project.source, f"notes{version}.db")
        if version > 0:
            write_old_file(settings, path, version)
        for _ in range(2):
            subprocess.run([project.program("notes"), path], check=True)
        check_verified(project, path)
        check_rows(path, [ROW] if version > 0 else [])
    check_unknown_version(settings, project)
    path = os.path.join(project.source, "race.db")
    write_old_file(settings, path, 3)
    started = [
        subprocess.Popen([project.program("notes"), path]) for _ in range(6)
    ]
    check_equal([process.wait() for process in started], [0] * 6)
    check_verified(project, path)


def check_unknown_version(settings, project):
    """Nothing is guessed of a file that says what the set does not have."""
    path = os.path.join(project.source, "unknown.db")
    write_old_file(settings, path, 3)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 77")
    connection.close()
    done = subprocess.run(
        [project.program("notes"), path], stderr=subprocess.PIPE, text=True
    )
    check_equal(done.returncode, 1)
    check_contains(done.stderr, "own version of this database is 77")
    check_rows(path, [ROW[:3]])


def check_verified(project, path):
    verify = [project.program("notes-migrate"), "-d", f"sqlite:{path}"]
    subprocess.run([*verify, "verify", "--exact"], check=True)


def check_server(settings, blocks):
    """The blocks of the page, one after the other on one server, that a
    snapshot is one, and that the one file makes the same schema."""
    project = DocumentedProject("adopt-postgresql", settings)
    project.binary = os.path.join(project.source, "build")
    project.configure_and_build()
    compare, copy, squash, snapshot = blocks
    script = "\n".join(
        (
            SERVER,
            compare.text,
            copy.text,
            "psql -Atc 'SELECT name FROM person ORDER BY id' shop",
            snapshot.text,
            SNAPSHOT,
            squash.text,
            "createdb squashed",
            "psql -q --set ON_ERROR_STOP=1 squashed"
            " --file=migrations/0001_all_that_was.sql",
            "schema squashed > squashed.sql",
            "schema shop > shop.sql",
            "diff squashed.sql shop.sql",
        )
    )
    cluster = os.path.join(
        settings.godwit_source, "scripts", "postgresql_cluster.py"
    )
    done = subprocess.run(
        [sys.executable, cluster, "once", "sh", "-e", "-c", script],
        cwd=project.source,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(done.returncode == 0, done.stdout)
    compared = (
        "the schema is not what the migrations up to 0002 make:\n"
        "+table public.schema_version\n"
    )
    for words in (
        compared, "applied  0003_add_phone", "exactly these", "Ada\nBob\n"
    ):
        check_contains(done.stdout, words)
    check_one_file(project)


# The names that people give a server by, instead of DATABASE_URL.
SERVER = """\
part() { echo "$DATABASE_URL" | sed "s/.*$1=\\([^&]*\\).*/\\1/"; }
export PGHOST="$(part host)" PGPORT="$(part port)" PGUSER=godwit
unset DATABASE_URL
schema() { pg_dump --schema-only --exclude-table='godwit_migrations*' \\
  --exclude-table=schema_version "$1" | grep -v '^\\\\'; }
createdb shop
psql -q --set ON_ERROR_STOP=1 --file=old.sql shop
"""


# What pg_dump has written, for a new database.
SNAPSHOT = """\
sed -i 's/LINT_SINCE 0002)/LINT_SINCE 0002 SNAPSHOT schema.sql AT 0002)/' CMakeLists.txt
cmake --build build
createdb new
build/shop-migrate -d postgresql:///new up
build/shop-migrate -d postgresql:///new verify --exact
sed -i 's/ SNAPSHOT schema.sql AT 0002//' CMakeLists.txt
"""


def check_one_file(project):
    """The build takes it."""
    for name in os.listdir(project.migrations):
        if name != "0001_all_that_was.sql":
            os.remove(project.path(name))
    project.build_well()
