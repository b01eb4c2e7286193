# SPDX-License-Identifier: BSL-1.0
"""Other tools that apply the same migrations."""

import pathlib
import sys

from contest import Contender

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = "dbmate@2.36.0 drizzle-orm@0.45.4 pg@8.23.1 @libsql/client@0.18.0"
PSQL_EACH = """\
for file in "$1"/*.up.sql; do
  grep -q no-transaction "$file" || one=-1
  psql -qX -v ON_ERROR_STOP=1 $one -f "$file" "$2" || exit 1
  one=
done
"""


def psql_each(folder):
    return Contender("`psql -f` of each file", lambda database: (
        "sh", "-c", PSQL_EACH, "sh", folder, database.place))


def many(name):
    """Whether a set is of many migrations, for which Drizzle is made."""
    return name.startswith(("tiny", "small"))


class Peers:
    """What npm has installed in a folder, for sets in another."""

    def __init__(self, folder, sets):
        self.modules, self.sets = None, sets
        if folder:
            self.modules = folder.resolve() / "node_modules"
            self.program = next(self.modules.glob("@dbmate/*/bin/dbmate"), None)
            if not self.program:
                sys.exit(f"there is no dbmate in {folder}: npm install --prefix"
                         f" {folder} {PACKAGES}")

    def dbmate(self, engine, name, command):
        folder = self.sets / engine.dialect / name
        return lambda database: (self.program, "--url", database.url, "-d", folder,
                                 "--no-dump-schema", command)

    def drizzle(self, engine, name):
        folder = self.sets / "drizzle" / engine.dialect / name
        return lambda database: (
            "node", HERE / "floors/drizzle.mjs", engine.dialect, database.url,
            folder, self.modules)

    def contenders(self, engine, task, name):
        """Drizzle has no status; one large script takes dbmate minutes on
        SQLite."""
        if not self.modules or (engine.dialect == "sqlite" and not many(name)):
            return
        up = self.dbmate(engine, name, "migrate")
        command = self.dbmate(engine, name, "status") if task == "status" else up
        yield Contender("dbmate", command, None if task == "up" else up)
        if many(name) and task != "status":
            up = self.drizzle(engine, name)
            yield Contender("Drizzle", up, None if task == "up" else up)
