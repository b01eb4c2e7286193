# SPDX-License-Identifier: BSL-1.0
"""Tests of a user have a server, and databases of their own, and nothing is
left of them, however ctest ends."""

import os
import signal
import subprocess
import sys
import tempfile

from leavings import leavings, wait_until
from project import check, check_contains

SECONDS = 5


def run(make_project, settings):
    project = make_project("fixture")
    configured = project.configure()
    check(configured.returncode == 0, configured.stdout)
    check_databases(project)
    check_failures(project)
    check_refuses_a_second_run(project)
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        check_leaves_nothing(project, number)
    check_without_a_server(project)
    check_folders_of_one_name(settings)


def check_databases(project):
    """Of fifty tests at once, each has its own, and all are dropped."""
    tested = project.ctest("-j8", "-R", "own|dropped")
    check(tested.returncode == 0, tested.stdout)
    check_contains(tested.stdout, "0 tests failed out of 53")
    check(not leavings(project, "gw-"), leavings(project, "gw-"))


def check_failures(project):
    tested = project.ctest("-R", "fails")
    check(tested.returncode != 0, "a failure of the test is lost")
    check_contains(tested.stdout, "1 tests failed out of 3")


def check_refuses_a_second_run(project):
    """It would take the server away from the first one."""
    first = start_waiting(project)
    second = project.ctest("-R", "fails")
    check_contains(second.stdout, f"belongs to process {first.pid}, which runs")
    check(leavings(project, "gw-"), "the second run has stopped the server")
    end(project, first, signal.SIGKILL)


def check_leaves_nothing(project, number):
    before = shared_memory()
    process = start_waiting(project)
    end(project, process, number)
    # What other tests' initdb has for a moment is gone soon.
    wait_until(lambda: shared_memory() <= before, "shared memory is left", SECONDS)


def check_without_a_server(project):
    nowhere = {"GODWIT_POSTGRESQL_BIN": project.folder}
    tested = project.ctest("-R", "fails", environment=nowhere)
    check_contains(tested.stdout, "no PostgreSQL server found (initdb); install")
    check_contains(tested.stdout, "fails (Not Run)")


def check_folders_of_one_name(settings):
    script = f"{settings.godwit_source}/scripts/postgresql_cluster.py"
    cluster = [sys.executable, "-B", script]
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        os.chmod(place, 0o755)
        folders = [os.path.join(place, parent, "c") for parent in "ab"]
        for folder in folders:
            os.mkdir(os.path.dirname(folder))
            subprocess.run([*cluster, "start", folder], check=True)
        for folder in folders:
            server = f"host={folder} port=5432 user=godwit"
            subprocess.run([*cluster, "createdb", server, "own"], check=True)
            subprocess.run([*cluster, "stop", folder], check=True)


def start_waiting(project):
    """A run of ctest amid a test."""
    waiting = os.path.join(project.binary, "waiting")
    process = subprocess.Popen(
        ["ctest", "--test-dir", project.binary, "-R", "waits"],
        stdout=subprocess.DEVNULL,
    )
    wait_until(lambda: os.path.exists(waiting), "the test does not start", SECONDS)
    os.remove(waiting)
    return process


def end(project, process, number):
    process.send_signal(number)
    process.wait()
    wait_until(
        lambda: not leavings(project, "gw-"),
        lambda: f"after {number!r}: {leavings(project, 'gw-')}",
        SECONDS,
    )


def shared_memory():
    """Segments of servers."""
    return {name for name in os.listdir("/dev/shm") if "PostgreSQL" in name}
