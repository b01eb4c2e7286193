# SPDX-License-Identifier: BSL-1.0
"""Build targets show colours on a terminal, and only there; a push asks there."""

import os
import pty
import subprocess

from project import check, check_contains

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
    check_push_asks(project)


def check_push_asks(project):
    """With what goes, counted; whoever answers need not name it."""
    schema = os.path.join(project.folder, "schema.sql")
    url = "sqlite:" + os.path.join(project.folder, "pushed.db")
    tool = os.path.join(project.settings.prefix, "bin", "godwit")
    command = (tool, "push", "--schema", schema, "-d", url)

    def declare(columns):
        with open(schema, "w") as file:
            file.write(f"CREATE TABLE note (id integer PRIMARY KEY{columns});\n")

    declare(", text text")
    subprocess.run([*command, "--yes"], check=True)
    subprocess.run(["sqlite3", url[7:], "INSERT INTO note VALUES (1, 'a')"], check=True)
    declare("")
    refused = output_on_terminal(*command, typed=b"n\n").decode()
    check_contains(refused, "1 value goes")
    check_contains(refused, "make these changes on sqlite:")
    check("pushed to" not in refused, refused)
    done = output_on_terminal(*command, typed=b"y\n").decode()
    check_contains(done, "pushed to")


def output_on_terminal(*command, typed=b""):
    """What the command prints where all its streams are one terminal."""
    master, terminal = pty.openpty()
    os.write(master, typed)
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
