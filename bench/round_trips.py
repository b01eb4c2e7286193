#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the tests of godwit_add_migration_tests() on migrations of real projects
and compares what they say with dumps of the schema.

  round_trips.py --godwit-build FOLDER <corpora> [<set>...]

<corpora> is a folder as tests/corpora takes it. Without sets: all that can go
down. Shows what the tests say, and lists the migrations for which dumps say
something else.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

from dumped_schemas import PostgresqlDatabase, SqliteDatabase, round_trips
from measuring import installed, print_table, run
from postgresql_server import cluster, database

HERE = pathlib.Path(__file__).parent
PREPARE = HERE.parent / "tests/corpora/prepare_corpus.py"
DIALECTS = {"pg": "postgresql", "sqlite": "sqlite"}
TEST = re.compile(
    r"(?P<set>\w+)\.(?P<place>\w+)\.(?P<migration>.*)"
    r"\.up-down-up(?P<rows>-with-rows)?"
)
DIFFERENCE = re.compile(r"error: .*(not restore the|another) schema")
VERDICTS = ("restored", "difference", "error")


class Corpus:
    def __init__(self, source, scratch):
        index = json.loads((source / "canonical/index.json").read_text())
        self.name = source.name
        self.dialect = DIALECTS[index["engine"]]
        self.folder = scratch / self.dialect / self.name
        self.goes_down = any(m["has_down"] for m in index["migrations"])
        self.source = source

    def prepare(self):
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-B", PREPARE, self.source, self.folder)

    def dumped(self):
        """By migration: which differences dumps show, or `error`."""
        if self.dialect == "sqlite":
            return dict(round_trips(SqliteDatabase(), self.folder))
        with cluster() as server, database(server):
            base = PostgresqlDatabase(server, "bench")
            return dict(round_trips(base, self.folder))


class Tests:
    """What ctest found, by set, whether with rows, and migration."""

    def __init__(self, results):
        self.verdicts = collections.defaultdict(dict)
        self.outputs = {}
        self.tables_without_rows = collections.defaultdict(set)
        for case in xml.etree.ElementTree.parse(results).iter("testcase"):
            found = TEST.fullmatch(case.get("name"))
            if found:
                self.add(found, case)

    def add(self, found, case):
        key = found["set"], bool(found["rows"])
        output = case.findtext("system-out") or ""
        verdict = verdict_of(case, output)
        known = self.verdicts[key].setdefault(found["migration"], verdict)
        assert known == verdict, f"{case.get('name')}: {known} elsewhere"
        self.outputs[*key, found["migration"]] = output
        for table in re.findall(r"^note: no row in (\S+):", output, re.M):
            self.tables_without_rows[found["set"]].add(table)

    def counts(self, key):
        counts = collections.Counter(self.verdicts[key].values())
        return [str(counts[verdict]) for verdict in VERDICTS]

    def failures(self, name):
        """Of each migration that fails, what the test said: that without rows,
        if it fails too."""
        for migration, with_rows in self.verdicts[name, True].items():
            fails_without = self.verdicts[name, False][migration] != "restored"
            if fails_without or with_rows != "restored":
                output = self.outputs[name, not fails_without, migration]
                yield migration, "" if fails_without else ", with rows", output


def verdict_of(case, output):
    if case.get("status") == "run":
        return "restored"
    assert case.get("status") == "fail", f"{case.get('name')} has not run"
    return "difference" if DIFFERENCE.search(output) else "error"


def run_tests(folder, prefix):
    build, results = folder / "build", folder / "results.xml"
    run(
        *("cmake", "-G", "Ninja", "-B", build, "-S", HERE / "round_trips"),
        f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DFOLDER={folder / 'sets'}",
    )
    run("cmake", "--build", build)
    subprocess.run(
        ["ctest", "--test-dir", build, "-j", str(os.cpu_count()), "-Q"]
        + ["-R", "up-down-up", "--output-junit", results]
        + ["--test-output-size-passed", "100000"]
    )
    return Tests(results)


def print_results(corpora, tests):
    rows = [
        (
            corpus.name,
            str(len(tests.verdicts[corpus.name, False])),
            *tests.counts((corpus.name, False)),
            *tests.counts((corpus.name, True)),
            str(len(tests.tables_without_rows[corpus.name])),
        )
        for corpus in corpora
    ]
    with_rows = tuple(f"{verdict} with rows" for verdict in VERDICTS)
    columns = ("ways down", *VERDICTS, *with_rows, "tables without rows")
    print_table("Up, down, up", columns, rows)


def print_failures(corpora, tests):
    for corpus in corpora:
        for migration, when, output in tests.failures(corpus.name):
            print(f"\n## {corpus.name}/{migration}{when}\n\n{output}")


def verdict_of_dumps(classes):
    if "error" in classes:
        return "error"
    return "difference" if "other" in classes else "restored"


def print_comparison(corpora, tests):
    counts, disagreements = collections.Counter(), []
    for corpus in corpora:
        for migration, classes in corpus.dumped().items():
            verdict = tests.verdicts[corpus.name, False][migration]
            said = verdict_of_dumps(classes)
            smaller = ", ".join(sorted(classes)) if said == "restored" else ""
            counts[verdict, said, smaller] += 1
            if verdict != said:
                disagreements.append(
                    f"{corpus.name}/{migration}: {verdict}, not {said}"
                )
    rows = [(*labels, str(count)) for labels, count in sorted(counts.items())]
    columns = ("dumps", "what else they show", "migrations")
    print_table("What the tests say", columns, rows)
    print("\n".join(["", *disagreements]))


def corpora_in(folder, names, scratch):
    for index in sorted(folder.glob("*/canonical/index.json")):
        corpus = Corpus(index.parents[1], scratch)
        if corpus.goes_down and corpus.name in (names or [corpus.name]):
            corpus.prepare()
            yield corpus


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--godwit-build", required=True)
    parser.add_argument("corpora", type=pathlib.Path)
    parser.add_argument("sets", nargs="*")
    arguments = parser.parse_args()
    with installed(arguments.godwit_build) as (folder, prefix):
        corpora = list(
            corpora_in(arguments.corpora, arguments.sets, folder / "sets")
        )
        tests = run_tests(folder, prefix)
        print_results(corpora, tests)
        print_failures(corpora, tests)
        print_comparison(corpora, tests)


main()
