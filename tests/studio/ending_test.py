# SPDX-License-Identifier: BSL-1.0
"""A studio that is told to end does so soon, whatever it is asked for and
whatever has become of its database, and leaves nothing behind.

  ending_test.py <godwit> <driver>
"""

import contextlib
import os
import signal
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "scenarios"))

from scenario_databases import (  # noqa: E402
    LibsqlDatabase, PostgresqlDatabase, SqliteDatabase,
)
import libsql_server  # noqa: E402
import postgresql_cluster  # noqa: E402
import test_server  # noqa: E402
from serving import Place, Serving, check, wait_for  # noqa: E402

ENDLESS = """\
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
SELECT count(*) AS n FROM n"""


class OnSqlite(SqliteDatabase):
    dialect = "sqlite"
    slow = ENDLESS
    migration = f"CREATE TABLE slow AS {ENDLESS}"

    losses = ("delete",)

    def __init__(self, folder):
        os.mkdir(folder)
        super().__init__(folder)
        self.url = f"sqlite:{self.path}"
        self.query("CREATE TABLE note (id integer PRIMARY KEY)")

    def delete(self):
        os.remove(self.path)

    def check_nothing_is_left(self):
        check(not self.is_locked(), "it is locked")

    def stop(self):
        pass


class OnServer:
    """A database of a server of its own."""

    losses = ("drop", "kill", "hang")
    hanging = None

    def process(self):
        running = test_server.supervisor(self.folder)
        with open(f"/proc/{running.process}/task/{running.process}/children") as file:
            return int(file.read().split()[0])

    def kill(self):
        os.kill(self.process(), signal.SIGKILL)

    def hang(self):
        self.hanging = self.process()
        os.kill(self.hanging, signal.SIGSTOP)

    def go_on(self):
        if self.hanging:
            os.kill(self.hanging, signal.SIGCONT)


class OnPostgresql(OnServer, PostgresqlDatabase):
    dialect = "postgresql"
    slow = "SELECT pg_sleep(600)"
    migration = slow
    # Of others than the server itself, and us.
    sessions = ("SELECT count(*) FROM pg_stat_activity WHERE backend_type ="
                " 'client backend' AND pid <> pg_backend_pid()")
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
    scratch = "SELECT count(*) FROM pg_database WHERE datname LIKE 'godwit%'"

    def __init__(self, folder):
        self.folder = folder
        postgresql_cluster.start(folder, os.getpid(), None, [], [])
        os.environ["GODWIT_TEST_POSTGRESQL"] = f"host={folder} port=5432 user=godwit"
        super().__init__("shop")

    def check_nothing_is_left(self):
        wait_for(lambda: self.query(self.sessions) == "0\n", "a session stays")
        check(self.query(self.locks) == "0\n", "a lock stays")
        check(self.query(self.scratch) == "0\n", "a scratch database stays")

    def stop(self):
        self.go_on()
        postgresql_cluster.stop(self.folder, os.getpid())


class OnLibsql(OnServer, LibsqlDatabase):
    dialect = "sqlite"
    slow = ENDLESS
    migration = f"CREATE TABLE slow AS {ENDLESS}"

    def __init__(self, folder):
        self.folder = folder
        libsql_server.start(folder, os.getpid(), False)
        os.environ["GODWIT_TEST_LIBSQL"] = folder
        super().__init__()

    def check_nothing_is_left(self):
        found = self.query("SELECT count(*) FROM godwit_migrations_lock")
        check(found == "0\n", "a lock stays")

    def stop(self):
        self.go_on()
        libsql_server.stop(self.folder, os.getpid())


DATABASES = {"sqlite": OnSqlite, "postgresql": OnPostgresql, "libsql": OnLibsql}


class Asked:
    """Requests under way, whose answers nobody minds."""

    def __init__(self, studio, token):
        self.studio = studio
        self.token = token
        self.threads = []

    def ask(self, name, **body):
        thread = threading.Thread(target=self.hear, args=(name, body), daemon=True)
        thread.start()
        self.threads.append(thread)

    def hear(self, name, body):
        # Studio may end first.
        with contextlib.suppress(OSError):
            self.studio.ask(name, self.token, body)

    def ask_for_what_takes_long(self, database):
        self.ask("run", sql=database.slow, timeout_ms=600000)
        plan = self.studio.call("plan", self.token, direction="up")["hash"]
        self.ask("up", plan=plan, confirm="yes")
        self.ask("schema", touched=True)
        wait_for(lambda: self.studio.call("overview", self.token)["lock"],
                 "the run does not begin")
        # Nothing shows whether the others have begun.
        time.sleep(0.5)

    def ask_for_what_is_lost(self):
        for name in ("overview", "status", "drift", "schema"):
            self.ask(name)

    def join(self):
        for thread in self.threads:
            thread.join(30)
            check(not thread.is_alive(), "a request is not answered")


def ends_soon(place, database, loss, busy):
    studio = Serving(place, "--write", url=database.url)
    asked = Asked(studio, studio.enter())
    if busy:
        asked.ask_for_what_takes_long(database)
    else:
        studio.call("overview", asked.token)
    if loss:
        getattr(database, loss)()
        asked.ask_for_what_is_lost()
    studio.end()
    asked.join()
    place.check_nothing_is_left((loss, busy))
    if busy and not loss:
        database.check_nothing_is_left()


def main(godwit, driver):
    kind = DATABASES[driver]
    # In /tmp, because the path of a socket must be short.
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="gs-") as work:
        # The server may be another user's.
        os.chmod(work, 0o755)
        migrations = os.path.join(work, "migrations")
        os.mkdir(migrations)
        with open(os.path.join(migrations, "0001_slow.sql"), "w") as file:
            file.write(f"-- migrate:up\n{kind.migration};\n-- migrate:down\nSELECT 1;\n")
        place = Place(godwit, migrations, work, kind.dialect)
        for loss in (None, *kind.losses):
            # Of a run it must be known whether it was kept, which may take as
            # long as anybody waits for a server.
            for busy in (False,) if loss == "hang" else (False, True):
                folder = os.path.join(work, f"{loss}-{busy}")
                database = kind(folder)
                try:
                    ends_soon(place, database, loss, busy)
                finally:
                    database.stop()


main(*sys.argv[1:])
