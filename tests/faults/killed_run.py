# SPDX-License-Identifier: BSL-1.0
"""Runs that are killed, and what must hold of the database afterwards.

Each migration marks what it does: every statement inserts its own name into the
table `mark`, which has no key, so that one that runs twice is seen. A way down
removes the marks of its migration.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "scenarios"))

from scenario_databases import DatabaseRefused, PostgresqlDatabase, SqliteDatabase  # noqa: E402


def mark(name):
    return f"INSERT INTO mark VALUES ('{name}');\n"


def section(directives, statements, version, direction):
    """Statements without a mark of their own come with None for a name."""
    text = f"-- migrate:{direction}\n{directives}"
    for number, statement in enumerate(statements):
        text += statement or mark(f"{version} {direction} {number}")
    return text


class Set:
    """Migrations, and what their statements leave."""

    def __init__(self, dialect):
        self.files = {}
        self.marks = []
        self.statements = {}
        self.add("0001", ["CREATE TABLE mark (name TEXT);\n", None],
                 ["DROP TABLE mark;\n"])
        self.add("0002", [None, "CREATE TABLE two (id INTEGER);\n", None],
                 ["DROP TABLE two;\n", "DELETE FROM mark WHERE name LIKE '0002%';\n"])
        self.add("0003", [None, None, "BEGIN;\n", None, None, "COMMIT;\n", None],
                 ["DELETE FROM mark WHERE name LIKE '0003%';\n", "SELECT 1;\n"],
                 directives="-- godwit: no-transaction\n")
        alone = ["VACUUM;\n"]
        undo_alone = []
        if dialect == "postgresql":
            alone = ["CREATE INDEX CONCURRENTLY mark_name ON mark (name);\n",
                     "VACUUM mark;\n"]
            undo_alone = ["DROP INDEX CONCURRENTLY mark_name;\n"]
        self.add("0004", [None, *alone, None],
                 [*undo_alone, "DELETE FROM mark WHERE name LIKE '0004%';\n"],
                 directives="-- godwit: no-transaction\n")
        self.add("0005", [None, "CREATE TABLE five (id INTEGER);\n"],
                 ["DROP TABLE five;\n", "DELETE FROM mark WHERE name LIKE '0005%';\n"])

    def add(self, version, up, down, directives=""):
        self.files[f"{version}_step.sql"] = (
            section(directives, up, version, "up") + "\n"
            + section(directives, down, version, "down"))
        self.marks += self.marks_of(version, up)
        self.statements[version] = (up, down)

    @staticmethod
    def marks_of(version, up):
        return [f"{version} up {number}"
                for number, statement in enumerate(up) if statement is None]

    def marks_when(self, version, state, done):
        """Those that are there when so many statements of a script are done."""
        up, down = self.statements[version]
        if state == "started":
            return self.marks_of(version, up[:done])
        if state is None or any(s.startswith("DELETE") for s in down[:done]):
            return []
        return self.marks_of(version, up)


class KilledRun:
    """One database in a folder of its own: empty, or as one prepared."""

    def __init__(self, executor, dialect, name, prepared=None):
        self.executor = os.path.abspath(executor)
        self.dialect = dialect
        self.set = Set(dialect)
        self.folder = tempfile.mkdtemp(prefix="godwit-killed-")
        os.mkdir(os.path.join(self.folder, "migrations"))
        for file, text in self.set.files.items():
            self.write(file, text)
        if dialect == "sqlite":
            self.database = SqliteDatabase(self.folder)
            if prepared and os.path.exists(prepared.database.path):
                shutil.copy(prepared.database.path, self.database.path)
        else:
            self.database = PostgresqlDatabase(
                f"{name}_{os.getpid()}", prepared.database.name if prepared else "template1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.database.drop()
        shutil.rmtree(self.folder)

    def start(self, *words, preexec_fn=None, **variables):
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.database.url,
            "SCENARIO_SETS": f"{self.dialect}=migrations",
            **variables,
        }
        return subprocess.Popen(
            [self.executor, *words], cwd=self.folder, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=preexec_fn)

    def run(self, *words, **variables):
        process = self.start(*words, **variables)
        output = process.communicate(timeout=120)[0]
        return process.returncode, output

    def succeed(self, *words):
        code, output = self.run(*words)
        if code != 0:
            raise AssertionError(f"{' '.join(words)} exited with {code}:\n{output}")

    def peak(self, *words):
        """The most memory that it takes, in kilobytes."""
        # A sanitizer keeps what is freed, up to that.
        process = self.start(*words, ASAN_OPTIONS="quarantine_size_mb=1")
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise AssertionError(f"{words} exited with {process.returncode}:\n{output}")
        return usage.ru_maxrss

    def write(self, name, text):
        with open(os.path.join(self.folder, "migrations", name), "w") as out:
            out.write(text)

    def killed(self, step, *words):
        """False: the run ended before it came to that step."""
        code, output = self.run(*words, GODWIT_KILL_AT=str(step))
        if code not in (0, -signal.SIGKILL):
            raise AssertionError(f"killed at {step}, exited with {code}:\n{output}")
        return code != 0

    def column(self, sql):
        try:
            return self.database.query(sql).split("\n")[:-1]
        except DatabaseRefused as refused:
            if "no such table" in str(refused) or "does not exist" in str(refused):
                return []
            raise AssertionError(str(refused)) from refused

    def check_agreement(self):
        """History and schema say the same, and nothing ran twice."""
        marks = self.column("SELECT name FROM mark ORDER BY name")
        if len(set(marks)) != len(marks):
            raise AssertionError(f"a statement ran twice: {marks}")
        rows = self.column("SELECT id || ' ' || state || ' ' || statements_done "
                           "FROM godwit_migrations ORDER BY sequence")
        states = {row.split()[0]: row.split()[1:] for row in rows}
        for version in self.set.statements:
            state, done = states.get(version, (None, 0))
            wanted = self.set.marks_when(version, state, int(done))
            found = [name for name in marks if name.startswith(version)]
            if found != wanted:
                raise AssertionError(f"{version} has {found}, and the history: {rows}")

    def check_all_up(self):
        self.check_agreement()
        marks = self.column("SELECT name FROM mark ORDER BY name")
        if marks != sorted(self.set.marks):
            raise AssertionError(f"not what an undisturbed run leaves: {marks}")
        if self.dialect == "postgresql":
            index = self.column("SELECT indisvalid FROM pg_index WHERE "
                                "indexrelid = to_regclass('mark_name')")
            if index != ["t"]:
                raise AssertionError(f"the index is not valid: {index}")
        code, output = self.run("status", "--exit-code")
        if code != 0:
            raise AssertionError(output)

    def check_all_down(self):
        left = self.column(
            "SELECT name FROM sqlite_master" if self.dialect == "sqlite" else
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        if left:
            raise AssertionError(f"not undone: {left}")

    def wait_until_alone(self):
        """The server may still be at what the killed process has sent."""
        if self.dialect == "sqlite":
            return
        end = time.monotonic() + 60
        while others := self.column(
                "SELECT pid, state, query FROM pg_stat_activity WHERE datname = "
                "current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"):
            if time.monotonic() > end:
                raise AssertionError(f"still at work: {others}")
            time.sleep(0.01)
