#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Run embed.py, and kill it on the way.

  killed_embedding.py steps=<count>|bytes=<count> <embed.py> <argument>...

With `steps`, before it opens, dates or renames the next of its outputs after
so many; with `bytes`, in the middle of writing a file that is longer.
"""

import os
import resource
import runpy
import signal
import sys

STEPS = {"open", "os.utime", "os.rename", "os.remove"}


def main():
    limit, embed = sys.argv[1:3]
    kind, _, count = limit.partition("=")
    {"steps": kill_after_steps, "bytes": kill_in_file}[kind](int(count))
    sys.argv = sys.argv[2:]
    runpy.run_path(embed, run_name="__main__")


def kill_after_steps(count):
    left = count

    def hook(event, arguments):
        nonlocal left
        if event in STEPS and ".godwit/" in str(arguments[0]):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def kill_in_file(count):
    """The kernel writes so much and then kills; Python would rather go on."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, count))


main()
