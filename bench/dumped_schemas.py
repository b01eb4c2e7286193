# SPDX-License-Identifier: BSL-1.0
"""Round trips without Godwit: psql and Python's sqlite3 apply the migrations,
and pg_dump and SQLite say what the schema is."""

import contextlib
import re
import sqlite3
import subprocess

OBJECT = re.compile(r"^-- Name: (.*?); Type: (.*?); Schema: (.*?);.*$", re.M)
NO_OBJECT = re.compile(r"--$|-- PostgreSQL database dump|SET default_|\\")
SQLITE_OBJECTS = """
SELECT type, name, sql || ' ' || coalesce((
  SELECT group_concat(printf('%s %s %s %s %s', name, type, "notnull",
    dflt_value, pk), ', ') FROM pragma_table_xinfo(s.name)), '')
FROM sqlite_schema AS s
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
"""


def without_indentation(text):
    return [line.strip() for line in text.splitlines()]


def without_order(text):
    return sorted(line.rstrip(",") for line in without_indentation(text))


class PostgresqlDatabase:
    leniencies = {
        "indentation": without_indentation,
        "order of columns": without_order,
    }

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.conninfo = f"{server} dbname={name}"

    def apply(self, file):
        """What went wrong, or nothing."""
        transaction = [] if is_without_transaction(file) else ["-1"]
        ran = subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", *transaction]
            + ["-d", self.conninfo, "-f", file],
            capture_output=True,
            text=True,
        )
        return ran.stderr if ran.returncode else ""

    @contextlib.contextmanager
    def copy(self):
        copy = PostgresqlDatabase(self.server, f"{self.name}_copy")
        self.psql(f"CREATE DATABASE {copy.name} TEMPLATE {self.name}")
        yield copy
        self.psql(f"DROP DATABASE {copy.name} WITH (FORCE)")

    def psql(self, sql):
        subprocess.run(
            ["psql", "-qX", "-d", f"{self.server} dbname=postgres", "-c", sql],
            check=True,
        )

    def objects(self):
        """The text of each, as pg_dump has it."""
        dump = subprocess.check_output(
            ["pg_dump", "--schema-only", "--no-owner", "-d", self.conninfo],
            text=True,
        )
        _, *parts = OBJECT.split(dump)
        return {
            (kind, schema, name): without_frame(text)
            for name, kind, schema, text in zip(*[iter(parts)] * 4)
        }


def without_frame(text):
    """Without what stands between objects."""
    lines = text.splitlines()
    return "\n".join(x for x in lines if x and not NO_OBJECT.match(x))


def without_spelling(text):
    """No comments, quotes, capitals, spaces."""
    text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"[\"`\[\]\s]+", " ", text).lower()
    return re.sub(r" *([(),]) *", r"\1", text)


def without_order_or_spelling(text):
    return sorted(re.split("[,()]", without_spelling(text)))


class SqliteDatabase:
    leniencies = {
        "spelling": without_spelling,
        "order of columns": without_order_or_spelling,
    }

    def __init__(self):
        self.connection = sqlite3.connect(":memory:", isolation_level=None)

    def apply(self, file):
        text = file.read_text()
        if not is_without_transaction(file):
            text = f"BEGIN;\n{text}\n;COMMIT;"
        try:
            self.connection.executescript(text)
        except sqlite3.Error as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            return str(error)
        return ""

    @contextlib.contextmanager
    def copy(self):
        copy = SqliteDatabase()
        self.connection.backup(copy.connection)
        yield copy

    def objects(self):
        """The text of each, and what SQLite makes of its columns."""
        return {
            (kind, name): text
            for kind, name, text in self.connection.execute(SQLITE_OBJECTS)
        }


def is_without_transaction(file):
    return "-- godwit: no-transaction" in file.read_text()


def round_trips(database, folder):
    """Of each migration that can be undone: its name, why that fails or which
    classes of differences it leaves, nothing if it leaves none."""
    before = database.objects()
    for up in sorted(folder.glob("*.up.sql")):
        stem = up.name.removesuffix(".up.sql")
        down = folder / f"{stem}.down.sql"
        error = database.apply(up)
        assert not error, error
        after = database.objects()
        if down.exists():
            with database.copy() as copy:
                yield stem, undo_and_redo(copy, before, after, down, up)
        before = after


def undo_and_redo(database, before, after, down, up):
    if database.apply(down):
        return {"error"}
    found = differences(before, database.objects(), database.leniencies)
    if "other" in found:
        return found
    if database.apply(up):
        return found | {"error"}
    return found | differences(after, database.objects(), database.leniencies)


def differences(before, after, leniencies):
    return {
        class_of(key[0], before.get(key, ""), after.get(key, ""), leniencies)
        for key in {*before, *after}
        if before.get(key) != after.get(key)
    }


def class_of(kind, before, after, leniencies):
    """`other` is what no comparison of schemas may overlook."""
    if kind in ("COMMENT", "ACL"):
        return {"COMMENT": "comments", "ACL": "privileges"}[kind]
    for name, reduced in leniencies.items():
        if reduced(before) == reduced(after):
            return name
    return "other"
