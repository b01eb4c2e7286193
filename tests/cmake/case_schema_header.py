# SPDX-License-Identifier: BSL-1.0
"""SCHEMA_HEADER: a program knows the columns that the migrations make, and does
not compile once one of them is gone. The header is made anew when a migration
changes, and only what uses it is compiled when it says something else."""

import os
import subprocess

from project import check, check_contains, check_equal

CREATE = """\
CREATE TABLE person (
  id integer PRIMARY KEY,
  tenant_id integer REFERENCES tenant (id),
  email text NOT NULL,
  active boolean NOT NULL
);
"""
SELECT = {
    "sqlite": "SELECT id, tenant_id, email, active FROM person\nada\n",
    "postgresql": "SELECT id, tenant_id, email, active FROM public.person\nada\n",
}
DROP = "-- godwit: allow drop-column nobody writes any more\n"
ALLOWED = "ALTER TABLE person DROP COLUMN email;\n"


def run(make_project, settings):
    dialect = settings.variant or "sqlite"
    project = make_project("schema_header")
    project.write("0001_create_person.sql", CREATE)
    project.configure_and_build(f"-DDIALECT={dialect}")
    check_equal(said(project), SELECT[dialect])
    text = header(project)
    check("struct person" in text and "struct tenant" not in text, text)
    check(project.folder not in text, "a path")
    check_settled(project)
    if dialect == "sqlite":
        check_staleness(project)
        check_without_checks(project)
    check_dropped_column(project)
    check_broken(project)


def said(project):
    done = subprocess.run(
        [project.program("people")], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def header_path(project):
    return os.path.join(project.binary, "shop.godwit", "include", "shop", "schema.h")


def header(project):
    with open(header_path(project)) as file:
        return file.read()


def check_settled(project):
    check_equal(project.counted_build(), (0, 0, 0))


def check_staleness(project):
    """What does not change the schema compiles the set alone."""
    before = os.stat(header_path(project)).st_mtime_ns
    project.write("0002_add_ada.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n")
    compiled, embedded, _ = project.counted_build()
    check_equal((compiled, embedded), (1, 1))
    check_equal(os.stat(header_path(project)).st_mtime_ns, before)
    check_settled(project)

    project.write("0002_add_ada.sql", "ALTER TABLE person ADD COLUMN age integer;\n")
    check_equal(project.counted_build()[:2], (3, 1))
    check_contains(header(project), "std::optional<std::int64_t> age")
    check_settled(project)

    project.configure("-DTYPES=boolean=bool;integer=int")
    check_equal(project.counted_build()[0], 1)
    check_contains(header(project), "int id = {};")
    failed = project.configure("-DTYPES=person.ag=bool")
    failed = project.build()
    check(failed.returncode != 0, "a type for no column is no error")
    check_contains(failed.stdout, "did you mean 'person.age'?")
    project.configure("-DTYPES=boolean=bool")
    project.build_well()
    check_settled(project)


def check_without_checks(project):
    """CHECK off takes nothing from it."""
    project.configure("-DCHECK=off")
    os.remove(header_path(project))
    os.remove(os.path.join(project.binary, "shop.godwit", "shop.schema-header"))
    project.build_well()
    check_contains(header(project), "struct person")
    project.configure("-DCHECK=")
    project.build_well()


def check_dropped_column(project):
    project.write("0003_drop_email.sql", DROP + ALLOWED)
    failed = project.build()
    check(failed.returncode != 0, "a column that is gone is no error")
    check_contains(failed.stdout, "people.cpp:7:")
    check_contains(failed.stdout, "email")
    check("email" not in header(project), "the column is there")
    os.remove(project.path("0003_drop_email.sql"))
    project.build_well()
    check_settled(project)


def check_broken(project):
    """Told once, at its place."""
    project.write("0003_broken.sql", "ALTER TABLE person ADD COLUMN;\n")
    failed = project.build()
    check(failed.returncode != 0, "a broken migration is no error")
    check_equal(failed.stdout.count("0003_broken.sql:1:"), 1)
    os.remove(project.path("0003_broken.sql"))
    project.build_well()
