# SPDX-License-Identifier: BSL-1.0
"""no_space.py EXECUTOR

Safe upgrades and backups on file systems that are too small: one where that is
seen before anything is done, one that the migrated copy fills, and one where the
place of the file is too small for it; and on one that is mounted for reading.
Each time the file stays as it was.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

# What CTest shows as skipped.
SKIPPED = 77
INSERT = ("INSERT INTO big SELECT randomblob(1000) FROM (WITH RECURSIVE n(i) AS "
          "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n);")


def in_namespace():
    """This script once more, where it may mount: as root of a namespace."""
    if os.environ.get("NO_SPACE_INSIDE"):
        return
    words = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    if subprocess.run([*words, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        print("nobody may mount a file system here")
        sys.exit(SKIPPED)
    os.environ["NO_SPACE_INSIDE"] = "1"
    os.execvp(words[0], [*words, sys.executable, "-B", *sys.argv])


class Small:
    """A file system of so many kilobytes, with a database of 1 MB."""

    def __init__(self, executor, size):
        self.executor = os.path.abspath(executor)
        self.folder = tempfile.mkdtemp(prefix="godwit-small-")
        self.migrations = tempfile.mkdtemp(prefix="godwit-small-migrations-")
        self.file = os.path.join(self.folder, "shop.db")
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs",
                        self.folder], check=True)
        self.write("0001_big", "CREATE TABLE big (x);\n" + INSERT.format(900))
        self.run("up", succeeds=True)
        self.before = self.content()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.folder], check=True)
        shutil.rmtree(self.folder)
        shutil.rmtree(self.migrations)

    def write(self, name, sql):
        with open(os.path.join(self.migrations, name + ".sql"), "w") as out:
            out.write(f"-- migrate:up\n{sql}\n")

    def run(self, *words, succeeds=False):
        process = subprocess.run(
            [self.executor, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=120,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite:" + self.file,
                 "SCENARIO_SETS": "sqlite=" + self.migrations})
        if (process.returncode == 0) != succeeds:
            sys.exit(f"{words} exited with {process.returncode}:\n{process.stdout}")
        return process.stdout

    def content(self):
        with sqlite3.connect(self.file) as db:
            if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                sys.exit("damaged")
            found = (db.execute("SELECT id FROM godwit_migrations").fetchall(),
                     db.execute("SELECT count(*), sum(length(x)) FROM big").fetchall())
        db.close()
        return found

    def check_refused(self, *words, says):
        output = self.run(*words)
        print(output)
        if says not in output:
            sys.exit(f"{words} does not say {says}:\n{output}")
        if self.content() != self.before:
            sys.exit(f"{words} has changed the file")
        left = set(os.listdir(self.folder)) - {"shop.db"}
        if left:
            sys.exit(f"{words} left behind: {left}")


def seen_before(executor):
    with Small(executor, 2500) as small:
        small.write("0002_more", INSERT.format(1))
        small.check_refused("up", "--safe", says="are needed in")
        small.check_refused("backup", os.path.join(small.folder, "a/b"), says="cannot write")


def copy_fills_it(executor):
    with Small(executor, 6000) as small:
        small.write("0002_more", INSERT.format(6000))
        small.check_refused("up", "--safe", says="database or disk is full")


def place_is_too_small(executor):
    with Small(executor, 5000) as small, tempfile.TemporaryDirectory() as elsewhere:
        small.write("0002_more", INSERT.format(6000))
        small.check_refused("up", "--safe", "--copy-directory", elsewhere,
                            says="database or disk is full")


def backup_does_not_fit(executor):
    with Small(executor, 1500) as small:
        small.check_refused("backup", os.path.join(small.folder, "copy"),
                            says="database or disk is full")


def read_only_medium(executor):
    with Small(executor, 5000) as small, tempfile.TemporaryDirectory() as elsewhere:
        small.write("0002_more", INSERT.format(1))
        subprocess.run(["mount", "-o", "remount,ro", small.folder], check=True)
        for words in (("--safe",), ("--safe", "--copy-directory", elsewhere), ()):
            small.check_refused("up", *words, says=READ_ONLY)
        small.check_refused("backup", os.path.join(small.folder, "copy"),
                            says="Read-only file system")
        copy = os.path.join(elsewhere, "copy")
        small.run("backup", copy, succeeds=True)
        small.check_refused("restore", copy, "--yes", says=READ_ONLY)


READ_ONLY = "cannot be written to"

in_namespace()
for case in (seen_before, copy_fills_it, place_is_too_small, backup_does_not_fit,
             read_only_medium):
    print(case.__name__, flush=True)
    case(sys.argv[1])
