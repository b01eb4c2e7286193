# SPDX-License-Identifier: BSL-1.0
"""The hook of docs/lint.md keeps broken migrations from being committed."""

import os
import subprocess

from documented_project import DocumentedProject
from project import check, check_contains

OLD = "CREATE TABLE old (id INTEGER PRIMARY KEY);\n"
DROPS = "DROP TABLE old;\n"
BROKEN = "CREATE TABLE purchase (id INTEGER;\n"
GOOD = "CREATE TABLE purchase (id INTEGER);\n"


def run(make_project, settings):
    project = DocumentedProject("guide", settings)
    (hook,) = project.blocks_to_run("docs/lint.md")
    git(project, "init", "--quiet", "--initial-branch=work")
    project.write("0003_create_old.sql", OLD)
    project.write("0004_drop_old.sql", DROPS)
    check_commits(project, "the past")
    project.run_block(hook)
    check_needs_a_file(project)

    project.write("0005_create_purchase.sql", BROKEN)
    refused = commit(project, "broken")
    check(refused.returncode != 0, "a broken migration is committed")
    check_contains(refused.stdout, "migrations/0005_create_purchase.sql:1:")

    project.write("0005_create_purchase.sql", GOOD)
    printed = check_commits(project, "good")
    check("0004_drop_old.sql" not in printed, printed)

    project.write("0006_drop_purchase.sql", DROPS.replace("old", "purchase"))
    printed = check_commits(project, "a warning")
    check_contains(printed, "0006_drop_purchase.sql:1:1: warning: ")

    os.mkdir(project.path("views"))
    project.write("views/all_old.sql", "CREATE VIEW all_old AS SELECT 1;\n")
    check_commits(project, "a view")

    project.write("README", "no migration\n")
    check_commits(project, "nothing to check")


def check_needs_a_file(project):
    tool = os.path.join(project.settings.prefix, "bin", "godwit")
    done = subprocess.run([tool, "lint"], capture_output=True, text=True)
    check(done.returncode == 2, done.stdout)
    check_contains(done.stderr, "error: no file and no directory is named")


def check_commits(project, message):
    done = commit(project, message)
    check(done.returncode == 0, done.stdout)
    return done.stdout


def commit(project, message):
    git(project, "add", "migrations")
    who = ("-c", "user.name=Me", "-c", "user.email=me@example.com")
    tools = os.path.join(project.settings.prefix, "bin")
    return subprocess.run(
        ["git", *who, "commit", "--allow-empty", "-m", message],
        cwd=project.source,
        env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def git(project, *arguments):
    subprocess.run(["git", *arguments], cwd=project.source, check=True)
