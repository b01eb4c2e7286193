# SPDX-License-Identifier: BSL-1.0
"""Sets of migrations to measure with, as Godwit reads them and as the floors
do."""

import dataclasses
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests/corpora"))

from sql_text import statements  # noqa: E402


@dataclasses.dataclass
class Migration:
    version: str
    name: str
    up: str
    down: str = ""


def tiny(count):
    """A row each, so that what is above the floor is what is around it."""
    yield Migration("00001", "create_tiny",
                    "CREATE TABLE tiny (id INTEGER PRIMARY KEY, v INTEGER NOT NULL);\n",
                    "DROP TABLE tiny;\n")
    for n in range(2, count + 1):
        yield Migration(f"{n:05}", f"add_row_{n}",
                        f"INSERT INTO tiny (id, v) VALUES ({n}, {7 * n});\n",
                        f"DELETE FROM tiny WHERE id = {n};\n")


def small(count):
    """A table with an index each."""
    for n in range(1, count + 1):
        yield Migration(
            f"{n:05}", f"create_thing_{n}",
            f"CREATE TABLE thing_{n} (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " amount INTEGER NOT NULL DEFAULT 0, created_at TIMESTAMP);\n"
            f"CREATE INDEX thing_{n}_by_name ON thing_{n} (name);\n",
            f"DROP TABLE thing_{n};\n")


def rows(megabytes):
    """One migration of many statements."""
    script = ["CREATE TABLE bulk (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
              " note TEXT NOT NULL);\n"]
    note = "it''s a note; with a semicolon " + "x" * 120
    size = 0
    while size < megabytes * 1_000_000:
        n = len(script)
        script.append(f"INSERT INTO bulk (id, name, note) VALUES"
                      f" ({n}, 'customer {n:08}', '{note}');\n")
        size += len(script[-1])
    yield Migration("00001", "fill_bulk", "".join(script), "DROP TABLE bulk;\n")


def literal(megabytes):
    """One migration with one literal."""
    yield Migration("00001", "fill_large", "CREATE TABLE large (text TEXT);\n"
                    "INSERT INTO large VALUES ('" + "x" * (megabytes * 1_000_000)
                    + "');\n", "DROP TABLE large;\n")


def corpus(folder):
    """As tests/corpora prepares them. What is to run in no transaction is a
    migration for each of its statements."""
    for file in sorted(folder.glob("*.up.sql")):
        text = file.read_text()
        version, _, name = file.name.removesuffix(".up.sql").partition("_")
        if "no-transaction" not in text:
            yield Migration(version, name, text)
            continue
        for begin, end in statements(text, "pg"):
            yield Migration(version, name, text[begin:end])


def write_files(folder, migrations):
    """As Godwit and dbmate read them."""
    folder.mkdir(parents=True)
    for each in migrations:
        (folder / f"{each.version}_{each.name}.sql").write_text(
            f"-- migrate:up\n{each.up}-- migrate:down\n{each.down}")


def write_scripts(file, migrations):
    """As floors/scripts.h reads them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(
        f"{each.version}\0{each.up}\0".encode() for each in migrations))


def write_drizzle(folder, migrations, dialect):
    (folder / "meta").mkdir(parents=True)
    entries = []
    for number, each in enumerate(migrations):
        tag = f"{each.version}_{each.name}"
        text = each.up.replace(";\n", ";\n--> statement-breakpoint\n")
        (folder / f"{tag}.sql").write_text(
            text.removesuffix("--> statement-breakpoint\n"))
        entries.append({"idx": number, "version": "7", "when": 1_000_000 + number,
                        "tag": tag, "breakpoints": True})
    journal = {"version": "7", "dialect": dialect, "entries": entries}
    (folder / "meta/_journal.json").write_text(json.dumps(journal))
