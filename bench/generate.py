#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures how long it takes to write the migration that makes a declared schema.

  generate.py <tool> [--pgdelta PROGRAM]

<tool> is `godwit` of a build of type Release. Needs sqldiff (Debian package
sqlite3-tools). PROGRAM is that of the npm package @supabase/pg-delta.
"""

import argparse
import contextlib
import pathlib
import subprocess
import tempfile

from measuring import print_ratios, processor_seconds, run, seconds
from postgresql_server import CLUSTER, cluster

TYPES = {
    "sqlite": ("TEXT", "INTEGER", "REAL", "BLOB"),
    "postgresql": ("text", "bigint", "timestamptz", "numeric(10, 2)"),
}
KEY = {
    "sqlite": "INTEGER PRIMARY KEY",
    "postgresql": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}


def table(number, dialect, changed):
    """One of 16 columns, an index and a reference. What changed of each tenth: a
    column and an index are there besides, and a column is not."""
    kept = range(1 if changed else 0, 14)
    types = TYPES[dialect]
    columns = [f"id {KEY[dialect]}"]
    columns += [f"c{n} {types[n % 4]} NOT NULL DEFAULT {n}" for n in kept if n % 4 == 1]
    columns += [f"c{n} {types[n % 4]}" for n in kept if n % 4 != 1]
    parent = max(number - 1, 0)
    columns.append(f"parent {types[1]} REFERENCES t{parent} (id)")
    if changed:
        columns.append(f"added {types[0]}")
    text = f"CREATE TABLE t{number} ({', '.join(columns)});\n"
    text += f"CREATE INDEX i{number} ON t{number} (c1, c2);\n"
    if changed:
        text += f"CREATE INDEX j{number} ON t{number} (added);\n"
    return text


class Schemas:
    """A folder of migrations with ten tables each, and what is declared."""

    def __init__(self, folder, dialect, count):
        self.dialect = dialect
        self.migrations = folder / dialect
        self.migrations.mkdir()
        for number in range(0, count, 10):
            tables = (table(n, dialect, False) for n in range(number, number + 10))
            name = f"{number + 1:04}_tables.sql"
            (self.migrations / name).write_text("".join(tables))
        self.declared = folder / f"{dialect}.sql"
        tables = (table(n, dialect, n % 10 == 0) for n in range(count))
        self.declared.write_text("".join(tables))

    def old(self):
        files = sorted(self.migrations.iterdir())
        return "".join(file.read_text() for file in files)

    def generating(self, tool, measured, *arguments):
        command = [
            *(tool, "generate", "--dry-run", "--dialect", self.dialect),
            *("--directory", self.migrations, "--schema", self.declared),
            *arguments,
        ]
        return lambda: measured(lambda: run(*command, stderr=subprocess.DEVNULL))


def bench_sqlite(tool, folder):
    schemas = Schemas(folder, "sqlite", 50)
    old, new = folder / "old.db", folder / "new.db"
    run("sqlite3", old, input=schemas.old().encode())
    run("sqlite3", new, input=schemas.declared.read_bytes())
    print_ratios(
        "SQLite, 50 tables of 16 columns, 5 of them changed; seconds of the "
        "processor, limit 0.1 s",
        21,
        [
            (
                "`sqldiff --schema` of two databases",
                lambda: processor_seconds(
                    lambda: run("sqldiff", "--schema", old, new)
                ),
            ),
            ("`generate`, proved", schemas.generating(tool, processor_seconds)),
        ],
    )


@contextlib.contextmanager
def made(server, name, text):
    run(*CLUSTER, "createdb", server, name)
    url = f"{server} dbname={name}"
    run("psql", "-qX1", url, input=text.encode())
    yield url
    run(*CLUSTER, "dropdb", server, name)


def as_url(conninfo):
    parts = dict(part.split("=", 1) for part in conninfo.split())
    return (
        f"postgresql://{parts['user']}@localhost:{parts['port']}/{parts['dbname']}"
        f"?host={parts['host']}"
    )


def load_once(server, text):
    """The least that the server has to do, twice, for each plan that is proved."""
    administer = ("psql", "-qX", f"{server} dbname=postgres", "-c")
    run(*administer, "CREATE DATABASE loaded")
    run("psql", "-qX1", f"{server} dbname=loaded", input=text.encode())
    run(*administer, "DROP DATABASE loaded")


def bench_postgresql(tool, folder, pgdelta):
    schemas = Schemas(folder, "postgresql", 200)
    with cluster() as server, contextlib.ExitStack() as databases:
        old = databases.enter_context(made(server, "old", schemas.old()))
        new = databases.enter_context(made(server, "new", schemas.declared.read_text()))
        contenders = [
            (
                "`psql` of one of the schemas in a new database",
                lambda: seconds(lambda: load_once(server, schemas.old())),
            ),
            ("`generate`, proved", schemas.generating(tool, seconds, "--scratch", old)),
        ]
        if pgdelta:
            plan = [pgdelta, "plan", "--source", as_url(old), "--desired", as_url(new)]
            call = lambda: seconds(lambda: run(*plan, stderr=subprocess.DEVNULL))
            contenders.insert(1, ("`pgdelta plan` of two databases", call))
        print_ratios(
            "PostgreSQL, 200 tables of 16 columns, 20 of them changed, the server "
            "runs; limit 1.5 s",
            5,
            contenders,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tool", type=pathlib.Path)
    parser.add_argument("--pgdelta")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as folder:
        bench_sqlite(arguments.tool, pathlib.Path(folder))
        bench_postgresql(arguments.tool, pathlib.Path(folder), arguments.pgdelta)


if __name__ == "__main__":
    main()
