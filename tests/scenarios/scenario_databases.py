# SPDX-License-Identifier: BSL-1.0
"""A database of its own for each scenario."""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "scripts"))

import libsql_server  # noqa: E402
import postgresql_cluster as cluster  # noqa: E402


class DatabaseRefused(Exception):
    pass


class SqliteDatabase:
    def __init__(self, folder):
        self.path = os.path.join(folder, "shop.db")
        self.url = "sqlite:shop.db"
        self.variables = {"DATABASE": "sqlite:shop.db"}

    def query(self, sql):
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            return "".join(line(row) for row in connection.execute(sql))
        except sqlite3.Error as error:
            raise DatabaseRefused(str(error)) from error
        finally:
            connection.close()

    def run_file(self, file):
        with open(file, "rb") as script:
            return outcome(["sqlite3", self.path], stdin=script)

    def is_locked(self):
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False

    def drop(self):
        pass


class LibsqlDatabase:
    """On a server, which takes what SQLite does."""

    def __init__(self):
        self.folder = os.environ["GODWIT_TEST_LIBSQL"]
        databases, self.making = libsql_server.read(self.folder, "ports").split()
        self.name = "s" + secrets.token_hex(8)
        libsql_server.administer(self.making, "POST", f"{self.name}/create", {})
        self.url = f"http://{self.name}.localhost:{databases}"
        self.port = databases
        self.variables = {"DATABASE": self.url}

    def query(self, sql):
        message = {
            "requests": [
                {"type": "execute", "stmt": {"sql": sql}},
                {"type": "close"},
            ]
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v3/pipeline",
            data=json.dumps(message).encode(),
            headers={"Host": f"{self.name}.localhost"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            result = json.load(answer)["results"][0]
        if result["type"] == "error":
            raise DatabaseRefused(result["error"]["message"])
        rows = result["response"]["result"]["rows"]
        return "".join(line([value.get("value") for value in row]) for row in rows)

    def drop(self):
        libsql_server.administer(self.making, "DELETE", self.name)


def outcome(command, **streams):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        **streams,
    )
    return done.returncode, done.stdout


def line(row):
    return "|".join("" if value is None else str(value) for value in row) + "\n"


class PostgresqlDatabase:
    def __init__(self, name, template="template1"):
        self.server = os.environ["GODWIT_TEST_POSTGRESQL"]
        self.name = name
        self.url = f"{self.server} dbname={name}"
        self.variables = {
            "SERVER": self.server,
            "NAME_OF_DATABASE": name,
            "SOCKET": dict(
                setting.split("=") for setting in self.server.split()
            )["host"],
        }
        cluster.create_database(self.server, name, template)

    def query(self, sql):
        done = subprocess.run(
            [psql(), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
             "--set=ON_ERROR_STOP=1", "--dbname", self.url, "--command", sql],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )
        if done.returncode != 0:
            raise DatabaseRefused(done.stderr)
        return done.stdout

    def run_file(self, file):
        return outcome(
            [psql(), "--no-psqlrc", "--quiet", "--dbname", self.url, "--file", file],
            stdin=subprocess.DEVNULL,
        )

    def drop(self):
        cluster.drop_database(self.server, self.name)


def psql():
    """The program itself: Debian has one in PATH that looks for it first."""
    return os.path.join(cluster.binaries(), "psql")
