#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What a run on a libSQL server costs: round trips, counted by a proxy, and the
time beside drizzle-orm's migrator on @libsql/client, on the same server.

  libsql.py <godwit-scenario of a Release build> [--peers FOLDER] [--rounds N]

<godwit-scenario> is the executor of the scenarios, which reads its migrations
when it starts. The server is `sqld`, as tests find it; its data is in memory.
"""

import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from measuring import cost, print_table
from slow_link import slow_link
from workloads import small, tiny, write_drizzle, write_files

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "scripts"))

from libsql_server import find_sqld, free_port, is_well  # noqa: E402

WORKLOADS = (("100 tiny", tiny, 100), ("1,000 tiny", tiny, 1000),
             ("100 small", small, 100))


@contextlib.contextmanager
def server():
    """The port of one with an empty database."""
    port = free_port()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        process = subprocess.Popen(
            [find_sqld(), "--db-path", f"{folder}/data", "--no-welcome",
             "--http-listen-addr", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not is_well([port]):
                time.sleep(0.02)
            yield port
        finally:
            process.kill()
            process.wait()


class Set:
    """Migrations, as Godwit and Drizzle read them."""

    def __init__(self, folder, name, migrations):
        self.name = name
        self.plain, self.drizzle = folder / "godwit", folder / "drizzle"
        migrations = list(migrations)
        write_files(self.plain, migrations)
        write_drizzle(self.drizzle, migrations, "sqlite")


def godwit(executor, migrations, port):
    environment = {**os.environ, "SCENARIO_SETS": f"sqlite={migrations.plain}"}
    return cost(executor, "up", "--database-url", f"http://127.0.0.1:{port}",
                env=environment).seconds


def drizzle(modules, migrations, port):
    return cost("node", HERE / "floors/drizzle.mjs", "sqlite",
                f"http://127.0.0.1:{port}", migrations.drizzle, modules).seconds


def contenders(arguments):
    yield "Godwit", lambda *where: godwit(arguments.executor, *where)
    if arguments.peers:
        modules = arguments.peers.resolve() / "node_modules"
        yield "Drizzle", lambda *where: drizzle(modules, *where)


def print_round_trips(sets, arguments):
    rows = []
    for migrations in sets:
        for label, run in contenders(arguments):
            counts = []
            with server() as port:
                for _ in ("up", "nothing to do"):
                    with slow_link(port, 0) as link:
                        run(migrations, link.port)
                        counts.append(f"{link.round_trips:,}")
            rows.append((f"{migrations.name}, {label}", *counts))
    print_table("Round trips", ("up", "nothing to do"), rows)


def print_times(sets, arguments):
    labels = [label for label, _ in contenders(arguments)]
    rows = []
    for migrations in sets:
        for again in (False, True):
            times = [[] for _ in labels]
            for _ in range(arguments.rounds):
                for (_, run), taken in zip(contenders(arguments), times):
                    with server() as port:
                        taken.append(run(migrations, port))
                        if again:
                            taken[-1] = run(migrations, port)
            rows.append(row_of(migrations, again, times))
    columns = ("Godwit, seconds", *(f"{label}, times" for label in labels[1:]))
    print_table(f"By the clock (median of {arguments.rounds})", columns, rows)


def row_of(migrations, again, times):
    """Ratios are taken in each round."""
    own = times[0]
    ratios = [statistics.median(t / o for t, o in zip(taken, own))
              for taken in times[1:]]
    title = f"{migrations.name}, {'nothing to do' if again else 'up'}"
    return (title, f"{statistics.median(own):.3f}",
            *(f"{ratio:.3g}" for ratio in ratios))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("executor", type=pathlib.Path)
    parser.add_argument("--peers", type=pathlib.Path,
                        default=os.environ.get("BENCH_PEERS"))
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    arguments.executor = arguments.executor.resolve()
    if not arguments.peers:
        print("Without Drizzle: --peers or $BENCH_PEERS says where it is.")
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as folder:
        sets = [Set(pathlib.Path(folder, make.__name__, str(count)), name, make(count))
                for name, make, count in WORKLOADS]
        print_round_trips(sets, arguments)
        print_times(sets, arguments)


main()
