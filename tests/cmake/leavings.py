# SPDX-License-Identifier: BSL-1.0
"""What a server of a test run leaves, and waiting until that is gone."""

import glob
import os
import re
import time

from project import check


def leavings(project, prefix):
    """Folders and processes of the server, whose folder in /tmp begins so."""
    with open(os.path.join(project.binary, "CTestTestfile.cmake")) as file:
        folder = re.search(rf"/tmp/{prefix}\w+", file.read())[0]
    name = os.path.basename(folder)
    places = (folder, *glob.glob(f"/dev/shm/{name}-*"))
    return [place for place in places if os.path.exists(place)] + [
        command for command in commands() if name in command
    ]


def commands():
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, errors="replace") as file:
                yield file.read().replace("\0", " ")
        except OSError:  # it has ended meanwhile
            pass


def wait_until(condition, message, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        late = time.monotonic() > deadline
        check(not late, message() if callable(message) else message)
        time.sleep(0.01)
