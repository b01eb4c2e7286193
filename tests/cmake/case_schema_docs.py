# SPDX-License-Identifier: BSL-1.0
"""A target writes pages about the schema into the repository, and a test tells
that they are of these migrations, still; of the set that is required, too, and
the same from each kind of build."""

import os

from project import check, check_contains, check_equal

CREATE = "CREATE TABLE person (id integer PRIMARY KEY, tenant_id integer\
 REFERENCES tenant (id));\n"
NAMES = [
    *("README.md", "person.md", "person.svg"),
    *("schema.svg", "tenant.md", "tenant.svg"),
]


def run(make_project, settings):
    dialect = settings.variant or "sqlite"
    project = make_project("schema_docs")
    project.write("0001_create_person.sql", CREATE)
    project.configure_and_build(f"-DDIALECT={dialect}")
    check_equal(os.path.exists(folder(project)), False)
    check_contains(outdated(project), "README.md says something else, or is not there")

    project.build_well("shop_migrations-docs")
    check_equal(sorted(pages(project)), NAMES)
    check_contains(pages(project)["README.md"], "tenant")
    check_contains(page(project, "person"), "| 0001 | create_person | creates it |")
    check_current(project)

    project.write("0002_add_name.sql", "ALTER TABLE person ADD COLUMN name text;\n")
    project.build_well()
    check_contains(outdated(project), "person.md says something else")
    project.build_well("shop_migrations-docs")
    check_current(project)
    check_contains(page(project, "person"), "adds column name")

    written = pages(project)
    project.configure("-DCMAKE_BUILD_TYPE=Release")
    project.build_well("shop_migrations-docs")
    check_equal(pages(project), written)
    check_refused(make_project)


def folder(project):
    return os.path.join(project.source, "docs", "schema")


def pages(project):
    found = {}
    for entry in os.scandir(folder(project)):
        with open(entry.path, encoding="utf-8", newline="") as file:
            found[entry.name] = file.read()
    return found


def page(project, table):
    return pages(project)[f"{table}.md"]


def check_current(project):
    tested = project.ctest()
    check(tested.returncode == 0, tested.stdout)
    check_contains(tested.stdout, "shop_migrations.docs-are-current")


def outdated(project):
    tested = project.ctest()
    check(tested.returncode != 0, "other pages are no error")
    return tested.stdout


def check_refused(make_project):
    project = make_project("schema_docs")
    project.write("0001_create_person.sql", CREATE)
    path = os.path.join(project.source, "CMakeLists.txt")
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace("DIRECTORY docs/schema", ""))
    failed = project.configure()
    check(failed.returncode != 0, "without a directory is no error")
    check_contains(failed.stdout, "DIRECTORY is missing")
