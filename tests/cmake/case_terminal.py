# SPDX-License-Identifier: BSL-1.0
"""Build targets show colours on a terminal, and only there."""

import os
import pty
import subprocess

from project import check

ESCAPE = b"\x1b"


def run(make_project, settings):
    project = make_project("targets")
    project.configure_and_build()
    on_terminal = output_on_terminal(
        *("cmake", "--build", project.binary, "--target", "shop-migrate-status")
    )
    check(b"pending" in on_terminal, on_terminal)
    check(ESCAPE in on_terminal, f"no colour: {on_terminal}")

    elsewhere = project.build_well("shop-migrate-status").encode()
    check(b"pending" in elsewhere, elsewhere)
    odd = [c for c in elsewhere if c < 0x20 and c not in b"\n"]
    check(not odd, f"control characters {odd} in {elsewhere}")


def output_on_terminal(*command):
    """What the command prints where all its streams are one terminal."""
    master, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        command,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ):
        os.close(terminal)
        output = b"".join(iter(lambda: read_some(master), b""))
    os.close(master)
    return output


def read_some(master):
    try:
        return os.read(master, 4096)
    except OSError:  # the last process has closed the terminal
        return b""
