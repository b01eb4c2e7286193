#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Applies one corpus to a fresh database with the executor that carries it.

  run_corpus.py up <corpus> <executor> <tool>
  run_corpus.py down <corpus> <executor>
  run_corpus.py squash <corpus> <tool> <folder of its migrations>

`up` expects the schema that psql or the sqlite3 shell made of the same texts.
Dumped by the tool, that schema is one that they load again, and `generate` finds
nothing to do for it.
`down` goes on with all ways down in reverse and expects what happened there: an
empty schema, or a stop at the way down that is known to be wrong, in which case
everything before it stays as it was. `squash` has the tool make one file of a
copy of the folder, and psql or the sqlite3 shell the same schema of that.
"""

import contextlib
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

numbers = itertools.count()
CLUSTER = pathlib.Path(__file__).parents[2] / "scripts/postgresql_cluster.py"


class Corpus:
    def __init__(self, folder, executor):
        self.folder, self.executor = folder, executor
        self.prelude = folder / "prelude.sql"
        self.name = folder.name
        self.url = None
        index = json.loads((folder / "canonical/index.json").read_text())
        self.engine, self.migrations = index["engine"], index["migrations"]
        known = json.loads((folder.parent / "expected.json").read_text())
        self.expected = known[self.name]

    def run(self, *arguments):
        return subprocess.run(
            [self.executor, *arguments, "--database-url", self.url],
            capture_output=True,
            text=True,
        )

    def status(self):
        """How each migration stands, by the history and not by the clock."""
        return json.loads(self.run("status", "--json").stdout)["migrations"]

    def schema(self):
        return self.fingerprint()["schema"]

    def structure(self):
        """However the texts are written, which SQLite keeps."""
        kind = "structure" if self.engine == "sqlite" else "schema"
        return self.fingerprint()[kind]

    def fingerprint(self):
        target = self.url.removeprefix("sqlite:")
        done = subprocess.run(
            [
                sys.executable,
                self.folder.parent / "fingerprint.py",
                self.engine,
                target,
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)


def expect(condition, message):
    if not condition:
        sys.exit(f"FAILED: {message}")


@contextlib.contextmanager
def database(corpus):
    """A database that holds what the corpus wants to find (its prelude)."""
    if corpus.engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            corpus.url = f"sqlite:{folder}/corpus.db"
            yield
        return
    server = os.environ["GODWIT_TEST_POSTGRESQL"]
    name = f"corpus_{corpus.name}_{os.getpid()}_{next(numbers)}"
    corpus.url = f"{server} dbname={name}"
    cluster = [sys.executable, CLUSTER]
    subprocess.run([*cluster, "createdb", server, name], check=True)
    try:
        if corpus.prelude.exists():
            print("prelude: before the first migration")
            command = ["psql", "-qX", corpus.url, "-f", corpus.prelude]
            subprocess.run(command, check=True)
        yield
    finally:
        subprocess.run([*cluster, "dropdb", server, name], check=True)


def up(corpus, tool):
    apply(corpus)
    with tempfile.TemporaryDirectory() as folder:
        is_dumped(corpus, tool, pathlib.Path(folder, "schema.sql"))


def apply(corpus):
    done = corpus.run("up")
    expect(done.returncode == 0, f"up:\n{done.stdout}{done.stderr}")
    states = [migration["state"] for migration in corpus.status()]
    expect(
        states == ["applied"] * len(corpus.migrations),
        f"not all of {len(corpus.migrations)} are applied: {states}",
    )
    expect(
        corpus.schema() == corpus.expected["fingerprint"]["schema"],
        "the schema differs from what psql or sqlite3 made of the same texts",
    )
    again = corpus.run("up")
    expect(again.returncode == 0, f"up again:\n{again.stdout}{again.stderr}")


def is_dumped(corpus, tool, file):
    dumping = Corpus(corpus.folder, tool)
    dumping.url = corpus.url
    done = dumping.run("dump", "--output", file)
    expect(done.returncode == 0, f"dump:\n{done.stderr}")

    loaded = Corpus(corpus.folder, tool)
    loaded.prelude = file  # Which has what the prelude makes.
    with database(loaded):
        if corpus.engine == "sqlite":
            tell_database(loaded, file)
        expect(
            loaded.structure() == corpus.structure(),
            "the dumped schema makes another one",
        )
    command = [tool, "generate", "--check", "--schema", file]
    command += ["--from", corpus.url]
    if corpus.engine == "pg":
        command += ["--scratch", corpus.url]
    done = subprocess.run(command, capture_output=True, text=True)
    expect(
        done.returncode == 0,
        f"generate for the dumped schema:\n{done.stdout}{done.stderr}",
    )


def down(corpus):
    empty = corpus.schema()
    apply(corpus)
    done = corpus.run("down", "--steps", str(len(corpus.migrations)), "--yes")
    if "down_failed_at" in corpus.expected:
        stops_at_wrong_down(corpus, done)
    else:
        expect(done.returncode == 0, f"down:\n{done.stdout}{done.stderr}")
        expect(corpus.schema() == empty, "something is left of the schema")


def wrong_down(corpus):
    source = corpus.expected["down_failed_at"]["source"]
    return next(m["n"] for m in corpus.migrations if m["source"] == source)


def is_whole(migration):
    """Nothing of its way down has run. One that runs outside a transaction is
    marked as begun all the same."""
    return migration["state"] == "applied" or (
        migration["state"] == "interrupted"
        and migration["applied"]["statements_done"] == 0
    )


def stops_at_wrong_down(corpus, done):
    number = wrong_down(corpus)
    stem = corpus.migrations[number - 1]["stem"]
    place = rf"{re.escape(stem)}\.down\.sql:\d+:\d+: error: "
    expect(done.returncode == 1, f"down ended with {done.returncode}")
    expect(re.search(place, done.stderr), f"no {place} in:\n{done.stderr}")

    status, schema = corpus.status(), corpus.schema()
    states = [m["state"] for m in status]
    expect(
        set(states[: number - 1]) == {"applied"}
        and is_whole(status[number - 1])
        and set(states[number:]) == {"pending"},
        f"down did not stop exactly at {stem}",
    )

    again = corpus.run("down")
    expect(re.search(place, again.stderr), f"no {place} in:\n{again.stderr}")
    expect(corpus.status() == status, "the failed way down changed the history")
    expect(corpus.schema() == schema, "the failed way down changed the schema")


def squash(corpus, folder):
    with tempfile.TemporaryDirectory() as parent:
        copy = shutil.copytree(folder, pathlib.Path(parent, "migrations"))
        dialect = corpus.engine.replace("pg", "postgresql")
        done = corpus.run(
            "squash", "--yes", "--directory", copy, "--dialect", dialect
        )
        expect(done.returncode == 0, f"squash:\n{done.stderr}")
        (file,) = copy.iterdir()
        tell_database(corpus, file)
    expect(
        corpus.schema() == corpus.expected["fingerprint"]["schema"],
        "the squashed file makes another schema than the texts",
    )


def tell_database(corpus, file):
    """Runs a file by the tool of the database, and knows nothing of Godwit."""
    with open(file) as text:
        if corpus.engine == "sqlite":
            path = corpus.url.removeprefix("sqlite:")
            subprocess.run(["sqlite3", "-bail", path], stdin=text, check=True)
            return
        psql = ["psql", "-qX1", "-o", os.devnull, "-v", "ON_ERROR_STOP=1"]
        subprocess.run([*psql, corpus.url], stdin=text, check=True)


def main():
    action, folder, executor, *rest = sys.argv[1:]
    corpus = Corpus(pathlib.Path(folder), executor)
    with database(corpus):
        {"up": up, "down": down, "squash": squash}[action](corpus, *rest)


if __name__ == "__main__":
    main()
