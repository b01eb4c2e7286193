# SPDX-License-Identifier: BSL-1.0
"""The PostgreSQL server of the tests, for measurements."""

import contextlib
import os
import pathlib
import sys
import tempfile
import time

from measuring import run

CLUSTER = [
    sys.executable,
    pathlib.Path(__file__).parents[1] / "scripts/postgresql_cluster.py",
]
TICKS = os.sysconf("SC_CLK_TCK")

# What production has; the tests' server does without.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@contextlib.contextmanager
def cluster():
    with tempfile.TemporaryDirectory(prefix="gwb-", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        run(*CLUSTER, "start", f"{folder}/c")
        try:
            yield f"host={folder}/c port=5432 user=godwit"
        finally:
            run(*CLUSTER, "stop", f"{folder}/c")


@contextlib.contextmanager
def database(server, name="bench"):
    run(*CLUSTER, "createdb", server, name)
    try:
        yield f"{server} dbname={name}"
    finally:
        run(*CLUSTER, "dropdb", server, name)


def make_durable(server):
    commands = [f"ALTER SYSTEM SET {setting} = on" for setting in DURABLE]
    psql(server, *commands, "SELECT pg_reload_conf()")


def psql(server, *commands):
    arguments = (part for command in commands for part in ("-c", command))
    run("psql", "-qX", "-v", "ON_ERROR_STOP=1", f"{server} dbname=postgres", *arguments)


class ServerProcesses:
    """Those of a server in a folder, to ask for their time."""

    def __init__(self, folder):
        supervisor = pathlib.Path(folder) / "supervisor"
        data = pathlib.Path(supervisor.read_text().splitlines()[2])
        self.postmaster = int((data / "postmaster.pid").read_text().split()[0])
        self.lasting = self.children()

    def children(self):
        path = f"/proc/{self.postmaster}/task/{self.postmaster}/children"
        return set(pathlib.Path(path).read_text().split())

    def processor_seconds(self):
        """Once the sessions are gone, whose time is then their parent's."""
        end = time.monotonic() + 10
        while self.children() - self.lasting and time.monotonic() < end:
            time.sleep(0.002)
        ticks = sum(times(self.postmaster))
        ticks += sum(sum(times(child)[:2]) for child in self.children())
        return ticks / TICKS


def times(process):
    """In ticks: user, system, and both of the children that have ended."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
    return [int(field) for field in fields.split()[11:15]]
