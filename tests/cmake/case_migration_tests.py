# SPDX-License-Identifier: BSL-1.0
"""CTest proves migrations: down restores what up found, with rows too, and
new migrations have tests as soon as they are built."""

import os
import sqlite3

from project import check, check_contains, check_equal

ORDER = """\
-- migrate:up
CREATE TABLE purchase (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id),
  state TEXT NOT NULL CHECK (state IN ('open', 'paid'))
);
-- migrate:down
DROP TABLE purchase;
"""
NOTE = """\
-- migrate:up
CREATE INDEX purchase_state ON purchase (state);
CREATE TABLE IF NOT EXISTS note (note TEXT);
-- migrate:down
DROP INDEX purchase_state;
"""
NOT_NULL = """\
-- migrate:up
ALTER TABLE purchase ADD COLUMN note TEXT;
CREATE UNIQUE INDEX purchase_person ON purchase (person);
UPDATE purchase SET person = NULL;
-- migrate:down
DROP INDEX purchase_person;
ALTER TABLE purchase DROP COLUMN note;
"""


def run(make_project, settings):
    if settings.variant == "postgresql":
        project = make_project("tested")
        check_dialect(project, ["postgresql"], ["-DDIALECT=postgresql"])
        listed = project.ctest("-N").stdout
        check_equal(listed.count("godwit.postgresql.start"), 1)
        check_fixture(project)
    else:
        project = make_project("tested")
        check_dialect(project, ["memory", "disk"], ["-DDIALECT=sqlite"])
        check_that_nothing_else_is_touched(project)


def check_dialect(project, places, options):
    project.write("0001_create_purchase.sql", ORDER)
    configured = project.configure(*options)
    check(configured.returncode == 0, configured.stdout)
    tested = check_tests(project, [], [], "shop_migrations.NOT_BUILT")
    check_contains(tested.stdout, "shop_migrations are listed by its build")
    check("shop_migrations.NOT_BUILT" in failed_tests(tested), tested.stdout)

    project.build_well()
    cases = ["from-empty", "0001.upgrade"]
    cases += cases_of("0001_create_purchase")
    tested = check_tests(project, places, cases)
    check(tested.returncode == 0, tested.stdout)
    check("no row in" not in tested.stdout, tested.stdout)

    runs_of_cmake = project.counts()[2]
    project.write("0002_add_note.sql", NOTE)
    project.build_well()
    if project.settings.generator == "Ninja":  # others list files by CMake
        check_equal(project.counts()[2], runs_of_cmake)
    cases += cases_of("0002_add_note")
    tested = check_tests(project, places, cases)
    check_difference(project, places, tested)

    project.write("0002_add_note.sql", NOT_NULL)
    project.build_well()
    tested = project.ctest()
    failing = [f"{place}.{case}" for place in places for case in WITH_ROWS]
    check_equal(failed_tests(tested), {f"shop_migrations.{f}" for f in failing})

    project.write("0002_add_note.sql", NOT_NULL.partition("-- migrate:down")[0])
    project.build_well()
    cases = ["from-empty", "0001.upgrade", *cases_of("0001_create_purchase")]
    one_way = ["0002_add_note.up", "0002_add_note.up-with-rows"]
    tested = check_tests(project, places, cases + one_way)
    failing = [f"{p}.{c}" for p in places for c in ("0001.upgrade", one_way[1])]
    check_equal(failed_tests(tested), {f"shop_migrations.{f}" for f in failing})

    project.configure(*options, "-DSINCE=SINCE;0001")
    project.build_well()
    os.remove(project.path("0002_add_note.sql"))
    project.build_well()
    check_tests(project, places, ["from-empty", "0001.upgrade"])
    check(project.ctest().returncode == 0, "the rest does not pass")
    left = os.listdir(os.path.join(project.binary, "tests"))
    check(not [name for name in left if name.endswith(".db")], left)


WITH_ROWS = ("0001.upgrade", "0002_add_note.up-down-up-with-rows")


def cases_of(migration):
    return [f"{migration}.up-down-up", f"{migration}.up-down-up-with-rows"]


def check_that_nothing_else_is_touched(project):
    """A test that attaches a database fails, and leaves it alone."""
    real = os.path.join(project.folder, "real.db")
    with sqlite3.connect(real) as database:
        database.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1);")
    attach = f"ATTACH '{real}' AS real;\nDELETE FROM real.t;\n"
    project.write("0001_create_purchase.sql", attach)
    project.configure("-DDIALECT=sqlite", "-DGODWIT_CHECK=off")
    project.build_well()
    tested = project.ctest("-R", "from-empty")
    check(tested.returncode != 0, "the test reached another database")
    check_contains(
        tested.stdout,
        f'0001_create_purchase.sql:1:1: error: ATTACH or VACUUM INTO of "{real}"'
        " is refused where migrations are only tried out",
    )
    with sqlite3.connect(real) as database:
        rows = database.execute("SELECT a FROM t").fetchall()
    check_equal(rows, [(1,)])


def check_tests(project, places, cases, *others):
    """That there are exactly these, which are run."""
    expected = {f"shop_migrations.{p}.{c}" for p in places for c in cases}
    expected.update(others)
    listed = project.ctest("-N").stdout.split()
    found = {w for w in listed if w.startswith("shop_migrations.")}
    check_equal(found - {"shop_migrations.embedded-is-current"}, expected)
    return project.ctest("-V", "-j4")


def check_difference(project, places, tested):
    """The table that the way down forgets."""
    check_equal(
        failed_tests(tested),
        {
            f"shop_migrations.{place}.{case}"
            for place in places
            for case in cases_of("0002_add_note")
        },
    )
    path = project.path("0002_add_note.sql")
    check_contains(
        tested.stdout,
        f"{path}:5:1: error: undoing 0002_add_note does not restore the schema",
    )
    lines = [line.partition(": ")[2] for line in tested.stdout.splitlines()]
    check("+  column note text" in lines, tested.stdout)
    check(not [line for line in lines if line.startswith("-  ")], lines)


def check_fixture(project):
    """Sets may need what a server has for all of its databases."""
    grant = "GRANT SELECT ON purchase TO clerk;\n-- migrate:down"
    migration = ORDER.replace("-- migrate:down", grant)
    project.write("0001_create_purchase.sql", migration)
    project.configure("-DFIXTURE=server", "-DDIALECT=postgresql")
    project.build_well()
    tested = project.ctest()
    check(tested.returncode == 0, tested.stdout)
    check_contains(tested.stdout, "server.start")
    check("godwit.postgresql" not in tested.stdout, "there are two servers")


def failed_tests(tested):
    _, _, failed = tested.stdout.partition("The following tests FAILED:")
    return {w for w in failed.split() if w.startswith("shop_migrations.")}
