#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Applies the migrations of one corpus to a file and through a libSQL server.

  through_server.py <executor> <tool> <folder of migrations>

Both have the same schema then, text by text, and the same rows, as sqlite3 and
the server tell it; and through the server there is nothing left to do. Servers
take what stands in double quotes for a name and never for a string; where the
lint of the tool finds such a string, it gets the quotes that it should have.
Rows are not compared where two files have not the same, as of randomblob().
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "scenarios"))

from scenario_databases import LibsqlDatabase, SqliteDatabase  # noqa: E402

SCHEMA = """\
SELECT type, name, tbl_name, sql FROM sqlite_schema
WHERE name NOT LIKE 'godwit_migrations%' AND tbl_name NOT LIKE 'godwit_migrations%'
ORDER BY type, name"""
TABLES = """\
SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'godwit_migrations%'
  AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL TABLE%'
ORDER BY name"""


def strings_in_double_quotes(tool, folder):
    """Where they are; of each statement the first one."""
    lint = [tool, "lint", folder, "--dialect", "sqlite", "--format", "json"]
    done = subprocess.run(lint, capture_output=True, text=True)
    return [
        (finding["file"], finding["line"] - 1, finding["column"] - 1)
        for finding in json.loads(done.stdout)["findings"]
        if finding["rule"] == "double-quoted-string"
    ]


def correct_strings(tool, folder):
    while found := strings_in_double_quotes(tool, folder):
        # From the end, since a line may have several.
        for file, line, column in sorted(found, reverse=True):
            path = pathlib.Path(file)
            lines = path.read_text().split("\n")
            text = lines[line]
            end = text.index('"', column + 1)
            string = text[column + 1 : end]
            lines[line] = f"{text[:column]}'{string}'{text[end + 1 :]}"
            path.write_text("\n".join(lines))
            print(f"{path.name}:{line + 1}: '{string}' is a string")


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def text_of(name):
    return "'" + name.replace("'", "''") + "'"


def rows_of(database, table):
    named = database.query(f"SELECT name FROM pragma_table_info({text_of(table)})")
    values = [f"quote({quoted(column)})" for column in named.splitlines()]
    rows = database.query(f"SELECT {', '.join(values)} FROM {quoted(table)}")
    return sorted(rows.splitlines())


def contents(database):
    tables = database.query(TABLES).splitlines()
    return {
        "schema": database.query(SCHEMA),
        **{table: rows_of(database, table) for table in tables},
    }


def url_of(database):
    """That of a file is for its folder."""
    is_file = isinstance(database, SqliteDatabase)
    return f"sqlite:{database.path}" if is_file else database.url


def run(executor, folder, database, command):
    done = subprocess.run(
        [executor, *command],
        env={
            **os.environ,
            "SCENARIO_SETS": f"sqlite={folder}",
            "DATABASE_URL": url_of(database),
        },
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        sys.exit(f"FAILED: {command} on {database.url}:\n{done.stdout}{done.stderr}")


def differences(expected, found, random):
    for part in expected.keys() | found.keys():
        if part not in random and expected.get(part) != found.get(part):
            yield (
                f"{part} differs\nin the file: {expected.get(part)}\n"
                f"on the server: {found.get(part)}"
            )


def main():
    executor, tool, original = map(os.path.abspath, sys.argv[1:])
    with tempfile.TemporaryDirectory() as inside:
        folder = shutil.copytree(original, os.path.join(inside, "migrations"))
        correct_strings(tool, folder)
        files = []
        for name in ("one", "two"):
            os.mkdir(os.path.join(inside, name))
            files.append(SqliteDatabase(os.path.join(inside, name)))
        server = LibsqlDatabase()
        try:
            for database in (*files, server):
                run(executor, folder, database, ["up"])
            run(executor, folder, server, ["verify"])
            expected, again = map(contents, files)
            found = contents(server)
        finally:
            server.drop()
    if not expected["schema"]:
        sys.exit("FAILED: there is nothing to compare")
    random = {part for part in expected if expected[part] != again[part]}
    if "schema" in random:
        sys.exit("FAILED: the schema is another one each time")
    for difference in differences(expected, found, random):
        sys.exit(f"FAILED: {difference}")


if __name__ == "__main__":
    main()
