# SPDX-License-Identifier: BSL-1.0
"""An executor knows which schema its migrations make: from the build or, where
that has no server, from a file beside them that a target writes and a test
verifies. What somebody changes by hand is named, with SQL for either way."""

import contextlib
import json
import os
import shlex
import sqlite3
import subprocess
import sys

from project import check, check_contains, check_equal

CREATE = "CREATE TABLE person (id integer PRIMARY KEY, tenant_id integer\
 REFERENCES tenant (id));\n"
SAME = "the schema is what the migrations make\n"
COLUMN = "unexpected column {}person.nick\n"
NOT_KNOWN = "nothing in this program says which schema"


def run(make_project, settings):
    project = make_project("drift")
    project.write("0001_create_person.sql", CREATE)
    if settings.variant == "postgresql":
        check_with_a_file(project)
        check_with_a_server(project)
    else:
        check_built_in(project)
        check_without_checks(project)


class Database:
    """A SQLite database that the executor migrates, and somebody by hand."""

    def __init__(self, project, name):
        self.program = project.program("shop-migrate")
        self.path = os.path.join(project.folder, name)

    def sql(self, text):
        with contextlib.closing(sqlite3.connect(self.path)) as database:
            database.executescript(text)

    def up(self):
        done = self._run("up")
        check_equal((done.returncode, done.stdout), (0, done.stdout))

    def drift(self, *arguments):
        done = self._run("drift", "--quiet", *arguments)
        return done.returncode, done.stdout

    def _run(self, *arguments):
        return subprocess.run(
            [self.program, *arguments, "-d", "sqlite:" + self.path],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def embedded(project):
    path = "shop_migrations.godwit/shop_migrations.expected.cpp"
    with open(os.path.join(project.binary, path)) as file:
        return file.read()


def is_expected(project):
    path = "shop_migrations.godwit/arguments.txt"
    with open(os.path.join(project.binary, path)) as file:
        return "--expected-schema\n" in file


def check_built_in(project):
    """The build runs the migrations anyway; what it knows is of all that are
    applied, those of the other set included."""
    project.configure_and_build()
    check_contains(embedded(project), "CREATE TABLE tenant")
    check_contains(embedded(project), "digest\\011")
    database = Database(project, "shop.db")
    code, output = database.drift()
    check_equal((code, "no history" in output), (1, True))
    database.up()
    check_equal(database.drift(), (0, SAME))
    database.sql("ALTER TABLE person ADD COLUMN nick text; CREATE TABLE log (a)")
    found = COLUMN.format("")
    both = "unexpected table log\n" + found
    check_equal(database.drift("--ignore", "log"), (3, found))
    check_equal(database.drift(), (3, both))
    told = json.loads(database.drift("--json")[1])
    check_equal(
        [one["object"] for one in told["objects"]],
        ["table log", "column person.nick"],
    )
    check_there_and_back(database, both)
    check_tool(project, database, both)
    check_written(project, database)

    project.write("0002_add_nick.sql", "ALTER TABLE person ADD COLUMN nick text;\n")
    project.build_well()
    # What is applied so far does not make it.
    check_equal(database.drift(), (3, both))
    other = Database(project, "other.db")
    other.up()
    check_equal(other.drift(), (0, SAME))


def check_there_and_back(database, found):
    _, revert = database.drift("--sql", "revert")
    _, adopt = database.drift("--sql", "adopt")
    database.sql(revert)
    check_equal(database.drift(), (0, SAME))
    database.sql(adopt)
    check_equal(database.drift(), (3, found))


def check_tool(project, database, found):
    """It finds the same by what it reads in files."""
    url = "sqlite:" + database.path

    def drift(*arguments):
        tool = os.path.join(project.settings.prefix, "bin", "godwit")
        done = subprocess.run(
            [tool, "drift", "--quiet", *arguments, "-d", url],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout

    check_equal(drift(project.program("shop-migrate")), (3, found))
    code, output = drift()
    check_equal((code, "nothing says of which" in output), (2, True))
    options = (project.migrations, "--dialect", "sqlite")
    code, output = drift(project.program("shop-migrate"), *options)
    check_equal((code, "in which table its history" in output), (2, True))
    options = ("--dialect", "sqlite", "--history-table", "base_history")
    code, output = drift(os.path.join(project.source, "base"), *options)
    check_equal((code, "unexpected table person" in output), (3, True))


def check_written(project, database):
    """The tool proves either way before it writes it."""
    tool = os.path.join(project.settings.prefix, "bin", "godwit")
    url = "sqlite:" + database.path
    options = ["--directory", project.migrations, "--before", base_data(project)]
    folder = os.path.join(project.folder, "revert")
    os.mkdir(folder)
    for way in (["--from", url, "--output", folder], ["--to", url]):
        done = subprocess.run(
            [tool, "generate", *way, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        check_equal((done.returncode, done.stdout), (0, done.stdout))
    with open(os.path.join(folder, "up.sql")) as file:
        check_contains(file.read(), "DROP COLUMN nick")
    names = sorted(os.listdir(project.migrations))
    check_equal(len(names), 2)
    with open(project.path(names[1])) as file:
        check_contains(file.read(), "ADD COLUMN nick")
    os.remove(project.path(names[1]))


def base_data(project):
    return os.path.join(project.binary, "base_migrations.godwit", "base_migrations.blob")


def check_without_checks(project):
    """A build that runs nothing knows nothing; in memory the executor runs them
    itself."""
    project.configure_and_build("-DCHECK=off")
    check(not is_expected(project), "of a build that runs nothing")
    database = Database(project, "unchecked.db")
    database.up()
    check_equal(database.drift(), (0, SAME))


def check_with_a_file(project):
    """A target writes it on a server that it starts, a test runs the migrations
    on another, and the executor needs none but its own."""
    project.configure_and_build("-DDIALECT=postgresql")
    check(not is_expected(project), "of a build that has no server")
    check_contains(drift_of(project), NOT_KNOWN)
    project.build_well("shop_migrations-expect")
    project.build_well()
    check_contains(embedded(project), "public\\011person\\011tenant_id")
    check_passes(project, "schema-is-expected")
    check_contains(drift_of(project), SAME)
    changed = drift_of(project, "ALTER TABLE person ADD COLUMN nick text")
    check_contains(changed, COLUMN.format("public."))

    project.write("0002_add_nick.sql", "ALTER TABLE person ADD COLUMN nick text;\n")
    output = project.build_well()
    check_contains(output, "expected.schema: warning: this is the schema of other")
    check_contains(drift_of(project), NOT_KNOWN)
    tested = project.ctest("-R", "schema-is-expected", "--output-on-failure")
    check(tested.returncode != 0, "passed")
    check_contains(
        tested.stdout,
        "expected.schema:1:1: error: the migrations make another column"
        " public.person.nick",
    )
    project.build_well("shop_migrations-expect")
    check("warning" not in project.build_well(), "still warned")
    check_passes(project, "schema-is-expected")


def check_passes(project, test):
    tested = project.ctest("-R", test, "--output-on-failure")
    check_equal((tested.returncode, tested.stdout), (0, tested.stdout))
    check_contains(tested.stdout, test)


def check_with_a_server(project):
    """A build that runs the migrations needs no file."""
    os.remove(project.path("expected.schema"))
    project.configure_and_build("-DDIALECT=postgresql", "-DCHECK=execute")
    check_contains(embedded(project), "public\\011person\\011nick")
    check_contains(drift_of(project), SAME)


def drift_of(project, change=""):
    """Of a database of its own, migrated and then changed by hand."""
    program = shlex.quote(project.program("shop-migrate"))
    lines = [f"{program} up --quiet"]
    if change:
        lines.append(f'psql -q "$DATABASE_URL" -c {shlex.quote(change)}')
    lines.append(f"{program} drift --quiet || test $? -eq {3 if change else 1}")
    cluster = os.path.join(
        project.settings.godwit_source, "scripts", "postgresql_cluster.py"
    )
    done = subprocess.run(
        [sys.executable, cluster, "once", "sh", "-e", "-c", "\n".join(lines)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check_equal((done.returncode, done.stdout), (0, done.stdout))
    return done.stdout
