# SPDX-License-Identifier: BSL-1.0
"""Where databases are made to measure with."""

import contextlib
import dataclasses
import tempfile

from postgresql_server import ServerProcesses, database


@dataclasses.dataclass
class Database:
    url: str  # as other tools take it
    place: str  # as Godwit and the floors do


class Sqlite:
    dialect = "sqlite"
    label = "SQLite"

    def __init__(self, folder):
        self.folder = folder

    @contextlib.contextmanager
    def database(self, name):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            yield Database(f"sqlite:{folder}/{name}.db", f"{folder}/{name}.db")

    def processor_seconds(self):
        return 0


class Postgresql:
    dialect = "postgresql"
    label = "PostgreSQL"

    def __init__(self, server):
        self.server = server
        self.folder = server.split()[0].removeprefix("host=")
        self.processes = ServerProcesses(self.folder)

    @contextlib.contextmanager
    def database(self, name):
        with database(self.server, name) as conninfo:
            url = f"postgres://godwit@/{name}?host={self.folder}"
            yield Database(url, conninfo)

    def processor_seconds(self):
        return self.processes.processor_seconds()
