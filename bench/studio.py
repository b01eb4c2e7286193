#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures how long studio takes to answer what its page asks for.

  studio.py <godwit> [--pure BENCH_PURE] [--rows N] [--rounds N]

<godwit> is the tool of a build of type Release.
"""

import argparse
import base64
import contextlib
import http.client
import json
import pathlib
import re
import statistics
import subprocess
import tempfile

from engines import Postgresql, Sqlite
from measuring import print_table, run, seconds
from postgresql_server import cluster

MEMORY = "/dev/shm"
PAGE = 100
TABLES = 1_000
WIDE = 200
MB = 1_000_000

# Values that do not compress, as pictures, and some that do, as texts.
SQLITE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TABLE big (id integer PRIMARY KEY, name text NOT NULL, email text, amount integer);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
INSERT INTO big SELECT i, 'Person ' || i, 'p' || i || '@example.org', i % 1000 FROM n;
CREATE INDEX big_email ON big (email);
CREATE TABLE picture (id integer PRIMARY KEY, data blob);
CREATE TABLE letter (id integer PRIMARY KEY, body text);
CREATE TABLE document (id integer PRIMARY KEY, body json);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
INSERT INTO picture SELECT i, randomblob(50000000) FROM n;
INSERT INTO letter SELECT id, hex(randomblob(5000000)) FROM picture;
INSERT INTO document SELECT id, json_array(body) FROM letter;
COMMIT;
"""
POSTGRESQL = """
CREATE TABLE big (id bigint PRIMARY KEY, name text NOT NULL, email text, amount integer);
INSERT INTO big SELECT i, 'Person ' || i, 'p' || i || '@example.org', i % 1000
FROM generate_series(1, {rows}) i;
CREATE INDEX big_email ON big (email);
CREATE TABLE picture (id integer PRIMARY KEY, data bytea);
INSERT INTO picture SELECT i, data FROM generate_series(1, 10) i, (
  SELECT string_agg(sha256(x::text::bytea), '') AS data
  FROM generate_series(1, 1562500) x) made;
CREATE TABLE letter (id integer PRIMARY KEY, body text);
INSERT INTO letter SELECT i, body FROM generate_series(1, 10) i, (
  SELECT string_agg(md5(x::text), '') AS body FROM generate_series(1, 312500) x) made;
CREATE TABLE document (id integer PRIMARY KEY, body jsonb);
INSERT INTO document SELECT i, body FROM generate_series(1, 10) i, (
  SELECT jsonb_agg(md5(x::text)) AS body FROM generate_series(1, 294000) x) made;
VACUUM ANALYZE;
"""


def many_tables():
    """Each with a key or two, to tables before it."""
    for i in range(TABLES):
        keys = [i // 3] if i else []
        keys += [i * 7 % i] if i % 2 else []
        columns = ["id integer PRIMARY KEY", "name text NOT NULL", "created text",
                   "note text"]
        columns += [f"key_{n} integer REFERENCES table_{to} (id)"
                    for n, to in enumerate(keys)]
        yield f"CREATE TABLE table_{i} ({', '.join(columns)});\n"


def wide_table():
    names = [f"column_{i}" for i in range(WIDE)]
    columns = ", ".join(f"{name} text" for name in names)
    yield f"CREATE TABLE wide (id integer PRIMARY KEY, {columns});\n"
    for row in range(2 * PAGE):
        values = ", ".join(f"'a value of {name}'" for name in names)
        yield f"INSERT INTO wide VALUES ({row}, {values});\n"


def execute(engine, database, sql):
    programs = {"sqlite": ("sqlite3", "-bail"),
                "postgresql": ("psql", "-qX", "-v", "ON_ERROR_STOP=1")}
    run(*programs[engine.dialect], database.place, input=sql.encode())


class Studio:
    """One that runs, asked as its page does."""

    def __init__(self, tool, dialect, url, migrations):
        command = (tool, "studio", migrations, "--dialect", dialect, "-d", url,
                   "--no-browser")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if found := re.search(r"127\.0\.0\.1:(\d+)/#once=(\w+)", line):
                break
        self.port, once = int(found[1]), found[2]
        self.headers = {"Content-Type": "application/json"}
        token = self.ask("exchange", once=once)["token"]
        self.headers["Authorization"] = f"Bearer {token}"

    def text(self, name, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", f"/api/{name}", json.dumps(body), self.headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{name} {body}: {answer.status} {text.decode()}")
        return text

    def ask(self, name, **body):
        return json.loads(self.text(name, body))

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def studio(tool, engine, database):
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as folder:
        pathlib.Path(folder, "0001_nothing.sql").write_text("-- migrate:up\nSELECT 1;\n")
        opened = Studio(tool, engine.dialect, database.url, folder)
        try:
            yield opened
        finally:
            opened.stop()


class Measured:
    def __init__(self, rounds):
        self.rounds = rounds

    def row(self, title, opened, name, bar, most=None, **body):
        """Bars are of milliseconds and of bytes."""
        size = len(opened.text(name, body))
        taken = 1000 * statistics.median(
            seconds(lambda: opened.text(name, body)) for _ in range(self.rounds))
        met = taken <= bar and (most is None or size <= most)
        bars = f"{bar:.3g}" + (f", {most / 1000:.0f} kB" if most else "")
        self.last = taken
        return (title, f"{taken:.1f}", f"{size / 1000:.1f}", bars,
                "yes" if met else "**no**")


def cursor_at(first, value):
    """That of the first page, moved."""
    [only] = first["next"]["values"]
    only["base64"] = base64.b64encode(str(value).encode()).decode()
    return {"values": [only]}


def rows_of_data(measured, engine, opened, rows):
    label = engine.label
    big = {"table": named(engine, "big"), "limit": PAGE}
    millions = f"{rows / MB:g} million rows"
    yield measured.row(f"{label}, first {PAGE} of {millions}", opened, "rows", 100, **big)
    after = cursor_at(opened.ask("rows", **big), rows - 2 * PAGE)
    yield measured.row(f"{label}, {PAGE} at their far end", opened, "rows",
                       2 * measured.last, after=after, **big)
    for column, value in (("id", rows // 2), ("email", f"p{rows // 3}@example.org")):
        wanted = {"column": column, "operator": "=", "value": str(value)}
        yield measured.row(f"{label}, of them one by {column}", opened, "rows", 100,
                           filters=[wanted], **big)
    for title, table, most in (("bytes of 50 MB", "picture", 100_000),
                               ("texts of 10 MB", "letter", 100_000),
                               ("JSON of 10 MB", "document", 100_000)):
        yield measured.row(f"{label}, ten rows with {title}", opened, "rows", 50, most,
                           table=named(engine, table), limit=PAGE)


def named(engine, table):
    return table if engine.dialect == "sqlite" else f"public.{table}"


def all_rows(arguments, engines):
    measured = Measured(arguments.rounds)
    for engine in engines:
        script = SQLITE if engine.dialect == "sqlite" else POSTGRESQL
        with engine.database("bench") as database:
            execute(engine, database, script.format(rows=arguments.rows))
            with studio(arguments.tool, engine, database) as opened:
                yield from rows_of_data(measured, engine, opened, arguments.rows)
        with engine.database("bench") as database:
            execute(engine, database, "BEGIN;\n" + "".join((*many_tables(), *wide_table()))
                    + "COMMIT;\n")
            with studio(arguments.tool, engine, database) as opened:
                yield measured.row(f"{engine.label}, first {PAGE} rows of {WIDE} columns",
                                   opened, "rows", 100, table=named(engine, "wide"),
                                   limit=PAGE)
                yield measured.row(f"{engine.label}, schema of {TABLES:,} tables with"
                                   " their places", opened, "schema", 500)
    if arguments.pure:
        yield layout(arguments.pure)


def layout(program):
    """The places alone."""
    output = subprocess.check_output(
        (program, f"--benchmark_filter=layout_of/{TABLES}$", "--benchmark_format=json"),
        stderr=subprocess.DEVNULL)
    [found] = json.loads(output)["benchmarks"]
    taken = found["real_time"]  # in milliseconds
    return (f"places of {TABLES:,} tables", f"{taken:.1f}", "", "50",
            "yes" if taken <= 50 else "**no**")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("tool", type=pathlib.Path)
    parser.add_argument("--pure", type=pathlib.Path, help="the program bench_pure")
    parser.add_argument("--rows", type=int, default=10 * MB)
    parser.add_argument("--rounds", type=int, default=21)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    arguments.tool = arguments.tool.resolve()
    with cluster() as server:
        rows = all_rows(arguments, (Sqlite(MEMORY), Postgresql(server)))
        print_table(f"Answers of studio (median of {arguments.rounds})",
                    ("ms", "kB", "bar, ms", "met"), rows)


main()
