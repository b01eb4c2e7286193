# SPDX-License-Identifier: BSL-1.0
"""Applications of two kinds that are met often are brought over from each of
their versions, with rows: one has a statement in each file and a row with the
version, the other `migrate.NN.sql`, `rollback.NN.sql` and `user_version`."""

import os
import re
import shutil
import sqlite3
import subprocess

from project import check, check_contains, check_equal

# What the second application adds after it was brought over.
NEW_STEP = {
    "05_add_read.up.sql": "ALTER TABLE item ADD COLUMN read INTEGER;\n",
    "05_add_read.down.sql": "ALTER TABLE item DROP COLUMN read;\n",
}
VERSION_TABLE = "CREATE TABLE schema_version (version INTEGER NOT NULL)"


def run(make_project, settings):
    project = make_project("takeover")
    bring_over_pairs(os.path.join(project.source, "pragma"))
    write_version_table(os.path.join(project.source, "rows", "migrations"))
    project.configure_and_build()
    check_application(project, "rows", old_rows_application, 5)
    check_application(project, "pragma", old_pragma_application, 4)
    check_way_back(project)


def bring_over_pairs(folder):
    """`migrate.03.sql` is `03.up.sql` here, and `rollback.03.sql` its pair."""
    migrations = os.path.join(folder, "migrations")
    os.mkdir(migrations)
    for name in os.listdir(os.path.join(folder, "db")):
        direction, version, _ = name.split(".")
        half = {"migrate": "up", "rollback": "down"}[direction]
        shutil.copy(
            os.path.join(folder, "db", name),
            os.path.join(migrations, f"{version}.{half}.sql"),
        )
    for name, text in NEW_STEP.items():
        with open(os.path.join(migrations, name), "w") as file:
            file.write(text)


def write_version_table(migrations):
    """The old program made it by itself, before any step; new databases need
    it for the step that keeps old programs away."""
    path = os.path.join(migrations, "1_create_account.sql")
    with open(path) as file:
        statement = file.read().strip()
    with open(path, "w") as file:
        file.write(f"{statement};\n{VERSION_TABLE};\n")
        file.write("INSERT INTO schema_version VALUES (1);\n")


def old_rows_application(project, connection, version):
    """What it did at its start, up to a version of itself."""
    folder = os.path.join(project.source, "rows", "migrations")
    connection.execute(VERSION_TABLE)
    connection.execute("INSERT INTO schema_version VALUES (0)")
    for name in sorted(os.listdir(folder))[:version]:
        with open(os.path.join(folder, name)) as file:
            connection.execute(file.read().split(";")[0])
        number = int(name.split("_")[0])
        connection.execute("UPDATE schema_version SET version = ?", [number])
        if number == 1:
            connection.execute("INSERT INTO account VALUES (1, 'Ada', 5)")
    if version >= 2:
        connection.execute("INSERT INTO entry VALUES (1, 1, 5)")
    connection.commit()


def old_pragma_application(project, connection, version):
    folder = os.path.join(project.source, "pragma", "db")
    for number in range(1, version + 1):
        with open(os.path.join(folder, f"migrate.{number:02}.sql")) as file:
            connection.executescript(file.read())
        if number == 1:
            connection.execute("INSERT INTO feed VALUES (1, 'https://a')")
        if number == 2:
            connection.execute("INSERT INTO item VALUES (1, 1, 'News')")
    connection.commit()


def check_application(project, name, old_application, newest):
    replayed = database(project, name, "replayed")
    up(project, name, replayed)
    expected = schema(replayed)
    check(len(expected) > 3, str(expected))
    for version in range(newest + 1):
        path = database(project, name, version)
        connection = sqlite3.connect(path)
        if version > 0:
            old_application(project, connection, version)
        connection.close()
        before = rows(path)
        shown = up(project, name, path)
        check_equal(shown.count("recorded  "), version)
        check_equal(schema(path), expected)
        check_kept(before, rows(path))
        executor(project, name, path, "verify", "--exact")
        check_contains(up(project, name, path), "nothing to do")


def database(project, name, version):
    return os.path.join(project.folder, f"{name}{version}.db")


def executor(project, name, path, *words):
    done = subprocess.run(
        [project.program(f"{name}-migrate"), "-d", f"sqlite:{path}", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(done.returncode == 0, done.stdout)
    return done.stdout


def up(project, name, path):
    return executor(project, name, path, "up")


def schema(path):
    """As it was written, but for white space and quotes."""
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'godwit%'"
    ).fetchall()
    connection.close()
    return {name: re.sub(r'[\s"]+', " ", sql) for name, sql in found}


def rows(path):
    connection = sqlite3.connect(path)
    found = {
        table: connection.execute(f"SELECT * FROM {table}").fetchall()
        for table in ("account", "entry", "feed", "item")
        if connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE name = ?", [table]
        ).fetchone()
    }
    connection.close()
    return found


def check_kept(before, after):
    """Each row is there, and may have got more columns and values."""
    for table, lines in before.items():
        check_equal(len(after[table]), len(lines))
        for old, new in zip(lines, after[table]):
            for was, now in zip(old, new):
                check(was in (None, now), f"{table}: {old} became {new}")


def check_way_back(project):
    """The old files for the way back are those of the migrations now."""
    path = database(project, "pragma", 4)
    executor(project, "pragma", path, "down", "--to", "02", "--yes")
    old = database(project, "pragma", "old")
    connection = sqlite3.connect(old)
    old_pragma_application(project, connection, 2)
    connection.close()
    check_equal(schema(path).keys(), schema(old).keys())
    check_equal(rows(path), rows(old))
