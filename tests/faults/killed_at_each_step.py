# SPDX-License-Identifier: BSL-1.0
"""killed_at_each_step.py EXECUTOR DIALECT up|down|reset

Kills a run at its first step, at its second, and so on until it succeeds, on a
copy of the same database each time; then runs it again.
"""

import sys

from killed_run import KilledRun


def up(run, step):
    killed = run.killed(step, "up")
    run.wait_until_alone()
    run.check_agreement()
    run.succeed("up")
    run.check_all_up()
    return killed


def undo(run, step, *words):
    killed = run.killed(step, *words)
    run.wait_until_alone()
    run.check_agreement()
    with KilledRun(run.executor, run.dialect, "up_again", run) as copy:
        check_that_a_start_sees_it(copy)
    run.succeed("reset", "--yes")
    run.check_all_down()
    return killed


def check_that_a_start_sees_it(run):
    """An `up` that says it is well is right."""
    started, output = run.run("up")
    agreed, status = run.run("status", "--exit-code")
    if (started == 0) != (agreed == 0):
        raise AssertionError(f"up:\n{output}\nstatus:\n{status}")
    run.check_agreement()


def down(run, step):
    return undo(run, step, "down", "--steps", "5", "--yes")


def reset(run, step):
    return undo(run, step, "reset", "--yes")


ATTEMPTS = {"up": up, "down": down, "reset": reset}


def main(executor, dialect, name):
    attempt = ATTEMPTS[name]
    step = 0
    killed = True
    with KilledRun(executor, dialect, f"prepared_{name}") as prepared:
        if name != "up":
            prepared.succeed("up")
            prepared.wait_until_alone()
        while killed:
            step += 1
            with KilledRun(executor, dialect, f"each_{name}", prepared) as run:
                try:
                    killed = attempt(run, step)
                except AssertionError as error:
                    sys.exit(f"{name}, killed at step {step}: {error}")
    print(f"{name}: killed at each of {step - 1} steps")
    if step < 10:
        sys.exit("so few steps: fail points are not reached")


main(*sys.argv[1:])
