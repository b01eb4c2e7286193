# SPDX-License-Identifier: BSL-1.0
"""Migrations that a branch has beyond another one get later numbers."""

import os
import subprocess

from project import check_contains, check_equal


def run(make_project, settings):
    folder = os.path.join(settings.work, "branch")
    migrations = os.path.join(folder, "migrations")
    os.makedirs(migrations)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(migrations, "0001_create_person.sql", "0002_add_email.sql")
    commit(folder)
    git(folder, "checkout", "--quiet", "-b", "mine")
    write(migrations, "0002_add_phone.up.sql", "0002_add_phone.down.sql")
    write(migrations, "0003_add_fax.sql")
    commit(folder)

    tool = os.path.join(settings.prefix, "bin", "godwit")
    rebase = [tool, "rebase", "--onto", "main"]
    failed = run_in(migrations, *rebase[:-1], "elsewhere", "--directory", ".")
    check_equal(failed.returncode, 1)
    check_contains(failed.stderr, "git does not tell which migrations elsewhere has")

    done = run_in(folder, *rebase, "--directory", "migrations")
    check_equal(done.returncode, 0)
    check_equal(
        sorted(os.listdir(migrations)),
        [
            "0001_create_person.sql",
            "0002_add_email.sql",
            "0003_add_phone.down.sql",
            "0003_add_phone.up.sql",
            "0004_add_fax.sql",
        ],
    )
    again = run_in(folder, *rebase, "--directory", "migrations")
    check_contains(again.stdout, "nothing to do")


def write(folder, *names):
    for name in names:
        with open(os.path.join(folder, name), "w") as file:
            file.write("SELECT 1;\n")


def commit(folder):
    git(folder, "add", ".")
    who = ("-c", "user.name=Me", "-c", "user.email=me@example.com")
    git(folder, *who, "commit", "--quiet", "-m", "more")


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def run_in(folder, *command):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)
