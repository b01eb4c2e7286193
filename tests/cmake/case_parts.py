# SPDX-License-Identifier: BSL-1.0
"""Views, seeds, hooks and placeholders: what is embedded of them, what the build
checks and notices, and that they run."""

import os
import sqlite3
import subprocess

from project import check, check_contains, check_equal

NOWHERE = "AFTER INSERT ON nowhere BEGIN SELECT 1; END;"
FILES = {
    "migrations/0001_create_price.sql": (
        "-- migrate:up\n"
        "CREATE TABLE price (amount int, currency text DEFAULT '${currency}');\n"
        "-- migrate:down\n"
        "DROP TABLE price;\n"
    ),
    "views/cheap.sql": "CREATE VIEW cheap AS SELECT * FROM all_prices;\n",
    "views/zz_all.sql": "CREATE VIEW all_prices AS SELECT amount FROM price;\n",
    "seeds/0001_some.sql": "INSERT INTO price (amount) VALUES (1);\n",
    "seeds/0002_more.dev.sql": "INSERT INTO price (amount) VALUES (2);\n",
    "hooks/before_all.sql": "CREATE TABLE IF NOT EXISTS hooked (a int);\n",
    "hooks/after_each.sql": "UPDATE price SET amount = amount;\n",
    "hooks/after_all.sql": "INSERT INTO hooked VALUES (1);\n",
}


def run(make_project, settings):
    project = make_project("parts")
    for name, text in FILES.items():
        write(project, name, text)
    project.configure_and_build()
    check_runs(project)
    check_tests(project)
    check_inside(make_project)
    check_equal(project.counted_build(), (0, 0, 0))
    check_edits(project)
    check_errors(project)
    if settings.generator == "Ninja":
        check_without_python(project)


def write(project, name, text):
    path = os.path.join(project.source, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def command(project, *words, **variables):
    database = os.path.join(project.folder, "shop.db")
    return subprocess.run(
        [project.program("shop-migrate"), "-d", f"sqlite:{database}", *words],
        cwd=project.source,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ).stdout


def rows(project, query):
    with sqlite3.connect(os.path.join(project.folder, "shop.db")) as database:
        return database.execute(query).fetchall()


def check_runs(project):
    check_contains(
        command(project, "up"), "1 migration and 2 repeatable scripts applied"
    )
    check_contains(
        command(project, "seed", GODWIT_ENVIRONMENT="dev"), "2 seeds applied"
    )
    check_equal(rows(project, "SELECT amount FROM cheap"), [(1,), (2,)])
    check_equal(rows(project, "SELECT currency FROM price")[0], ("EUR",))
    check_equal(rows(project, "SELECT count(*) FROM hooked"), [(1,)])
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:{os.path.join(project.folder, 'shop.db')}",
    }
    seeded = project.build_well("migrate-seed", environment)
    check_contains(seeded, "nothing to do: no seed that has not run")


def check_inside(make_project):
    """Parts may lie in the directory of the migrations, and are no strays."""
    project = make_project("parts", "inside")
    lists = os.path.join(project.source, "CMakeLists.txt")
    with open(lists) as file:
        text = file.read()
    with open(lists, "w") as file:
        file.write(text.replace(
            "REPEATABLE views SEEDS seeds HOOKS hooks",
            "REPEATABLE migrations/views SEEDS migrations/data/seeds",
        ))
    write(project, "migrations/0001_first.sql", "SELECT '${currency}';\n")
    write(project, "migrations/views/one.sql", "CREATE VIEW one AS SELECT 1;\n")
    write(project, "migrations/data/seeds/0001_two.sql", "SELECT 2;\n")
    check("lies in" not in project.configure_and_build(), "a part is no stray")
    write(project, "migrations/data/0002_lost.sql", "SELECT 3;\n")
    os.utime(project.migrations)
    check_contains(project.build_well(), "lost.sql: warning: this lies in a folder")


def check_tests(project):
    done = project.ctest()
    check(done.returncode == 0, done.stdout)


def check_edits(project):
    """Of the texts, the names and the number of files of each part."""
    write(
        project,
        "views/zz_all.sql",
        "CREATE VIEW all_prices AS SELECT amount, currency FROM price;\n",
    )
    project.build_well()
    check_contains(command(project, "up"), "2 repeatable scripts applied")
    write(project, "views/last.sql", "CREATE VIEW last AS SELECT 1 AS one;\n")
    write(project, "seeds/0003_last.sql", "INSERT INTO price VALUES (3, '');\n")
    project.build_well()
    check_contains(command(project, "up"), "1 repeatable script applied")
    check_contains(command(project, "seed"), "1 seed applied")
    os.remove(os.path.join(project.source, "views/last.sql"))
    project.build_well()
    check_contains(command(project, "status"), "1 missing")
    for part in ("--seed", "--repeatable"):
        command(project, "create", "made now", part)
    check(
        os.path.exists(os.path.join(project.source, "seeds/0004_made_now.sql"))
        and os.path.exists(os.path.join(project.source, "views/made_now.sql")),
        "create has written them",
    )
    os.remove(os.path.join(project.source, "seeds/0004_made_now.sql"))
    os.remove(os.path.join(project.source, "views/made_now.sql"))


def check_errors(project):
    for name, text, words in (
        ("views/zz_all.sql", "CREATE VIEW a AS\nSELECT x FRM price;\n", ":2:"),
        ("views/b.sql", f"CREATE TRIGGER a {NOWHERE}\n", ":1:"),
        ("seeds/some.sql", "SELECT 1;\n", "does not begin with a version"),
        ("hooks/before.sql", "SELECT 1;\n", "is not a hook"),
        ("views/b.sql", "SELECT '${curency}';\n", "did you mean 'currency'?"),
        ("views/b.sql", "-- godwit: uses c\nSELECT 1;\n", 'script "c"'),
    ):
        before = FILES.get(name)
        write(project, name, text)
        built = project.build()
        check(built.returncode != 0, built.stdout)
        check_contains(built.stdout, words)
        check_contains(built.stdout, f"/{name}:")
        if before:
            write(project, name, before)
        else:
            os.remove(os.path.join(project.source, name))
    project.build_well()


def check_without_python(project):
    project.build_well("pregenerate-migrations")
    project.binary += "-without-python"
    options = ("-DPython3_EXECUTABLE=/nowhere/python3",)
    project.configure_and_build(*options)
    check_contains(command(project, "list"), "seeds: 0001_some")
    write(project, "seeds/0009_new.sql", "SELECT 1;\n")
    built = project.build()
    check(built.returncode != 0, built.stdout)
    check_contains(built.stdout, "generated before a change of")
