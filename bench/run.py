#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures Godwit beside what one would use without it, in turns on the same
machine, and prints medians and their ratio.

  run.py [--tiny FOLDER EXECUTOR] [--large FOLDER EXECUTOR --floor PROGRAM
         --library PROGRAM]

Times are of whole processes by the wall clock. PostgreSQL is the cluster of the
tests: a unix socket, fsync off.
"""

import argparse
import pathlib
import subprocess
import tempfile

from measuring import print_ratios, run, seconds
from postgresql_server import cluster, database


def psql_for_each_file(folder, conninfo):
    for file in sorted(folder.glob("*.up.sql")):
        transaction = [] if "no-transaction" in file.read_text() else ["-1"]
        run(
            *("psql", "-qX", "-v", "ON_ERROR_STOP=1", *transaction),
            *("-f", file, conninfo),
            stderr=subprocess.DEVNULL,
        )


def bench_large(folder, executor, server):
    def on_a_fresh_database(action):
        with database(server) as conninfo:
            return seconds(lambda: action(conninfo))

    print_ratios(
        f"{len(list(folder.glob('*.up.sql')))} migrations of trigger.dev",
        3,
        [
            (
                "one `psql -f` per file",
                lambda: on_a_fresh_database(lambda to: psql_for_each_file(folder, to)),
            ),
            (
                "executor `up`",
                lambda: on_a_fresh_database(
                    lambda to: run(executor, "up", "--database-url", to)
                ),
            ),
        ],
    )


def bench_nothing_to_do(executor, library, floor, server):
    query = "SELECT * FROM godwit_migrations_info LIMIT 1"
    with database(server) as conninfo:
        run(executor, "up", "--database-url", conninfo)
        print_ratios(
            "Nothing to do, PostgreSQL, 820 migrations applied",
            101,
            [
                (
                    "C program: connect, read one row",
                    lambda: seconds(lambda: run(floor, conninfo, query)),
                ),
                (
                    "library: `Migrator::up`",
                    lambda: seconds(lambda: run(library, conninfo)),
                ),
                (
                    "executor `up`",
                    lambda: seconds(lambda: run(executor, "up", "--database-url", conninfo)),
                ),
            ],
        )


def in_transactions(scripts):
    return "".join(f"BEGIN;\n{script}COMMIT;\n" for script in scripts)


def sqlite3_shell(script, database_file):
    run("sqlite3", "-bail", database_file, input=script.encode())


def bench_tiny(folder, executor):
    scripts = [
        file.read_text().split("-- migrate:down")[0]
        for file in sorted(folder.glob("*.sql"))
    ]
    each, at_once = in_transactions(scripts), in_transactions(["".join(scripts)])

    def on_a_fresh_file(action):
        with tempfile.TemporaryDirectory() as place:
            return seconds(lambda: action(f"{place}/bench.db"))

    print_ratios(
        f"{len(scripts)} tiny migrations, SQLite",
        5,
        [
            (
                "`sqlite3` shell, one transaction for each file",
                lambda: on_a_fresh_file(lambda to: sqlite3_shell(each, to)),
            ),
            (
                "`sqlite3` shell, one transaction for all",
                lambda: on_a_fresh_file(lambda to: sqlite3_shell(at_once, to)),
            ),
            (
                "executor `up`",
                lambda: on_a_fresh_file(
                    lambda to: run(executor, "up", "--database-url", to)
                ),
            ),
        ],
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tiny", nargs=2, type=pathlib.Path)
    parser.add_argument("--large", nargs=2, type=pathlib.Path)
    parser.add_argument("--floor")
    parser.add_argument("--library")
    arguments = parser.parse_args()
    if arguments.tiny:
        bench_tiny(*arguments.tiny)
    if arguments.large:
        folder, executor = arguments.large
        with cluster() as server:
            bench_large(folder, executor, server)
            bench_nothing_to_do(executor, arguments.library, arguments.floor, server)


main()
