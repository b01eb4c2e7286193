# SPDX-License-Identifier: BSL-1.0
"""Measuring by turns, and tables of what came out."""

import collections
import contextlib
import multiprocessing
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

# Of a program: by the clock, of the processor (with the processes that it has
# waited for), and the memory of the largest of these, in MB.
Cost = collections.namedtuple("Cost", "seconds processor peak")


def run(*command, **options):
    options = {"check": True, "stdout": subprocess.DEVNULL, **options}
    subprocess.run(command, **options)


@contextlib.contextmanager
def installed(godwit_build, place=None):
    """(a folder, where in it Godwit is installed)"""
    with tempfile.TemporaryDirectory(prefix="godwit-bench-", dir=place) as folder:
        prefix = pathlib.Path(folder) / "prefix"
        run("cmake", "--install", godwit_build, "--prefix", prefix)
        yield pathlib.Path(folder), prefix


def seconds(action):
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def cost(*command, **options):
    """Of a program, which must succeed. Its peak is not less than that of this
    process so far, which Linux counts for it; see `apart`."""
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                   stderr=errors, **options)
        _, status, used = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if status != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            sys.exit(f"{' '.join(map(str, command))[:200]} failed"
                     f" ({process.returncode}):\n{said}")
    return Cost(taken, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def apart(action):
    """In a process of its own, whose memory is gone afterwards."""
    process = multiprocessing.get_context("fork").Process(target=action)
    process.start()
    process.join()
    if process.exitcode != 0:
        sys.exit(process.exitcode)


def commands_of(build_folder, output):
    """By which Ninja makes a file, one after the other."""
    command = ("ninja", "-C", build_folder, "-t", "commands", "-s", output)
    return subprocess.check_output(command, text=True).strip().split(" && ")


def processor_seconds(action):
    """Of the processes that the action runs and waits for, so that other work of
    the machine matters less."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def medians(contenders, rounds):
    """Of the seconds that each contender takes, called in turns so that what
    else the machine does meets them all."""
    times = [[] for _ in contenders]
    for _ in range(rounds):
        for contender, taken in zip(contenders, times):
            taken.append(contender())
    return [statistics.median(taken) for taken in times]


def print_ratios(title, rounds, contenders):
    """`contenders`: pairs of a label and a call that returns seconds. Ratios
    are to the first."""
    labels, calls = zip(*contenders)
    results = medians(calls, rounds)
    rows = [
        (label, f"{result:.4f}", f"{result / results[0]:.3g}")
        for label, result in zip(labels, results)
    ]
    print_table(f"{title} (median of {rounds})", ("seconds", "ratio"), rows)


def print_table(title, columns, rows):
    print(f"\n{title}\n")
    print("| |", " | ".join(columns), "|")
    print("|---" * (len(columns) + 1) + "|")
    for row in rows:
        print("|", " | ".join(row), "|", flush=True)
