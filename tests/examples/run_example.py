#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs an example on fresh databases, as its users would.

  run_example.py <example>.<dialect> <program>...
"""

import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

CLUSTER = pathlib.Path(__file__).parents[2] / "scripts/postgresql_cluster.py"


def check_equal(actual, expected):
    if actual != expected:
        sys.exit(f"expected:\n{expected}\ngot:\n{actual}")


def output_of(*command, **environment):
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, **environment},
    ).stdout


class SqliteDatabase:
    def __init__(self, folder):
        self.file = f"{folder}/example.db"
        self.url = f"sqlite:{self.file}"

    def run(self, sql):
        """The rows of the last statement, each as a tuple of texts."""
        with contextlib.closing(sqlite3.connect(self.file, 30)) as connection:
            rows = connection.execute(sql).fetchall()
            connection.commit()
        return [tuple(map(str, row)) for row in rows]


class PostgresqlDatabase:
    def __init__(self, server, name):
        self.url = f"{server} dbname={name}"

    def run(self, sql):
        rows = output_of("psql", "-Atqc", sql, self.url)
        return [tuple(row.split("|")) for row in rows.splitlines()]


@contextlib.contextmanager
def sqlite_database():
    with tempfile.TemporaryDirectory() as folder:
        yield SqliteDatabase(folder)


@contextlib.contextmanager
def postgresql_database():
    server = os.environ["GODWIT_TEST_POSTGRESQL"]
    name = f"example_{os.getpid()}"
    cluster = [sys.executable, CLUSTER]
    subprocess.run([*cluster, "createdb", server, name], check=True)
    try:
        yield PostgresqlDatabase(server, name)
    finally:
        subprocess.run([*cluster, "dropdb", server, name], check=True)


def sqlite_notes(database, notes, migrate):
    """Files of each release, upgraded by a program that is killed after each
    line that it prints."""
    check_equal(output_of(notes, database.file, "read")[-7:], "- read\n")
    check_equal(output_of(notes, database.file, "write"), "- read\n- write\n")
    database.run("UPDATE note SET pinned = 1 WHERE text = 'write'")
    check_equal(output_of(notes, database.file), "! write\n- read\n")
    new = schema_of(database)
    kept = [(f"note {n}",) for n in range(500)]
    for release in ("0001", "0002"):
        os.remove(database.file)
        url = ("--database-url", database.url)
        output_of(migrate, "up", *url, "--to", release)
        database.run(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 499) INSERT INTO note (text) SELECT 'note ' || i FROM n"
        )
        old = schema_of(database)
        kills = 0
        while kill_after_lines(kills + 1, notes, database.file):
            kills += 1
            if schema_of(database) not in (old, new):
                sys.exit(f"neither old nor new: {schema_of(database)}")
            check_equal(database.run("PRAGMA integrity_check"), [("ok",)])
            check_equal(database.run("SELECT text FROM note"), kept)
            if schema_of(database) == new:
                break
        if kills < 3:
            sys.exit(f"killed only {kills} times")
        output_of(notes, database.file)
        output_of(migrate, "verify", "--exact", *url)
        beside = os.listdir(os.path.dirname(database.file))
        check_equal([name for name in beside if "upgrade" in name], [])


def schema_of(database):
    return database.run("SELECT name, sql FROM sqlite_schema ORDER BY name")


def kill_after_lines(count, *command):
    """False: it was done before it had printed so many lines of its work."""
    process = start(*command)
    for line in process.stdout:
        count -= 0 if line.startswith("- ") else 1
        if count == 0:
            process.kill()
            break
    end_of(process)
    return process.returncode < 0


def postgresql_shop(database, shop):
    """Of twenty that start at once, one migrates."""
    replicas = [
        subprocess.Popen(
            [shop],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DATABASE_URL": database.url},
        )
        for _ in range(20)
    ]
    printed = [replica.communicate()[0] for replica in replicas]
    check_equal({replica.returncode for replica in replicas}, {0})
    stock = "binoculars: 3\nfield guide: 12\n"
    first = "migrated: create_product\nmigrated: create_sale\n" + stock
    check_equal(sorted(printed), [stock] * 19 + [first])
    sold = output_of(shop, "binoculars", DATABASE_URL=database.url)
    check_equal(sold, "binoculars: 2\nfield guide: 12\n")


def accounts(database, store, club):
    """Two programs have the migrations of one library, once."""
    check_equal(
        output_of(store, database.file, "Ada"),
        "migrated: accounts_migrations create_account\n"
        "migrated: accounts_migrations one_account_for_a_name\n"
        "migrated: store_migrations create_purchase\naccount 1\n",
    )
    check_equal(
        output_of(club, database.file, "Bob"),
        "migrated: club_migrations create_visit\naccount 2\n",
    )
    check_equal(output_of(club, database.file, "Ada"), "account 1\n")


VISITS = 1_000_000


def cpp_steps(database, people):
    output_of(people, database.url, "0003")
    check_equal(
        database.run("SELECT phone FROM person ORDER BY id"),
        [("0301234",), ("0405678",)],
    )
    database.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        f" WHERE i < {VISITS}) INSERT INTO visit SELECT i, 1 FROM n"
    )
    memory_of_few = kill_halfway(people, database.url)
    counted = "SELECT count(*) FROM visit WHERE counted = 1"
    done = int(database.run(counted)[0][0])
    if not 15_000 <= done < VISITS:
        sys.exit(f"{done} rows were kept")
    rest = start(people, database.url)
    writes = write_meanwhile(rest, database)
    memory = end_of(rest)
    check_equal(rest.returncode, 0)
    if memory > memory_of_few + 8192:
        sys.exit(f"{memory} KiB for many rows, {memory_of_few} KiB for few")
    # Once each: what was kept is not done again.
    check_equal(database.run(counted), [(str(VISITS),)])
    written = "SELECT count(*) FROM visit WHERE person_id = 2"
    check_equal(database.run(written), [(str(writes),)])
    check_equal(output_of(people, database.url), "")


# What a sanitizer keeps of freed memory is not the program's.
SANITIZER = {"ASAN_OPTIONS": "quarantine_size_mb=1"}


def start(*command):
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**SANITIZER, **os.environ},
    )


def end_of(process):
    """Waits for it; the most memory that it had, in KiB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss


def kill_halfway(people, url):
    process = start(people, url)
    for line in process.stdout:
        if line == "15000 rows\n":
            process.kill()
            break
    return end_of(process)


def write_meanwhile(process, database):
    """As other programs do, until it has printed its last line."""
    writes = 0
    for line in process.stdout:
        if line.startswith("migrated"):
            break
        if not line.endswith("0000 rows\n"):
            continue
        writes += 1
        database.run(f"UPDATE visit SET person_id = 2 WHERE id = {writes}")
    return writes


DATABASES = {"sqlite": sqlite_database, "postgresql": postgresql_database}
EXAMPLES = {
    "accounts": accounts,
    "cpp_steps": cpp_steps,
    "postgresql_shop": postgresql_shop,
    "sqlite_notes": sqlite_notes,
}

example, dialect = sys.argv[1].split(".")
with DATABASES[dialect]() as database:
    EXAMPLES[example](database, *sys.argv[2:])
