# SPDX-License-Identifier: BSL-1.0
"""What opens the database is in nothing that studio says: no answer of its API,
whether that goes well or not, no file of its page, and no line of its terminal.

  secrets_test.py <godwit> <driver> <folder with the sources of studio>
"""

import glob
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "scenarios"))

from scenario_databases import LibsqlDatabase, PostgresqlDatabase  # noqa: E402
from serving import Place, Serving, check  # noqa: E402

NAME = f"studio_secrets_{os.getpid()}"
MIGRATION = """\
-- migrate:up
CREATE TABLE note (id integer PRIMARY KEY, text text);
-- migrate:down
DROP TABLE note;
"""
ENDPOINT = re.compile(r'\{\.name = "(\w+)", \.(?:answer|stream) = ')


class WithPassword:
    """A database of PostgreSQL, which lets in who knows the password."""

    dialect = "postgresql"
    table = "public.note"

    def __init__(self):
        self.secret = "sesame-opens-it"
        self.database = PostgresqlDatabase(NAME)
        self.database.query(
            f"CREATE ROLE {NAME} LOGIN CREATEDB PASSWORD '{self.secret}'"
            " IN ROLE needs_password"
        )
        self.database.query(f"ALTER DATABASE {NAME} OWNER TO {NAME}")
        where = self.database.variables["SOCKET"]
        self.url = f"postgresql://{NAME}:{self.secret}@/{NAME}?host={where}"
        self.scratch = ["--scratch", self.url]
        self.environment = {}

    def losses(self):
        """One after the other makes it inaccessible in its own way."""
        server = PostgresqlDatabase.__new__(PostgresqlDatabase)
        server.url = f"{self.database.server} dbname=postgres"
        server.query(f"ALTER ROLE {NAME} PASSWORD 'another'")
        yield "another password"
        self.database.drop()
        yield "no database"
        server.query(f"DROP ROLE {NAME}")
        yield "no role"


class WithToken:
    """A database of a libSQL server, which lets in who has the token."""

    dialect = "sqlite"
    table = "note"

    def __init__(self):
        self.database = LibsqlDatabase()
        self.url = self.database.url
        self.scratch = []
        with open(os.path.join(self.database.folder, "token")) as file:
            self.secret = file.read().strip()
        self.environment = {"DATABASE_AUTH_TOKEN": self.secret}

    def losses(self):
        self.database.drop()
        yield "no database"


class Walk:
    """All that can be asked for, each with what has an answer."""

    def __init__(self, studio, token, table):
        self.studio = studio
        self.token = token
        self.table = table
        self.heard = []
        of_set = self.call("status")["migrations"][0]["set"]
        of_migration = {"set": of_set, "version": "0001"}
        self.bodies = {
            "up": {"plan": self.plan("up"), "confirm": "yes"},
            "overview": {},
            "status": {},
            "history": {},
            "drift": {},
            "plan": {"direction": "up"},
            "migration": of_migration,
            "generate": {"name": "more", "dry_run": True},
            "schema": {"touched": True},
            "diagram": {"format": "svg"},
            "changes": of_migration,
            "run": {"sql": f"INSERT INTO {table} VALUES (1, 'a')", "write": True,
                    "commit": True},
            "statement": {"sql": "SELECT 1", "place": 0},
            "explain": {"sql": f"SELECT * FROM {table}"},
            "rows": {"table": table},
            "count": {"table": table, "exact": True},
            "cell": {"table": table, "key": ["1"], "column": "text"},
            "version": {"table": table, "key": ["1"], "version": ""},
            "edits": {"as": "apply", "edits": [
                {"kind": "insert", "table": table, "values": {"id": {"value": "2"}}},
            ]},
            "export": {"table": table, "format": "csv"},
            "statements": {},
            "cancel": {"id": "nobody's"},
        }

    def plan(self, direction):
        return self.call("plan", direction=direction)["hash"]

    def call(self, name, **body):
        return self.studio.call(name, self.token, **body)

    def hear(self, name, body):
        status, answer = self.studio.ask(name, self.token, body)
        self.heard.append((name, body, answer))
        return status, answer

    def all_go_well(self):
        for name, body in self.bodies.items():
            status, answer = self.hear(name, body)
            check(status == 200, (name, status, answer))
        down = {"plan": self.plan("down"), "confirm": "yes"}
        check(self.hear("down", down)[0] == 200, "down")
        self.bodies["down"] = down

    def none_goes_well(self, why):
        """But for what studio knows or finds out by itself."""
        for name, body in self.bodies.items():
            status, answer = self.hear(name, body)
            alone = name in ("statements", "statement", "cancel", "changes", "generate")
            check(alone or status != 200, (why, name, status, answer))

    def nonsense(self):
        for name in self.bodies:
            self.hear(name, {})
            self.hear(name, {"sql": "SELECT nothing_such", "where": "no such",
                             "table": self.table, "format": "json", "id": name})
        self.hear("exchange", {"once": "wrong"})
        self.hear("nothing_such", {})


def main(godwit, driver, sources):
    known = {"postgresql": WithPassword, "libsql": WithToken}[driver]()
    with tempfile.TemporaryDirectory() as work:
        migrations = os.path.join(work, "migrations")
        os.mkdir(migrations)
        for path in ("migrations/0001_note.sql", "schema.sql"):
            with open(os.path.join(work, path), "w") as file:
                file.write(MIGRATION.split("-- migrate:down")[0] if path == "schema.sql"
                           else MIGRATION)
        place = Place(godwit, migrations, work, known.dialect)
        studio = Serving(
            place, "--write", "--verbose", "--schema", os.path.join(work, "schema.sql"),
            *known.scratch, url=known.url, environment=known.environment,
        )
        walk = Walk(studio, studio.enter(), known.table)
        walk.all_go_well()
        check(set(walk.bodies) == names_in(sources), set(walk.bodies) ^ names_in(sources))
        walk.nonsense()
        for loss in known.losses():
            walk.none_goes_well(loss)
            walk.nonsense()
        texts = [*walk.heard, *(studio.file(name) for name in files_in(sources))]
        studio.end()
    check(f"INSERT INTO {known.table}" in studio.output, studio.output)
    for text in (*texts, studio.output):
        check(known.secret not in str(text), text)


def names_in(sources):
    """Of the table that src/studio/api.h tells of."""
    names = set()
    for path in glob.glob(os.path.join(sources, "*.cpp")):
        with open(path) as file:
            names.update(ENDPOINT.findall(file.read()))
    return names


def files_in(sources):
    return [name for name in os.listdir(os.path.join(sources, "page"))
            if not name.endswith(".d.ts")]


main(*sys.argv[1:])
