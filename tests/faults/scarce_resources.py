# SPDX-License-Identifier: BSL-1.0
"""scarce_resources.py EXECUTOR DIALECT files|memory

Runs of `up` with too few open files or too little memory, from a limit at which
the executor just starts to one at which a run gets through. However a run ends,
it does so by itself, history and schema agree, and the next one goes on.
"""

import os
import resource
import signal
import sys

from killed_run import KilledRun

MEGABYTE = 2**20
LITERAL = 2 * MEGABYTE
# What is limited, the steps of the limit, and the highest one.
KINDS = {
    "files": (resource.RLIMIT_NOFILE, 1, 64),
    "memory": (resource.RLIMIT_AS, 3 * MEGABYTE, 4096 * MEGABYTE),
}
CRASHES = (-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT, -signal.SIGKILL)


def attempt(run, kind, limit, *words):
    process = run.start(*words, preexec_fn=lambda: resource.setrlimit(
        kind, (limit, limit)))
    output = process.communicate(timeout=300)[0]
    return process.returncode, output


def starts(executor, dialect, kind, limit):
    with KilledRun(executor, dialect, "scarce") as run:
        return attempt(run, kind, limit, "help")[0] == 0


def lowest(executor, dialect, kind, step, high):
    """The lowest limit at which the executor starts."""
    low = 0
    while high - low > step:
        middle = (low + high) // 2
        if starts(executor, dialect, kind, middle):
            high = middle
        else:
            low = middle
    return high


def is_through(executor, dialect, kind, limit):
    with KilledRun(executor, dialect, "scarce") as run:
        with open(os.path.join(run.folder, "migrations", "0006_long.sql"), "w") as out:
            out.write("CREATE TABLE long (text TEXT);\n"
                      f"INSERT INTO long VALUES ('{'x' * LITERAL}');\n")
        code, output = attempt(run, kind, limit, "up")
        print(f"{limit}: exited with {code}: {output}", flush=True)
        if code in CRASHES or (code != 0 and not output):
            raise AssertionError("not an end of its own, with a reason")
        run.wait_until_alone()
        run.check_agreement()
        run.succeed("up")
        run.check_all_up()
    return code == 0


def main(executor, dialect, name):
    kind, step, high = KINDS[name]
    # A sanitizer takes more addresses than there are places for.
    if not starts(executor, dialect, kind, high):
        print(f"left out: this executor does not start with {high} of {name}")
        return
    limit = first = lowest(executor, dialect, kind, step, high)
    try:
        while not is_through(executor, dialect, kind, limit):
            limit += step
    except AssertionError as error:
        sys.exit(f"{limit} of {name}: {error}")
    if limit == first:
        sys.exit("no run had too little")


main(*sys.argv[1:])
