# SPDX-License-Identifier: BSL-1.0
"""Broken migrations are errors of the build, and an unchanged set is not
checked again."""

import os

from leavings import commands
from project import check, check_contains, check_equal


def run(make_project, settings):
    if settings.variant == "postgresql":
        check_on_a_server(make_project)
        return
    project = make_project("shop")
    project.write("0001_create.sql", "CREATE TABLE a (id INTEGER);\n")
    project.write("0002_add.sql", "ALTER TABLE a ADD COLUMN b TEXT;\n")
    configured = project.configure()
    check_contains(configured.stdout, "are checked at level execute")
    project.build_well()

    check_errors(project)
    check_fix(project)
    check_that_nothing_new_is_not_checked(project)
    check_levels(make_project)
    check_rules(make_project)


def check_errors(project):
    """All of them, where editors and compilers' wrappers look for them."""
    project.write("0003_one.sql", "CREATE TABEL b (id INTEGER);\n")
    project.write("0004_two.sql", "SELECT 1;\n\n  SELEC 2;\n")
    failed = project.build()
    check(failed.returncode != 0, "a broken migration was built")
    for place, source, caret in (
        ("0003_one.sql:1:8", "CREATE TABEL b (id INTEGER);", " " * 7),
        ("0004_two.sql:3:3", "  SELEC 2;", " " * 2),
    ):
        line = f"\n{project.path('')}{place}: error: near "
        check(line in failed.stdout, f"no {line} in:\n{failed.stdout}")
        check_contains(failed.stdout, source)
        check(f" | {caret}^" in failed.stdout, failed.stdout)
    # It is no error once.
    check(project.build().returncode != 0, "the second build let it pass")


def check_fix(project):
    project.write("0003_one.sql", "CREATE TABLE b (id INTEGER);\n")
    project.write("0004_two.sql", "INSERT INTO c VALUES (2);\n")
    check_contains(project.build().stdout, "error: no such table: c")
    project.write("0004_two.sql", "INSERT INTO b VALUES (2);\n")
    project.build_well()
    project.check_embeds_the_directory()


def check_that_nothing_new_is_not_checked(project):
    for _ in range(2):
        check_equal(project.counted_build(), (0, 0, 0))
        check("Checking" not in project.build_well(), "checked again")


def check_levels(make_project):
    project = make_project("shop", "by level")
    project.write("0001_first.sql", "SELECT 1 FROM nowhere;\n")
    project.configure_and_build("-DGODWIT_CHECK=syntax")
    project.write("0001_first.sql", "SELEC 1;\n")
    project.configure_and_build("-DGODWIT_CHECK=structure")
    project.write("0001_first.sql", "SELECT 'no end;\n")
    check(project.build().returncode != 0, "structure is not checked")
    project.configure_and_build("-DGODWIT_CHECK=off")
    project.configure_and_build("-DGODWIT_CHECK=", "-DLINT=CHECK;off")


def check_rules(make_project):
    """What is dangerous is a warning, once; or an error, if asked for."""
    project = make_project("shop", "rules")
    project.write("0001_create.sql", "CREATE TABLE a (id INTEGER, b TEXT);\n")
    project.write("0002_drop.sql", "ALTER TABLE a DROP COLUMN b;\n")
    project.configure()
    line = f"{project.path('0002_drop.sql')}:1:15: warning: DROP COLUMN loses"
    check_contains(project.build_well(), line)
    check("warning" not in project.build_well(), "the warning came again")

    project.configure("-DLINT=LINT_ERRORS;drop-column")
    check_contains(project.build().stdout, line.replace("warning", "error"))
    project.configure("-DLINT=LINT_DISABLE;drop-column")
    check("drop-column" not in project.build_well(), "the rule is not off")
    project.configure("-DLINT=LINT_SINCE;0002")
    check("drop-column" not in project.build_well(), "it is released")
    project.configure("-DLINT=LINT_ERRORS;drop-colunm")
    check_contains(project.build().stdout, "drop-column")


def check_on_a_server(make_project):
    """The build starts one, and nothing of it is left."""
    project = make_project("shop")
    project.write("0001_view.sql", "CREATE VIEW now_14 AS SELECT 1 AS one;\n")
    configured = project.configure("-DDIALECT=postgresql")
    check_contains(configured.stdout, "checked at level syntax, by the grammar")
    project.build_well()

    configured = project.configure("-DLINT=CHECK;execute")
    check_contains(configured.stdout, "execute, on a server that the build")
    project.build_well()
    project.write("0002_drop.sql", "DROP VIEW now_15;\n")
    failed = project.build()
    check(failed.returncode != 0, "a broken migration was built")
    line = f'\n{project.path("0002_drop.sql")}:1:1: error: view "now_15" does'
    check_contains(failed.stdout, line)

    grant = "GRANT SELECT ON now_14 TO clerk;\n"
    project.write("0002_drop.sql", grant)
    failed = project.build().stdout
    check_contains(failed, 'error: role "clerk" does not exist')
    check_contains(failed, "make it in a file for CHECK_TEMPLATE_SQL")
    roles = os.path.join(project.source, "roles.sql")
    with open(roles, "w") as file:
        file.write("CREATE ROLE clerk;\n")
    project.configure("-DLINT=CHECK;execute;CHECK_TEMPLATE_SQL;roles.sql")
    project.build_well()
    check_equal(project.counted_build(), (0, 0, 0))
    check("Checking" not in project.build_well(), "checked again")
    check_equal(servers(project), [])

    project.write("0003_more.sql", "SELECT 1;\n")
    nowhere = {"GODWIT_POSTGRESQL_BIN": project.folder}
    failed = project.build(environment=nowhere)
    check(failed.returncode != 0, "it was built without a check")
    check_contains(failed.stdout, "no PostgreSQL server found (initdb)")


def servers(project):
    """Processes that watch servers which this build started, and would leave
    their folders behind."""
    with open(os.path.join(project.binary, "build.ninja")) as file:
        started = "postgresql_cluster.py once" in file.read()
    check(started, "the build starts no server")
    return [
        command
        for command in commands()
        if "postgresql_cluster.py once" in command and project.binary in command
    ]
