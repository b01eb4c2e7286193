# SPDX-License-Identifier: BSL-1.0
"""Writing what is generated, so that build tools see what changed."""

import os
import re
import time

# Dependencies on such files work with every build tool.
FOLLOWABLE_NAME = re.compile(r"""[^\0-\x1f!"#$%&'*/:;<>?[\\\]^`{|}\x7f]*""")


def time_before_reading():
    """Older than every change that this run may not see: files get their times
    in ticks of up to 10 ms, and a build tool takes a change for built that is
    not newer than the newest output."""
    return time.time_ns() - 10_000_000


def write_if_different(path, data, began_at):
    """Whole or not at all; untouched where the bytes are the same."""
    try:
        with open(path, "rb") as file:
            if file.read() == data:
                return
    except FileNotFoundError:
        pass
    temporary = f"{path}.{os.getpid()}.tmp"
    with open(temporary, "wb") as file:
        file.write(data)
    os.utime(temporary, ns=(began_at, began_at))
    os.replace(temporary, path)


def depfile_text(target, paths):
    lines = " \\\n  ".join(map(depfile_path, paths))
    return os.fsencode(f"{depfile_path(target)}: {lines}\n")


def depfile_path(path):
    return re.sub(r"([ #])", r"\\\1", path).replace("$", "$$")


def future_inputs(paths):
    """Those with a time that is yet to come. A build tool that takes an output
    for as new as its newest input would miss all edits until then."""
    now = time.time_ns()
    return [path for path in paths if modified(path) > now]


def modified(path):
    try:
        return os.stat(path).st_mtime_ns
    except OSError:  # it has gone meanwhile, which the tool sees
        return 0


def write_stamp(path, began_at, names, future):
    """As old as the run's other outputs. With a name or a time that some build
    tool cannot follow there is no stamp, and every build runs this again."""
    if not future and all(map(FOLLOWABLE_NAME.fullmatch, names)):
        with open(path, "wb"):
            os.utime(path, ns=(began_at, began_at))
    elif os.path.exists(path):
        os.remove(path)
