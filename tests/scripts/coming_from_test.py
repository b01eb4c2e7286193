# SPDX-License-Identifier: BSL-1.0
"""What docs/coming-from.md says that something is called here, there is: commands
and their options, words of CMake, names of the library. Its queries find in
tables of other tools what these have written.

  coming_from_test.py <source tree> <godwit-scenario>
"""

import functools
import json
import os
import pathlib
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile

TREE, EXECUTOR = pathlib.Path(sys.argv[1]), sys.argv[2]
PAGE = "docs/coming-from.md"
TEXT = (TREE / PAGE).read_text()
# Of files, and what the generated header of a set has.
FORMS = re.compile(
    r"-- (?:migrate:(?:up|down)|godwit: no-transaction)$"
    r"|[\w.]+_\w+(?:\.up|\.down)?\.(?:sql|cpp)$|shop_migrations::migrate$"
)
# What each history below says was applied last.
HISTORIES = {
    "dbmate": ("20240102", "CREATE TABLE schema_migrations (version varchar);"
               "INSERT INTO schema_migrations VALUES ('20240101'), ('20240102')"),
    "golang-migrate": ("2", "CREATE TABLE schema_migrations (version, dirty bool);"
                       "INSERT INTO schema_migrations VALUES (2, 0)"),
    "goose": ("2", "CREATE TABLE goose_db_version (id integer primary key,"
              " version_id integer, is_applied integer);"
              "INSERT INTO goose_db_version VALUES (1, 0, 1), (2, 1, 1), (3, 2, 1)"),
    "Flyway": ("1.10", "CREATE TABLE flyway_schema_history (installed_rank int,"
               " version varchar, success boolean);"
               "INSERT INTO flyway_schema_history VALUES (1, '1.9', 1),"
               " (2, '1.10', 1), (3, NULL, 1), (4, '1.11', 0)"),
    "Prisma": ("20240102000000", "CREATE TABLE _prisma_migrations"
               " (migration_name, finished_at, rolled_back_at);"
               "INSERT INTO _prisma_migrations VALUES"
               " ('20240101000000_a', 1, NULL), ('20240102000000_b', 1, NULL),"
               " ('20240103000000_c', NULL, 1)"),
    "EF Core": ("20240102000000", 'CREATE TABLE "__EFMigrationsHistory"'
                ' ("MigrationId" varchar); INSERT INTO "__EFMigrationsHistory"'
                " VALUES ('20240101000000_A'), ('20240102000000_B')"),
    "Drizzle": ("2", "CREATE TABLE __drizzle_migrations (id, hash, created_at);"
                "INSERT INTO __drizzle_migrations VALUES"
                " (NULL, 'a', 1), (NULL, 'b', 2)"),
    "a table with names such as `007_add_email`":
        ("007", "CREATE TABLE migrations (name);"
         "INSERT INTO migrations VALUES ('006_a'), ('007_add_email')"),
}


def rows():
    """(line, cells) of the tables, without their heads."""
    for number, line in enumerate(TEXT.splitlines(), 1):
        if line.startswith("| ") and not line.startswith("| ---"):
            yield number, [cell.strip() for cell in line.strip("|").split("|")]


def spans(cell):
    return re.findall(r"`([^`]+)`", cell)


@functools.cache
def help_text(*command):
    return subprocess.check_output([EXECUTOR, "help", *command], text=True)


@functools.cache
def commands():
    return set(re.findall(r"^  ([a-z][a-z-]*)  ", help_text(), re.M))


@functools.cache
def sources(folder, pattern):
    return "".join(file.read_text() for file in (TREE / folder).rglob(pattern))


def is_option(option, *command):
    return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_text(*command))


def is_command(words):
    command, *rest = words
    options = [word for word in rest if word.startswith("-")]
    return command in commands() and all(
        is_option(option, command) for option in options
    )


def is_known(span):
    if FORMS.match(span):
        return True
    words = shlex.split(span)
    first = words[0]
    if is_command(words):
        return True
    if first.startswith("-"):
        return is_option(first)
    if first.startswith("::") or "::" in first:
        name = first.rpartition("::")[2]
        return re.search(rf"\b{name}\b", sources("include/godwit", "*.h"))
    if first == "WITHOUT":
        return words[1] in commands()
    if first == "DATABASE_URL":
        return first in help_text()
    words_of_cmake = [word for word in words if re.match(r"[A-Zg][A-Z_a-z]+$", word)]
    return words_of_cmake and all(
        re.search(rf"\b{word}\b", sources("cmake", "*.cmake"))
        for word in words_of_cmake
    )


def wrong_words():
    looked_at = 0
    for line, cells in rows():
        if len(cells) != 3:
            continue
        for span in spans(cells[1]):
            looked_at += 1
            if not is_known(span):
                yield f"{PAGE}:{line}: error: there is no `{span}`"
        for span in spans(cells[2]):
            words = span.split()
            if len(words) > 1 and words[0] in commands():
                if not is_command(shlex.split(span)):
                    yield f"{PAGE}:{line}: error: there is no `{span}`"
    if looked_at < 150:
        yield f"{PAGE}: error: only {looked_at} words were found"


def adopted_version(query, history, version):
    with tempfile.TemporaryDirectory() as folder:
        migration = pathlib.Path(folder, "migrations", f"{version}_last.sql")
        migration.parent.mkdir()
        migration.write_text("SELECT 1;\n")
        connection = sqlite3.connect(os.path.join(folder, "shop.db"))
        connection.executescript(history)
        connection.close()
        done = subprocess.run(
            [EXECUTOR, "status", "--json", "-d", "sqlite:shop.db", "--no-env"],
            cwd=folder,
            env={
                **os.environ,
                "SCENARIO_SETS": "sqlite=migrations",
                "SCENARIO_ADOPT_VERSION": query,
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        return json.loads(done.stdout).get("own_version")


def wrong_queries():
    queries = {
        cells[0]: spans(cells[1])[0]
        for _, cells in rows()
        if len(cells) == 2 and cells[1].startswith("`SELECT")
    }
    for tool in sorted(set(queries) ^ set(HISTORIES)):
        yield f"{PAGE}: error: {tool} has no query, or no history in this test"
    for tool in sorted(set(queries) & set(HISTORIES)):
        expected, history = HISTORIES[tool]
        found = adopted_version(queries[tool], history, expected)
        if found != expected:
            yield f"{PAGE}: error: {tool}: found {found} instead of {expected}"


sys.exit("\n".join([*wrong_words(), *wrong_queries()]) or 0)
