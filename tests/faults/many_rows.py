# SPDX-License-Identifier: BSL-1.0
"""many_rows.py EXECUTOR DIALECT

A script that asks for a million rows of 200 bytes needs hardly more memory than
one that asks for a single one, in a transaction and outside.
"""

import sys

from killed_run import KilledRun

ROWS = 1_000_000
# Kilobytes; all rows are 200,000.
ALLOWED = 50_000


def script(dialect, rows):
    if dialect == "postgresql":
        return f"SELECT repeat('x', 200) FROM generate_series(1, {rows});\n"
    return ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            f"WHERE i < {rows}) SELECT printf('%200d', i) FROM n;\n")


def peak(executor, dialect, directives, rows):
    """In kilobytes."""
    with KilledRun(executor, dialect, "rows") as run:
        run.write("0006_rows.sql", directives + script(dialect, rows))
        return run.peak("up")


def main(executor, dialect):
    for directives in ("", "-- godwit: no-transaction\n"):
        one = peak(executor, dialect, directives, 1)
        many = peak(executor, dialect, directives, ROWS)
        print(f"{one} kB for one row, {many} kB for {ROWS}")
        if many - one > ALLOWED:
            sys.exit("the rows were kept")


main(*sys.argv[1:])
