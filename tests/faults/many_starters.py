# SPDX-License-Identifier: BSL-1.0
"""many_starters.py EXECUTOR DIALECT

Twenty processes that start at once on an empty database, as the replicas of a
deployment do: all succeed, and each statement runs once. Twenty others wait
beside them until that is done.
"""

import sys

from killed_run import KilledRun

STARTERS = 20


def main(executor, dialect):
    with KilledRun(executor, dialect, "starters") as run:
        waiters = [run.start("verify", "--wait", "300") for _ in range(STARTERS)]
        starters = [run.start("up", "--json") for _ in range(STARTERS)]
        outputs = [starter.communicate(timeout=300)[0] for starter in starters]
        for starter, output in zip(starters, outputs):
            if starter.returncode != 0:
                sys.exit(f"a starter exited with {starter.returncode}:\n{output}")
        for waiter in waiters:
            output = waiter.communicate(timeout=300)[0]
            if waiter.returncode != 0:
                sys.exit(f"a waiter exited with {waiter.returncode}:\n{output}")
        run.check_all_up()
        for version in ("0001", "0003", "0005"):
            told = sum(f'"version": "{version}"' in output for output in outputs)
            if told != 1:
                sys.exit(f"{told} starters say that they have applied {version}")


main(*sys.argv[1:])
