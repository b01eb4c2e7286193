#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures the memory at its peak and the time that an executor takes for one
migration with one large literal, beside a C program that hands the same file
over as a whole.

  large_literal.py <a build of Godwit> [--megabytes N] [--rounds N]
"""

import argparse
import contextlib
import os
import pathlib
import resource
import statistics
import tempfile

from measuring import installed, print_table, run, seconds
from postgresql_server import cluster, database

FLOOR = pathlib.Path(__file__).with_name("floor_script.c")
PROJECT = """\
cmake_minimum_required(VERSION 3.21)
project(large LANGUAGES CXX)
find_package(Godwit CONFIG REQUIRED)
foreach(dialect IN ITEMS sqlite postgresql)
  godwit_add_migrations(large_${dialect} DIRECTORY migrations DIALECT ${dialect}
    CHECK off)
  godwit_add_migrator(${dialect}-migrate MIGRATIONS large_${dialect})
endforeach()
"""


def make_programs(folder, prefix, megabytes):
    """(the file of SQL, the folder of the programs)"""
    (folder / "migrations").mkdir()
    file = folder / "migrations/0001_large.sql"
    literal = "x" * (megabytes * 1_000_000)
    file.write_text("CREATE TABLE large (text TEXT);\n"
                    f"INSERT INTO large VALUES ('{literal}');\n")
    (folder / "CMakeLists.txt").write_text(PROJECT)
    build = folder / "build"
    run("cmake", "-S", folder, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", build)
    include = ["-I/usr/include/postgresql"]
    run("cc", "-O2", *include, FLOOR, "-lsqlite3", "-lpq", "-o", build / "floor")
    return file, build


def measured(*command, **variables):
    """(seconds, MB at the peak)"""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        taken = seconds(lambda: run(*command, env={**os.environ, **variables}))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        os.write(write, f"{taken} {peak}".encode())
        os._exit(0)
    os.close(write)
    with open(read) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return tuple(float(number) for number in text.split())


def bench(dialect, new_database, file, build, rounds):
    def floor(url, path):
        return measured(build / "floor", dialect, path, file)

    def godwit(url, path):
        return measured(build / f"{dialect}-migrate", "up", DATABASE_URL=url)

    results = {"floor": [], "Godwit": []}
    for _ in range(rounds):
        for name, contender in (("floor", floor), ("Godwit", godwit)):
            with new_database() as (url, path):
                results[name].append(contender(url, path))
    medians = {name: [statistics.median(column) for column in zip(*runs)]
               for name, runs in results.items()}
    return [
        (f"{dialect}, {name}", f"{time:.2f}",
         f"{time / medians['floor'][0]:.3g}", f"{peak:.0f}")
        for name, (time, peak) in medians.items()
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("godwit_build", type=pathlib.Path)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    with installed(arguments.godwit_build.resolve()) as (folder, prefix), \
            cluster() as server:
        file, build = make_programs(folder, prefix, arguments.megabytes)

        @contextlib.contextmanager
        def on_sqlite():
            with tempfile.TemporaryDirectory(dir="/dev/shm") as place:
                yield f"sqlite:{place}/bench.db", f"{place}/bench.db"

        @contextlib.contextmanager
        def on_postgresql():
            with database(server) as url:
                yield url, url

        rows = [
            *bench("sqlite", on_sqlite, file, build, arguments.rounds),
            *bench("postgresql", on_postgresql, file, build, arguments.rounds),
        ]
    print_table(f"One literal of {arguments.megabytes} MB"
                f" (median of {arguments.rounds})",
                ("seconds", "ratio", "peak MB"), rows)


if __name__ == "__main__":
    main()
