# SPDX-License-Identifier: BSL-1.0
"""A studio that runs, as somebody at a terminal has it and a page asks it."""

import atexit
import contextlib
import http.client
import json
import os
import pty
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/#once=([0-9a-f]{32})")
SECRET = "sesame"
# What a desktop would open: says what it was given, and stays.
XDG_OPEN = """\
#!/bin/sh
printf '%s\\n' "$@" > "$STUDIO_TEST_OPENED.part"
mv "$STUDIO_TEST_OPENED.part" "$STUDIO_TEST_OPENED"
"""


class Place:
    """A folder with a database, in which studio runs."""

    def __init__(self, godwit, migrations, work, dialect="sqlite"):
        self.godwit = godwit
        self.migrations = migrations
        self.work = work
        self.dialect = dialect
        self.url = f"sqlite:{work}/shop.db"
        self.opened = os.path.join(work, "opened")
        self.temporary = os.path.join(work, "tmp")
        os.mkdir(self.temporary)
        programs = os.path.join(work, "bin")
        os.mkdir(programs)
        with open(os.path.join(programs, "xdg-open"), "w") as file:
            file.write(XDG_OPEN)
        os.chmod(os.path.join(programs, "xdg-open"), 0o755)
        self.environment = {
            name: value for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION",
                            "DATABASE_URL", "GODWIT_ENV", "GODWIT_ARGS")
        }
        self.environment.update(
            PATH=programs + os.pathsep + os.environ["PATH"],
            TMPDIR=self.temporary,
            STUDIO_TEST_OPENED=self.opened,
        )

    def command(self, *words, url=None, of=None):
        return [self.godwit, "studio", of or self.migrations, "--dialect", self.dialect,
                "-d", url or self.url, "--no-env", *words]

    def refused(self, *words, environment=None, **named):
        """What it says where it does not serve."""
        ended = subprocess.run(
            self.command(*words, **named), env={**self.environment, **(environment or {})},
            cwd=self.work, capture_output=True, text=True, timeout=60,
        )
        text = ended.stdout + ended.stderr
        check(ended.returncode not in (0, None), text)
        check("error: " in ended.stderr, text)
        check(SECRET not in text, text)
        check(not ADDRESS.search(text), text)
        return text

    def check_nothing_is_left(self, after):
        check(os.listdir(self.temporary) == [], (after, os.listdir(self.temporary)))
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.opened)


class Serving:
    """A studio that serves, whose output is a terminal where that is wanted."""

    def __init__(self, place, *words, terminal=False, environment=None, **named):
        self.output = ""
        if terminal:
            self.reader, writer = pty.openpty()
        else:
            self.reader, writer = os.pipe()
        self.process = subprocess.Popen(
            place.command(*words, **named), stdin=subprocess.DEVNULL, stdout=writer,
            stderr=writer, cwd=place.work, env={**place.environment, **(environment or {})},
        )
        # Also where a check fails.
        atexit.register(self.process.kill)
        os.close(writer)
        self.read_until("Ctrl+C ends studio")
        found = ADDRESS.search(self.output)
        check(found, self.output)
        self.port, self.once = int(found[1]), found[2]
        check(len(ADDRESS.findall(self.output)) == 1, self.output)

    def read_until(self, words):
        while words not in self.output:
            piece = os.read(self.reader, 4096)
            check(piece, f"it ended: {self.output}")
            self.output += piece.decode()

    def arguments(self):
        with open(f"/proc/{self.process.pid}/cmdline") as file:
            return file.read()

    def ask(self, endpoint, token, body):
        """The status, or 0 of what is broken off, and all that comes with it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{endpoint}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, f"{answer.headers}{answer.read().decode()}"
        except urllib.error.HTTPError as refused:
            return refused.code, f"{refused.headers}{refused.read().decode()}"
        except http.client.IncompleteRead as broken:
            return 0, broken.partial.decode()

    def file(self, name):
        """One of the page, with what comes with it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{name}", timeout=60) as answer:
            return f"{answer.headers}{answer.read().decode()}"

    def call(self, endpoint, token, **body):
        status, answer = self.ask(endpoint, token, body)
        check(status == 200, (endpoint, status, answer))
        # Of lines the last one.
        return json.loads(answer.splitlines()[-1])

    def enter(self):
        return self.call("exchange", "", once=self.once)["token"]

    def end(self, by=signal.SIGINT):
        self.process.send_signal(by)
        began = time.monotonic()
        code = self.process.wait(30)
        check(code == 0, (code, self.output))
        check(time.monotonic() - began < 10, "it took long to end")
        check(not listens(self.port), "it still listens")
        with contextlib.suppress(OSError):  # a terminal that nobody has open
            while piece := os.read(self.reader, 4096):
                self.output += piece.decode()
        os.close(self.reader)


def listens(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition, otherwise):
    end = time.monotonic() + 20
    while not condition():
        check(time.monotonic() < end, otherwise)
        time.sleep(0.02)


def check(condition, what):
    if not condition:
        raise AssertionError(what)
