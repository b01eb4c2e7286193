# SPDX-License-Identifier: BSL-1.0
"""killed_safe_upgrade.py EXECUTOR step|call up|restore [wal]

Kills `up --safe` of a file with rows, or `restore`, at its first step, at its
second, and so on until it succeeds, on a copy of the same file each time. `call`:
before each system call that writes, makes durable, cuts short, renames or removes
a file. Each time the file must be whole, and exactly the old or the new one, as
sqlite3 reads it; a second run completes, and leaves no copy behind.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

VARIABLES = {"step": "GODWIT_KILL_AT", "call": "GODWIT_KILL_AT_CALL"}
MIGRATIONS = {
    "0001_person": "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);",
    "0002_phone": "ALTER TABLE person ADD COLUMN phone TEXT;\n"
                  "UPDATE person SET phone = 'none', name = upper(name);",
    "0003_pet": "CREATE TABLE pet (person INTEGER REFERENCES person, name TEXT);\n"
                "INSERT INTO pet SELECT id, 'cat of ' || name FROM person;",
}
ROWS = 120
# A journal with nothing to do, and the lock file, are used by who comes next.
HARMLESS = {"shop.db-journal", "shop.db-godwit-lock"}


class Upgraded:
    """A file in a folder of its own, and what a user does with it."""

    def __init__(self, executor, mode):
        self.executor = os.path.abspath(executor)
        self.folder = tempfile.mkdtemp(prefix="godwit-safe-")
        self.migrations = tempfile.mkdtemp(prefix="godwit-safe-migrations-")
        self.file = os.path.join(self.folder, "shop.db")
        for name, sql in MIGRATIONS.items():
            with open(os.path.join(self.migrations, name + ".sql"), "w") as out:
                out.write(f"-- migrate:up\n{sql}\n-- migrate:down\n")
        self.succeed("up", "--to", "0001")
        with sqlite3.connect(self.file) as db:
            db.execute(f"PRAGMA journal_mode = {mode}")
            db.executemany("INSERT INTO person (name) VALUES (?)",
                           [(f"ada {i} " + "x" * 200,) for i in range(ROWS)])
        db.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)
        shutil.rmtree(self.migrations)

    def run(self, *words, **variables):
        process = subprocess.run(
            [self.executor, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=120,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite:" + self.file,
                 "SCENARIO_SETS": "sqlite=" + self.migrations, **variables})
        return process.returncode, process.stdout

    def succeed(self, *words):
        code, output = self.run(*words)
        if code != 0:
            raise AssertionError(f"{words} exited with {code}:\n{output}")

    def become(self, saved):
        for name in os.listdir(self.folder):
            os.remove(os.path.join(self.folder, name))
        shutil.copy(saved, self.file)

    def content(self):
        """All of it, once SQLite has said that it is whole."""
        db = sqlite3.connect(self.file)
        try:
            found = db.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise AssertionError(f"damaged: {found}")
            history = db.execute("SELECT id FROM godwit_migrations ORDER BY id").fetchall()
            tables = [row[0] for row in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND "
                "name NOT LIKE 'godwit%' ORDER BY name")]
            return history, [(table, db.execute(f"SELECT * FROM {table}").fetchall())
                             for table in tables]
        finally:
            db.close()


def killed(upgraded, variable, step, words):
    code, output = upgraded.run(*words, **{variable: str(step)})
    if code not in (0, -signal.SIGKILL):
        raise AssertionError(f"exited with {code}:\n{output}")
    return code != 0


def attempt(upgraded, variable, step, words, old, new):
    was_killed = killed(upgraded, variable, step, words)
    found = upgraded.content()
    if found not in (old, new):
        raise AssertionError(f"neither old nor new: {found[0]}")
    upgraded.succeed(*words)
    if upgraded.content() != new:
        raise AssertionError("the second run does not complete it")
    left = set(os.listdir(upgraded.folder)) - HARMLESS
    if left != {"shop.db"}:
        raise AssertionError(f"left behind: {left}")
    return was_killed, found == new


def main(executor, kind, command, mode="delete"):
    with Upgraded(executor, mode) as upgraded, tempfile.TemporaryDirectory() as aside:
        first, second = os.path.join(aside, "first"), os.path.join(aside, "second")
        upgraded.succeed("backup", first)
        old = upgraded.content()
        upgraded.succeed("up")
        upgraded.succeed("backup", second)
        new = upgraded.content()
        words = ["up", "--safe"]
        if command == "restore":
            first, old, new = second, new, old
            words = ["restore", os.path.join(aside, "first"), "--yes"]
        step, kept, was_killed = 0, 0, True
        while was_killed:
            step += 1
            upgraded.become(first)
            if upgraded.content() != old:
                sys.exit("the copy is not what it is a copy of")
            try:
                was_killed, is_new = attempt(
                    upgraded, VARIABLES[kind], step, words, old, new)
            except (AssertionError, sqlite3.Error) as error:
                sys.exit(f"{words[0]}, killed at {kind} {step}: {error}")
            kept += is_new
    print(f"{words[0]}: killed at each of {step - 1} {kind}s, {kept} times done")
    if step < 30 or kept == 0:
        sys.exit("so few: fail points are not reached")


main(*sys.argv[1:])
