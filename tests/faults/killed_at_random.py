# SPDX-License-Identifier: BSL-1.0
"""killed_at_random.py EXECUTOR DIALECT [ROUNDS]

Kills a run of `up` with SIGKILL at a random moment, again and again until one
gets through; then undoes everything, at random moments too. ROUNDS is the
number of kills, 40 by default.
"""

import random
import signal
import subprocess
import sys
import time

from killed_run import KilledRun


def attempt(run, longest, *words):
    """None: it was killed. Otherwise how long it took."""
    begin = time.monotonic()
    process = run.start(*words)
    try:
        output = process.communicate(timeout=random.uniform(0, longest))[0]
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode != 0:
        raise AssertionError(f"{words} exited with {process.returncode}:\n{output}")
    return time.monotonic() - begin


def main(executor, dialect, rounds="40"):
    seed = random.randrange(2**32)
    random.seed(seed)
    kills, goal, longest = 0, int(rounds), 0.2
    try:
        while kills < goal:
            with KilledRun(executor, dialect, "random") as run:
                for words in (("up",), ("reset", "--yes")):
                    took = None
                    while took is None:
                        took = attempt(run, longest, *words)
                        kills += took is None
                        longest *= 1.1
                        run.wait_until_alone()
                        run.check_agreement()
                    longest = 1.2 * took
                    run.check_all_up() if words[0] == "up" else run.check_all_down()
    except AssertionError as error:
        sys.exit(f"seed {seed}, after {kills} kills: {error}")
    print(f"{kills} kills (seed {seed})")


main(*sys.argv[1:])
