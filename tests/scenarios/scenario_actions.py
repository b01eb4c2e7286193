# SPDX-License-Identifier: BSL-1.0
"""What a scenario can do: one method for each verb."""

import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

from scenario_databases import (
    DatabaseRefused,
    LibsqlDatabase,
    PostgresqlDatabase,
    SqliteDatabase,
)
from scenario_text import matches

# Generous, since nothing here waits for a fixed time.
DEADLINE = 100
NOBODY = 65534


class ScenarioFailed(Exception):
    pass


class Stage:
    """The folder and the database that a scenario happens in."""

    def __init__(self, executor, folder, dialect):
        self.executor = os.path.abspath(executor)
        self.source = folder
        self.is_server = dialect == "libsql"
        self.dialect = "sqlite" if self.is_server else dialect
        self.marks = marks_of(dialect)
        self.running = {}
        self.printed = ""
        self.user = None

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="godwit-scenario-")
        os.chmod(self.folder, 0o777)
        if self.is_server:
            self.database = LibsqlDatabase()
        elif self.dialect == "sqlite":
            self.database = SqliteDatabase(self.folder)
        else:
            self.database = PostgresqlDatabase("scenario_" + uuid.uuid4().hex)
        self.copy_migrations(self.source)
        self.environment = clean_environment()
        self.environment["DATABASE_URL"] = self.database.url
        self.environment["SCENARIO_SETS"] = f"{self.dialect}=migrations"
        return self

    def __exit__(self, *_):
        for process in self.running.values():
            process.kill()
            process.wait()
        self.database.drop()
        self.allow_removal()
        shutil.rmtree(self.folder)

    def allow_removal(self):
        """Only root can remove what lies in a folder without write permission."""
        for folder, _, _ in os.walk(self.folder):
            os.chmod(folder, 0o777)

    def copy_migrations(self, folder):
        """From `migrations`, or from `migrations.<dialect>` where they differ."""
        target = self.path("migrations")
        for name in ("migrations", f"migrations.{self.dialect}"):
            source = os.path.join(folder, name)
            if os.path.isdir(source):
                shutil.copytree(source, target, dirs_exist_ok=True)
        os.makedirs(target, exist_ok=True)
        os.chmod(target, 0o777)

    def carry_sets(self, action):
        """Several sets: a folder and a name each, in the order given, and
        behind a colon the names of those that a set requires."""
        words = (word.partition(":") for word in action.argument.split())
        self.environment["SCENARIO_SETS"] = " ".join(
            f"{self.dialect}={name}={name}={required}"
            for name, _, required in words
        )

    def path(self, name):
        return os.path.join(self.folder, name)

    def perform(self, action):
        action.argument = self.expanded(action.argument)
        perform = VERBS.get(action.verb)
        if perform is None:
            raise ScenarioFailed(f"unknown verb '{action.verb}'")
        perform(self, action)

    def expanded(self, text):
        for name, value in self.database.variables.items():
            text = text.replace(f"<{name}>", value)
        return text

    # Commands.

    def start(self, arguments, **streams):
        return subprocess.Popen(
            ["shop-migrate", *shlex.split(arguments)],
            executable=self.executor, cwd=self.folder, env=self.environment,
            text=True, errors="surrogateescape", start_new_session=True,
            **({"stdin": subprocess.DEVNULL} | streams),
            **({"user": self.user, "group": self.user, "extra_groups": []}
               if self.user else {}),
        )

    def run(self, action):
        process = self.start(
            action.argument, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.finish(process, action)

    def run_as_nobody(self, action):
        """Root may write everywhere. The build may lie in a folder that only
        root may enter, so what runs is a copy."""
        if os.getuid() != 0:
            self.run(action)
            return
        with tempfile.TemporaryDirectory(prefix="godwit-executor-") as folder:
            os.chmod(folder, 0o755)
            executor, self.executor = self.executor, shutil.copy(
                self.executor, folder
            )
            self.user = NOBODY
            self.run(action)
            self.user, self.executor = None, executor

    def run_into_full_disk(self, action):
        with open("/dev/full", "w") as full:
            process = self.start(
                action.argument, stdout=full, stderr=subprocess.PIPE
            )
        self.finish(process, action)

    def run_into_closed_pipe(self, action):
        reader, writer = os.pipe()
        os.close(reader)
        process = self.start(action.argument, stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
        self.finish(process, action)

    def finish(self, process, action):
        stdout, stderr = process.communicate(timeout=DEADLINE)
        if not any(line.endswith(" is running") for line in action.stderr):
            stderr = without_slow_steps(stderr)
        self.printed += (stdout or "") + stderr
        check(
            "what it printed",
            [f"exit {action.exit}", *action.stdout, "standard error:", *action.stderr],
            f"exit {process.returncode}\n{stdout or ''}standard error:\n{stderr}",
        )
        if "--json" in action.argument.split() and stdout:
            json.loads(stdout)

    def save(self, action):
        """save FILE arguments: what the executor prints goes into the file."""
        name, _, arguments = action.argument.partition(" ")
        with open(self.path(name), "wb") as file:
            process = self.start(arguments, stdout=file, stderr=subprocess.PIPE)
            _, messages = process.communicate(timeout=DEADLINE)
        check("standard error", action.stderr, messages)
        check_exit(action.exit, process.returncode)

    def run_by_tool(self, action):
        """The file, as somebody runs it who does not have the executor."""
        code, printed = self.database.run_file(self.path(action.argument))
        check("what the tool printed", action.stdout, printed)
        check_exit(action.exit, code)

    def keep(self, action):
        """keep NAME words: what a command has printed last behind the words
        stands for <NAME> from now on."""
        name, _, words = action.argument.partition(" ")
        found = re.findall(re.escape(words) + r" (\S+)", self.printed)
        if not found:
            raise ScenarioFailed(f"'{words}' was not printed")
        self.database.variables[name] = found[-1]

    def check_never_printed(self, action):
        """No command so far has printed this."""
        for line in self.printed.splitlines():
            if action.argument in line:
                raise ScenarioFailed(f"'{action.argument}' was printed: {line}")

    def run_on_terminal(self, action):
        """Content lines are typed; both streams are the terminal's."""
        primary, secondary = pty.openpty()
        for line in action.content:
            os.write(primary, (line + "\n").encode())
        process = self.start(
            action.argument, stdin=secondary, stdout=secondary, stderr=secondary
        )
        os.close(secondary)
        screen = read_all(primary)
        code = process.wait(timeout=DEADLINE)
        check("terminal", action.stdout, without_drawing(screen))
        check_exit(action.exit, code)

    def watch_terminal(self, action):
        """Until what is drawn at the foot is as expected; what runs is
        interrupted then."""
        primary, secondary = pty.openpty()
        process = self.start(
            action.argument, stdin=secondary, stdout=secondary, stderr=secondary
        )
        os.close(secondary)
        screen = b""
        while select.select([primary], [], [], DEADLINE)[0]:
            screen += os.read(primary, 4096)
            drawn = screen.decode(errors="replace").split("\r\x1b[K")
            if any(matches(action.stdout, line + "\n") for line in drawn):
                break
        else:
            raise ScenarioFailed(f"it was never drawn; the terminal has {screen}")
        process.send_signal(signal.SIGINT)
        read_all(primary)
        check_exit(action.exit, process.wait(timeout=DEADLINE))

    # Commands that go on while others run.

    def start_in_background(self, action):
        name, _, arguments = action.argument.partition(" ")
        self.running[name] = self.start(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def wait_for_end(self, action):
        self.finish(self.running.pop(action.argument), action)

    def kill(self, action):
        process = self.running.pop(action.argument)
        process.kill()
        process.communicate()

    def interrupt(self, action):
        self.running[action.argument].send_signal(signal.SIGINT)

    def pause(self, action):
        self.running[action.argument].send_signal(signal.SIGSTOP)

    def resume(self, action):
        self.running[action.argument].send_signal(signal.SIGCONT)

    def wait_for_line(self, action):
        """Until the command in the background says this on standard error."""
        name, _, words = action.argument.partition(" ")
        stream = self.running[name].stderr
        for line in stream:
            if words in line:
                return
        raise ScenarioFailed(f"'{words}' was never said")

    def wait_for_sql(self, action):
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            if self.answers(action):
                return
            time.sleep(0.01)
        raise ScenarioFailed("the database never said so")

    def wait_until_locked(self, action):
        """Until somebody writes to the SQLite file."""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            if self.database.is_locked():
                return
            time.sleep(0.01)
        raise ScenarioFailed("nobody writes to the database")

    def answers(self, action):
        try:
            return matches(action.stdout, self.database.query(action.argument))
        except DatabaseRefused:  # not there yet, or locked just now
            return False

    # The world around.

    def use(self, action):
        self.copy_migrations(
            os.path.join(self.source, "..", "..", "sets", action.argument)
        )

    def nothing(self, action):
        """`only <dialect>` is for CMake, which registers the test."""

    def sql(self, action):
        try:
            answer = self.database.query(action.argument)
        except DatabaseRefused as refusal:
            raise ScenarioFailed(f"the database refused it: {refusal}") from None
        check("result", action.stdout, answer)

    def write(self, action):
        """write PATH [crlf|bom|empty]"""
        path, _, how = action.argument.partition(" ")
        end = "\r\n" if how == "crlf" else "\n"
        text = "".join(self.expanded(line) + end for line in action.content)
        if how == "bom":
            text = "\ufeff" + text
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def remove(self, action):
        os.remove(self.path(action.argument))

    def move(self, action):
        before, after = action.argument.split()
        os.rename(self.path(before), self.path(after))

    def make_folder(self, action):
        os.makedirs(self.path(action.argument))
        os.chmod(self.path(action.argument), 0o777)

    def change_rights(self, action):
        mode, path = action.argument.split()
        os.chmod(self.path(path), int(mode, 8))

    def files(self, action):
        """The names in a folder, sorted."""
        names = sorted(os.listdir(self.path(action.argument)))
        check("folder", action.stdout, "".join(name + "\n" for name in names))

    def show(self, action):
        with open(self.path(action.argument), encoding="utf-8") as file:
            check("file", action.stdout, file.read())

    def set_variable(self, action):
        name, _, value = action.argument.partition("=")
        self.environment[name] = value

    def unset_variable(self, action):
        self.environment.pop(action.argument, None)


VERBS = {
    "only": Stage.nothing,
    "uses": Stage.use,
    "sets": Stage.carry_sets,
    "$": Stage.run,
    "nobody$": Stage.run_as_nobody,
    "full$": Stage.run_into_full_disk,
    "closed$": Stage.run_into_closed_pipe,
    "terminal$": Stage.run_on_terminal,
    "watch$": Stage.watch_terminal,
    "save": Stage.save,
    "tool": Stage.run_by_tool,
    "keep": Stage.keep,
    "never": Stage.check_never_printed,
    "background": Stage.start_in_background,
    "wait": Stage.wait_for_end,
    "kill": Stage.kill,
    "interrupt": Stage.interrupt,
    "pause": Stage.pause,
    "resume": Stage.resume,
    "wait-line": Stage.wait_for_line,
    "wait-sql>": Stage.wait_for_sql,
    "wait-locked": Stage.wait_until_locked,
    "sql>": Stage.sql,
    "write": Stage.write,
    "remove": Stage.remove,
    "move": Stage.move,
    "mkdir": Stage.make_folder,
    "chmod": Stage.change_rights,
    "files": Stage.files,
    "show": Stage.show,
    "env": Stage.set_variable,
    "unset": Stage.unset_variable,
}


def marks_of(dialect):
    """Of the lines that are for such a database alone."""
    if dialect == "sqlite":
        return ("sqlite", "file")
    return ("sqlite", "libsql") if dialect == "libsql" else (dialect,)


def clean_environment():
    """Nothing of the developer's own settings."""
    kept = ("PATH", "HOME", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS",
            "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return environment | {"TERM": "xterm", "LC_ALL": "C.UTF-8"}


def check(what, expected, text):
    if not matches(expected, text):
        raise ScenarioFailed(
            f"{what} is not as expected\n--- expected\n"
            + "\n".join(expected) + f"\n--- found\n{text}---"
        )


def check_exit(expected, code):
    if code != expected:
        raise ScenarioFailed(f"exit code {code} instead of {expected}")


def read_all(descriptor):
    screen = b""
    while select.select([descriptor], [], [], DEADLINE)[0]:
        try:
            piece = os.read(descriptor, 4096)
        except OSError:  # Linux says so where the other end is closed
            break
        if not piece:
            break
        screen += piece
    os.close(descriptor)
    return screen.decode().replace("\r\n", "\n").replace("\x1b", "<esc>")


def without_slow_steps(messages):
    """What takes longer than a second is said, on slow machines of anything."""
    return re.sub(r"(?m)^\[\d+/\d+\] .* is running(, .*)?\n", "", messages)


def without_drawing(screen):
    """Progress comes and goes with the speed of the machine."""
    return re.sub(r"\r<esc>\[K(?:\[\d+/\d+\][^\r\n]*)?", "", screen)
