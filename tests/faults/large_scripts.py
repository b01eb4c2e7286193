# SPDX-License-Identifier: BSL-1.0
"""large_scripts.py EXECUTOR DIALECT

A script of 100,000 statements, and one with a literal of 50 MB, which is not
held more often than the database's own library does.
"""

import sys

from killed_run import KilledRun

LITERAL = 50_000_000
# Kilobytes beyond those of a short literal. The executor of the tests holds
# each file twice, libpq a message twice, SQLite a literal up to three times.
ALLOWED = {"sqlite": 205_000, "postgresql": 155_000}


def expect(run, sql, wanted):
    found = run.column(sql)
    if found != [wanted]:
        raise AssertionError(f"{sql}: {found} instead of {wanted}")


def many_statements(executor, dialect):
    with KilledRun(executor, dialect, "many") as run:
        run.write("0006_many.sql", "CREATE TABLE many (id INTEGER);\n"
                  + "".join(f"INSERT INTO many VALUES ({n});\n" for n in range(99_999)))
        run.succeed("up")
        expect(run, "SELECT count(*) || ' ' || sum(id) FROM many", "99999 4999850001")
        run.check_all_up()


def peak_with_literal(executor, dialect, size):
    with KilledRun(executor, dialect, "long") as run:
        run.write("0006_long.sql", "CREATE TABLE long (text TEXT);\n"
                  f"INSERT INTO long VALUES ('{'x' * size}');\n")
        peak = run.peak("up")
        expect(run, "SELECT length(text) FROM long", str(size))
        run.check_all_up()
        return peak


def main(executor, dialect):
    many_statements(executor, dialect)
    short, long = (peak_with_literal(executor, dialect, n) for n in (1, LITERAL))
    print(f"{short} kB with a short literal, {long} kB with one of {LITERAL} bytes")
    if long - short > ALLOWED[dialect]:
        sys.exit("it was held too often")


main(*sys.argv[1:])
