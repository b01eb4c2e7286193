# SPDX-License-Identifier: BSL-1.0
"""A declared schema: the build warns until a target has written the migration, a
test says the same, and mistakes in it are errors at their place."""

import os
import shlex
import subprocess
import sys

from project import check, check_contains, check_equal

WARNING = "warning: the migrations do not make this schema yet"


def run(make_project, settings):
    project = make_project("declared")
    if settings.variant == "postgresql":
        check_on_a_server(project)
        return
    check_first(project)
    check_next(project)
    check_push(project)
    check_mistakes(project)
    check_usage(project)


def files(project):
    return sorted(f for f in os.listdir(project.migrations) if f.endswith(".sql"))


def schema(project, name, text):
    with open(os.path.join(project.source, "schema", name), "w") as file:
        file.write(text)


def check_first(project):
    """From nothing, beside what another set makes."""
    output = project.configure_and_build()
    check_contains(output, WARNING + ": create table person and 1 more")
    check_contains(output, "build target migrate-generate")
    check("schema-is-generated" in project.ctest().stdout, "no test")
    check(project.ctest("-R", "schema-is-generated").returncode != 0, "passed")

    output = project.build_well("migrate-generate", {"NAME": "begin"})
    check_contains(output, "create table person")
    check_equal(files(project), ["0001_begin.sql"])
    check(WARNING not in project.build_well(), "still warned")
    tested = project.ctest()
    check_equal((tested.returncode, tested.stdout), (0, tested.stdout))
    check_contains(project.build_well("migrate-generate"), "nothing to do")
    check_equal(files(project), ["0001_begin.sql"])


def check_next(project):
    """A change in a further file."""
    schema(project, "order.sql", "CREATE TABLE orders (id integer PRIMARY KEY);")
    check_contains(project.build_well(), WARNING + ": create table orders")
    project.build_well("migrate-generate")
    check_equal(files(project), ["0001_begin.sql", "0002_create_table_orders.sql"])
    check(WARNING not in project.build_well(), "still warned")
    database = {"DATABASE_URL": "sqlite:" + os.path.join(project.folder, "shop.db")}
    check_contains(project.build_well("migrate-up", database), "0002_create_table")


def check_push(project):
    """A database ahead of the migrations, which are recorded once they are there."""
    url = "sqlite:" + os.path.join(project.folder, "shop.db")
    asked = {"DATABASE_URL": url}
    confirmed = {**asked, "GODWIT_ARGS": "--yes"}
    schema(project, "note.sql", "CREATE TABLE note (id integer PRIMARY KEY);")
    refused = project.build("migrate-push", asked)
    check(refused.returncode != 0, "nobody was asked")
    check_contains(refused.stdout, "needs --yes where nobody can be asked")
    output = project.build_well("migrate-push", confirmed)
    check_contains(output, "create table note")
    check_contains(output, "pushed to")
    check_contains(project.build_well("migrate-push", confirmed), "nothing to do")
    check_contains(project.build_well("migrate-status", asked), "pushed: ")
    check_contains(project.build_well("migrate-up", asked), "nothing to do")

    project.build_well("migrate-generate")
    output = project.build_well("migrate-up", asked)
    check_contains(output, "recorded  shop_migrations: 0003_create_table_note  (not run)")
    check("pushed: " not in project.build_well("migrate-status", asked), "marked")


def check_mistakes(project):
    schema(project, "order.sql", "CREATE TABLE orders (\n  id integer,,\n);")
    failed = project.build()
    check(failed.returncode != 0, "a broken schema is no error")
    check_contains(failed.stdout, "order.sql:2:14: error: near \",\"")


def check_usage(project):
    """Of the tool, which the targets call well."""
    directory = os.path.join(project.folder, "empty")
    os.mkdir(directory)
    schema(project, "order.sql", "CREATE TABLE orders (id integer PRIMARY KEY);")
    described = ("--schema", os.path.join(project.source, "schema", "order.sql"))
    sqlite = (*described, "--directory", directory, "--dialect", "sqlite")
    mistakes = [
        (described, "it is not clear where the migrations are"),
        ((*described, "--directory", directory), "of which dialect"),
        ((*sqlite, "--online", "--simple"), "exclude each other"),
        ((*sqlite, "--zero-downtime"), "SQLite has one writer at a time"),
        ((*sqlite, "--rename", "a"), "is not of the form NAME=VALUE"),
        ((*sqlite, "--rename", "a=b"), "renames nothing that is called so"),
        ((*sqlite[:-1], "postgresql"), "--scratch names another"),
        (("--from", "sqlite:a", "--to", "sqlite:b"), "belong together"),
    ]
    tool = os.path.join(project.settings.prefix, "bin", "godwit")
    for arguments, message in mistakes:
        done = subprocess.run(
            [tool, "generate", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        check_contains(done.stdout, message)
        check_equal((done.returncode, os.listdir(directory)), (2, []))


def check_on_a_server(project):
    """The target starts one, and the test has one; an enum value that is used is
    a migration of its own."""
    mood = "CREATE TYPE mood AS ENUM ('sad', 'ok');\n"
    table = "CREATE TABLE feeling (mood mood NOT NULL DEFAULT '{}');\n"
    schema(project, "mood.sql", mood + table.format("ok"))
    output = project.configure_and_build("-DDIALECT=postgresql")
    check(WARNING not in output, "a build has no server")
    check(project.ctest("-R", "schema-is-generated").returncode != 0, "passed")
    project.build_well("migrate-generate", {"NAME": "begin"})
    check_equal(files(project), ["0001_begin.sql"])

    mood = mood.replace("'ok'", "'ok', 'great'")
    schema(project, "mood.sql", mood + table.format("great"))
    project.build_well("migrate-generate", {"NAME": "greatness"})
    check_equal(
        files(project),
        ["0001_begin.sql", "0002_greatness.sql", "0003_greatness_continue.sql"],
    )
    check("warning" not in project.build_well(), "expects other migrations")
    tested = project.ctest()
    check_equal((tested.returncode, tested.stdout), (0, tested.stdout))
    check_contains(tested.stdout, "shop_migrations.schema-is-expected")
    check_push_on_a_server(project, mood)


def check_push_on_a_server(project, mood):
    """The plan is proved on the server of the database itself."""
    schema(project, "mood.sql", mood)
    cluster = os.path.join(
        project.settings.godwit_source, "scripts", "postgresql_cluster.py"
    )
    target = f"cmake --build {shlex.quote(project.binary)} --target migrate-"
    lines = [
        f"{target}up",
        f"GODWIT_ARGS=--yes {target}push",
        f"{target}status",
    ]
    done = subprocess.run(
        [sys.executable, cluster, "once", "sh", "-e", "-c", "\n".join(lines)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check_equal((done.returncode, done.stdout), (0, done.stdout))
    check_contains(done.stdout, "drop table public.feeling")
    check_contains(done.stdout, "pushed to")
    check_contains(done.stdout, "pushed: ")
