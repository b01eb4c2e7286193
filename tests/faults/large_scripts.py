# SPDX-License-Identifier: BSL-1.0
"""large_scripts.py EXECUTOR DIALECT

A script of 100,000 statements, and one with a literal of 50 MB.
"""

import os
import sys

from killed_run import KilledRun


def write(run, name, text):
    with open(os.path.join(run.folder, "migrations", name), "w") as out:
        out.write(text)


def expect(run, sql, wanted):
    found = run.column(sql)
    if found != [wanted]:
        raise AssertionError(f"{sql}: {found} instead of {wanted}")


def main(executor, dialect):
    with KilledRun(executor, dialect, "large") as run:
        write(run, "0006_many.sql", "CREATE TABLE many (id INTEGER);\n"
              + "".join(f"INSERT INTO many VALUES ({n});\n" for n in range(99_999)))
        write(run, "0007_long.sql", "CREATE TABLE long (text TEXT);\n"
              f"INSERT INTO long VALUES ('{'x' * 50_000_000}');\n")
        run.succeed("up")
        expect(run, "SELECT count(*) || ' ' || sum(id) FROM many", "99999 4999850001")
        expect(run, "SELECT length(text) FROM long", "50000000")
        run.check_all_up()


main(*sys.argv[1:])
