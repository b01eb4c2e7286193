#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A million rows changed in batches by a step in C++, and how long another
writer waits meanwhile.

  backfill.py <people> <database URL>     the program of examples/cpp_steps

The database is empty. Prints one line.
"""

import os
import subprocess
import sys
import time

ROWS = 1_000_000


def main(people, url):
    run = sqlite_runner(url) if url.startswith("sqlite:") else psql_runner(url)
    subprocess.run([people, url, "0003"], stdout=subprocess.DEVNULL, check=True)
    run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        f" WHERE i < {ROWS}) INSERT INTO visit SELECT i, 1 FROM n"
    )
    began = time.monotonic()
    process = subprocess.Popen([people, url], stdout=subprocess.DEVNULL)
    waits = []
    while process.poll() is None:
        before = time.monotonic()
        run(f"UPDATE visit SET person_id = 2 WHERE id = {len(waits) + 1}")
        waits.append(time.monotonic() - before)
        time.sleep(0.005)
    took = time.monotonic() - began
    waits.sort()
    print(
        f"{ROWS} rows in {took:.1f} s; {len(waits)} writes beside it, median"
        f" {1000 * waits[len(waits) // 2]:.1f} ms, longest"
        f" {1000 * waits[-1]:.1f} ms"
    )


def sqlite_runner(url):
    import sqlite3

    connection = sqlite3.connect(
        url.removeprefix("sqlite:"), 60, isolation_level=None
    )
    return connection.execute


def psql_runner(url):
    """One session, since a start of psql would be most of what is measured."""
    psql = subprocess.Popen(
        ["psql", "-Xqv", "ON_ERROR_STOP=1", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(sql):
        psql.stdin.write(f"{sql};\n\\echo done\n")
        psql.stdin.flush()
        psql.stdout.readline()

    return run


if __name__ == "__main__":
    main(*sys.argv[1:])
