# SPDX-License-Identifier: BSL-1.0
"""ADAPTERS: beside the header of the schema stands one for each library, and
goes with the migrations. The variants compile and run a program that uses it
against the library itself."""

import os
import subprocess

from project import check, check_contains, check_equal

CREATE = """\
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  active BOOLEAN NOT NULL DEFAULT 1,
  photo BLOB,
  joined TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  seen INTEGER DEFAULT (unixepoch()),
  token TEXT NOT NULL DEFAULT (lower(hex(randomblob(8))))
);
CREATE TABLE "order" (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
  note TEXT DEFAULT 'it''s new',
  weight REAL DEFAULT -1.5
);
CREATE TABLE tag (
  word TEXT,
  "class" TEXT COLLATE NOCASE CHECK ("class" <> ''),
  person_id INTEGER REFERENCES person (id) ON UPDATE CASCADE ON DELETE SET NULL,
  PRIMARY KEY ("class", word),
  UNIQUE (word, person_id)
) WITHOUT ROWID;
CREATE TABLE code (code TEXT PRIMARY KEY, parent TEXT REFERENCES code) STRICT;
CREATE TABLE order_item (
  "order" INTEGER REFERENCES "order",
  "line ""1"" of it" TEXT,
  shout TEXT GENERATED ALWAYS AS (upper("line ""1"" of it"))
);
"""
COMPARED = ("code", "order", "person", "tag")
NAMES = """\
order_item
order_item."order"
order_item."line ""1"" of it"
order_item.shout
"""


def run(make_project, settings):
    project = make_project("adapters")
    project.write("0001_create_person.sql", CREATE)
    if settings.variant:
        check_library(project, settings.variant)
    else:
        check_files(project)


def check_library(project, library):
    project.configure_and_build(
        f"-DLIBRARY={library}",
        f"-DLIBRARY_INCLUDE={os.environ['GODWIT_LIBRARY_INCLUDE']}",
    )
    done = subprocess.run(
        [project.program("uses")],
        cwd=project.folder, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    check(done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}")
    if library == "sqlpp23":
        check_equal(done.stdout, NAMES)
    else:
        check_equal(
            sorted(done.stdout.splitlines()),
            [f"{table}: the same" for table in COMPARED],
        )


def check_files(project):
    project.configure_and_build()
    check_contains(text(project, "sqlpp23"), "struct person_")
    check_contains(text(project, "sqlite_orm"), '#include "schema.h"')
    check_equal(project.counted_build(), (0, 0, 0))

    project.write("0002_add_age.sql", "ALTER TABLE person ADD COLUMN age integer;\n")
    check_equal(project.counted_build()[1], 1)
    for library in ("sqlpp23", "sqlite_orm"):
        check_contains(text(project, library), "age")
    check_equal(project.counted_build(), (0, 0, 0))

    os.remove(path(project, "sqlite_orm"))
    project.configure("-DADAPTERS=sqlpp23")
    project.build_well()
    check(not os.path.exists(path(project, "sqlite_orm")), "one that nobody wants")
    project.configure("-DADAPTERS=sqlite_orm;sqlpp23")
    project.build_well()
    check_contains(text(project, "sqlite_orm"), "age")


def path(project, library):
    folder = os.path.join(project.binary, "shop.godwit", "include", "shop")
    return os.path.join(folder, f"schema_{library}.h")


def text(project, library):
    with open(path(project, library)) as file:
        return file.read()
