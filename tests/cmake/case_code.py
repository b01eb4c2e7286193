# SPDX-License-Identifier: BSL-1.0
"""A migration in C++ stands between those in SQL: it is compiled into the set,
followed by the build, run, undone, checked and tested as they are."""

import os
import sqlite3
import subprocess

from project import check, check_contains, check_equal

PERSON = """\
-- migrate:up
CREATE TABLE person (id INTEGER PRIMARY KEY, phone TEXT);
INSERT INTO person VALUES (1, '030 12'), (2, '(040) 34');
-- migrate:down
DROP TABLE person;
"""
CODE = """\
#include <godwit/database.h>

#include "phones.h"

namespace {
void each(godwit::Database& database, std::string (*change)(const std::string&)) {
  auto rows = database.query("SELECT id, phone FROM person ORDER BY id").value();
  while (rows.next().value()) {
    database.execute("UPDATE person SET phone = $1 WHERE id = $2",
                     change(rows.get<std::string>(1)), rows.get<int>(0)).value();
  }
}
}  // namespace

godwit::Result<void> up(godwit::Database& database) {
  each(database, normalised);
  return {};
}

godwit::Result<void> down(godwit::Database& database) {
  each(database, [](const std::string& phone) { return phone.substr(1); });
  return {};
}
"""
# The same names in another file are other functions.
OTHER = """\
#include <godwit/database.h>

namespace {
int each = 3;
}

static godwit::Result<void> up(godwit::Database& database) {
  database.execute("INSERT INTO person VALUES ($1, NULL)", each).value();
  return {};
}

static godwit::Result<void> down(godwit::Database& database) {
  database.execute("DELETE FROM person WHERE id = $1", each).value();
  return {};
}
"""
# By a function that the program registers on its connections.
INDEX = """\
-- migrate:up
CREATE INDEX person_phone ON person (phone);
UPDATE person SET id = TWICE(id) / 2;
-- migrate:down
DROP INDEX person_phone;
"""
LTO = "-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON"
VARIANTS = (
    ("-DKIND=STATIC",),
    ("-DKIND=STATIC", LTO, "-DCMAKE_BUILD_TYPE=Release"),
    ("-DKIND=SHARED",),
    ("-DKIND=OBJECT", "-DCMAKE_UNITY_BUILD=ON"),
)


def run(make_project, settings):
    if settings.variant == "postgresql":
        check_on_server(make_project())
        return
    # One of them is enough for another compiler.
    variants = VARIANTS[1:2] if "clang" in settings.compiler else VARIANTS
    for number, variant in enumerate(variants):
        project = make_project("code", str(number))
        write_set(project)
        project.configure_and_build(*variant)
        check_there_and_back(project)
    check_is_tested(project)
    check_is_followed(project)
    check_place_of_failure(project)
    check_function_that_lacks(project)
    check_check(project)
    check_skeleton(project)


def check_on_server(project):
    """Its functions run on the server that the build starts, and in tests."""
    write_set(project)
    index = INDEX.replace("TWICE(id) / 2", "id")
    project.write("0003_index.sql", index)
    project.configure_and_build(
        "-DDIALECT=postgresql", "-DGODWIT_CHECK=execute"
    )
    listed = project.ctest("-N").stdout
    check_contains(listed, "shop_migrations.postgresql.0002_phones.up-down-up")
    check_contains(listed, "sales_migrations.postgresql.from-empty")
    tested = project.ctest("-j4")
    check(tested.returncode == 0, tested.stdout)
    project.write("0005_wrong.cpp", OTHER.replace("INTO person", "INTO nobody"))
    refused = project.build()
    check(refused.returncode != 0, "built what cannot run")
    check_contains(refused.stdout, '0005_wrong.cpp:8: error: relation "nobody"')


def write_set(project):
    project.write("0001_person.sql", PERSON)
    project.write("0002_phones.cpp", CODE)
    project.write("0003_index.sql", INDEX)
    project.write("0004_other.cpp", OTHER)


def check_there_and_back(project):
    applied = migrate(project, "up")
    check_contains(applied, "set up by the executor")
    check_equal(phones(project), ["+03012", "+04034", None])
    check_contains(migrate(project, "status"), "phones.cpp")
    check_contains(migrate(project, "list"), "C++")
    migrate(project, "down", "--to", "0001", "--yes")
    check_equal(phones(project), ["03012", "04034"])
    dry = migrate(project, "up", "--dry-run")
    check_contains(dry, "0002_phones (migrations/0002_phones.cpp)")
    check_contains(dry, "C++ in a transaction")


def check_is_tested(project):
    listed = project.ctest("-N").stdout
    check_contains(listed, "shop_migrations.memory.0002_phones.up-down-up")
    tested = project.ctest("-j4")
    check(tested.returncode == 0, tested.stdout)


def check_is_followed(project):
    """Edited, added, renamed and removed."""
    if project.settings.generator == "Ninja":
        check_equal(project.counted_build(), (0, 0, 0))
    migrate(project, "up")
    project.write("0004_other.cpp", OTHER.replace("= 3", "= 5"))
    project.build_well()
    check_contains(migrate(project, "status"), "source changed")
    check_contains(migrate(project, "verify", "--exact"), "")
    check_contains(migrate(project, "up"), "nothing")
    project.write("0005_more.cpp", OTHER.replace("= 3", "= 7"))
    project.build_well()
    check_contains(migrate(project, "list"), "0005_more.cpp")
    os.rename(project.path("0005_more.cpp"), project.path("0005_most.cpp"))
    project.build_well()
    check_contains(migrate(project, "list"), "0005_most.cpp")
    check("0005_more" not in migrate(project, "list"), "the old name is there")
    os.remove(project.path("0005_most.cpp"))
    project.build_well()
    check("0005" not in migrate(project, "list"), "the removed file is there")


def check_place_of_failure(project):
    project.write("0005_wrong.cpp", OTHER.replace("INTO person", "INTO nobody"))
    project.configure("-DGODWIT_CHECK=structure")
    project.build_well()
    failed = execute(project, "up")
    check_equal(failed.returncode, 1)
    check_contains(
        failed.stdout,
        "migrations/0005_wrong.cpp:8: error: no such table: nobody",
    )
    check_contains(failed.stdout, "0005 was rolled back")
    os.remove(project.path("0005_wrong.cpp"))


def check_function_that_lacks(project):
    one_way = OTHER.partition("static godwit::Result<void> down")[0]
    project.write("0005_one_way.cpp", one_way)
    refused = project.build()
    check(refused.returncode != 0, "built without a way down")
    check_contains(refused.stdout, "down")
    check_contains(refused.stdout, "0005_one_way")
    reason = "// godwit: irreversible nobody knows what was there\n"
    project.write("0005_one_way.cpp", reason + one_way.replace("= 3", "= 9"))
    project.build_well()
    check_contains(migrate(project, "list"), "nobody knows what was there")


def check_check(project):
    """The build runs it, and says where it fails."""
    project.write("0006_wrong.cpp", OTHER.replace("INTO person", "INTO nobody"))
    project.configure("-DGODWIT_CHECK=execute")
    refused = project.build()
    check(refused.returncode != 0, "built what cannot run")
    check_contains(refused.stdout, "0006_wrong.cpp:8: error: no such table")
    project.write("0006_wrong.cpp", "// godwit: irreversibel x\n" + OTHER)
    refused = project.build()
    check_contains(refused.stdout, "0006_wrong.cpp:1:1: error: \"irreversibel\"")
    os.remove(project.path("0006_wrong.cpp"))
    project.build_well()


def check_skeleton(project):
    created = execute(project, "create", "tidy up", "--cpp")
    check_contains(created.stdout, "0006_tidy_up.cpp")
    project.build_well()
    refused = execute(project, "up")
    check(refused.returncode != 0, "applied what nobody has written")
    check_contains(refused.stdout, "0006_tidy_up.cpp:1:1: error:")


def execute(project, *arguments):
    program = project.program("shop-migrate")
    database = os.path.join(project.folder, "shop.db")
    return subprocess.run(
        [program, *arguments],
        cwd=project.source,
        env={**os.environ, "DATABASE_URL": f"sqlite:{database}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def migrate(project, *arguments):
    finished = execute(project, *arguments)
    check(finished.returncode == 0, finished.stdout)
    return finished.stdout


def phones(project):
    with sqlite3.connect(os.path.join(project.folder, "shop.db")) as database:
        rows = database.execute("SELECT phone FROM person ORDER BY id")
        return [phone for (phone,) in rows]
