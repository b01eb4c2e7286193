#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what a script outside a transaction costs as it gets longer: each
statement commits together with its record, so twice as many should take twice
the time.

  script_lengths.py <executor> [--rounds N] [--counts N...]

<executor> is `godwit-scenario` of the tests, which reads migrations when it
starts.
"""

import argparse
import os
import pathlib
import tempfile

from lengths import add_arguments, print_rows, row
from measuring import run, seconds
from postgresql_server import cluster, database


def script(count):
    inserts = "".join(f"INSERT INTO thing VALUES ({n});\n" for n in range(count))
    return ("-- godwit: no-transaction\n"
            "CREATE TABLE thing (id INTEGER);\n" + inserts)


def folder_with(folder, count):
    made = folder / str(count)
    made.mkdir()
    (made / "0001_long.sql").write_text(script(count))
    return made


def up(executor, dialect, url, migrations):
    environment = {**os.environ, "DATABASE_URL": url,
                   "SCENARIO_SETS": f"{dialect}={migrations}"}
    return seconds(lambda: run(executor, "up", "--quiet", env=environment))


def on_sqlite(executor, migrations):
    def measure():
        with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
            return up(executor, "sqlite", f"sqlite:{folder}/bench.db", migrations)
    return measure


def on_postgresql(executor, server, migrations):
    def measure():
        with database(server) as url:
            return up(executor, "postgresql", url, migrations)
    return measure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, "executor", rounds=3)
    arguments = parser.parse_args()
    executor, rounds = arguments.executor, arguments.rounds
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as name, \
            cluster() as server:
        folders = [folder_with(pathlib.Path(name), count)
                   for count in arguments.counts]
        sqlite = [on_sqlite(executor, f) for f in folders]
        postgresql = [on_postgresql(executor, server, f) for f in folders]
        print_rows("Statements outside a transaction", arguments.counts, rounds,
                   (row("SQLite, in memory", sqlite, rounds),
                    row("PostgreSQL", postgresql, rounds)))


main()
