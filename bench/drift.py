#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures how long it takes to see that nothing but migrations has changed a
database.

  drift.py --godwit-build FOLDER

FOLDER is a build of type Release.
"""

import argparse
import pathlib

from generate import Schemas
from measuring import installed, print_ratios, processor_seconds, run, seconds
from postgresql_server import cluster, database

HERE = pathlib.Path(__file__).parent
COUNT = 200


def schemas(folder, dialect):
    place = folder / f"of_{dialect}"
    place.mkdir()
    return Schemas(place, dialect, COUNT)


def build(folder, prefix):
    binary = folder / "build"
    run(
        *("cmake", "-G", "Ninja", "-S", HERE / "drift", "-B", binary),
        *("-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={prefix}"),
        f"-DFOLDER={folder}",
    )
    run("cmake", "--build", binary)
    return binary


def bench(executor, url, name, measured, title):
    run(executor, "up", "--database-url", url)

    def asking(command):
        call = (executor, command, "--database-url", url)
        return lambda: measured(lambda: run(*call))

    print_ratios(
        f"{name}, {COUNT} tables of 16 columns; {title}",
        21,
        [("`status`", asking("status")), ("`drift`", asking("drift"))],
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--godwit-build", required=True)
    arguments = parser.parse_args()
    with cluster() as server, installed(arguments.godwit_build) as (folder, prefix):
        schemas(folder, "sqlite")
        on_postgresql = schemas(folder, "postgresql")
        run(
            *(prefix / "bin/godwit", "expect", on_postgresql.migrations),
            *("--dialect", "postgresql", "--scratch", f"{server} dbname=postgres"),
            *("--output", on_postgresql.migrations / "expected.schema"),
        )
        binary = build(folder, prefix)
        bench(
            binary / "sqlite-migrate",
            f"sqlite:{folder}/tables.db",
            "SQLite",
            processor_seconds,
            "seconds of the processor",
        )
        with database(server) as url:
            bench(binary / "postgresql-migrate", url, "PostgreSQL", seconds, "seconds")


main()
