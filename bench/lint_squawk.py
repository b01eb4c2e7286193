#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares the findings of Godwit's lint with those of Squawk on real projects.

  lint_squawk.py <executor> <squawk> <corpora>

<executor> is any program built with godwit_add_migrator, <squawk> the program
of the npm package squawk-cli, <corpora> a folder as tests/corpora takes it.
Both read the same texts, the ways up of the PostgreSQL sets. A finding of
Squawk counts as met where Godwit reports a rule of the same meaning for the
same statement; all others are listed, to be judged by a reader.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import types

ROOT = pathlib.Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests/corpora")]

from embedding.set_data import (  # noqa: E402
    MigrationFile,
    manifest_head,
    set_data,
)
from sql_text import statements  # noqa: E402

# Squawk's rules and those of Godwit that mean the same.
MEANINGS = {
    "adding-field-with-default": (
        "add-column-default add-column-generated add-column-serial"
        " add-column-volatile-default"
    ),
    "adding-foreign-key-constraint": "add-foreign-key",
    "adding-not-nullable-field": "add-column-not-null set-not-null",
    "adding-required-field": "add-column-not-null",
    "adding-serial-primary-key-field": "add-column-serial add-primary-key",
    "ban-alter-domain-with-add-constraint": "add-domain-constraint",
    "ban-drop-column": "drop-column",
    "ban-drop-database": "drop-database",
    "ban-drop-not-null": "drop-not-null",
    "ban-drop-table": "drop-table",
    "ban-duplicate-column-assignments": "duplicate-column",
    "ban-truncate-cascade": "truncate",
    "changing-column-type": "change-column-type",
    "constraint-missing-not-valid": (
        "add-check add-foreign-key add-primary-key add-unique"
        " validate-in-same-transaction"
    ),
    "disallowed-unique-constraint": "add-unique",
    "identifier-too-long": "long-name",
    "prefer-repack": "table-rewrite",
    "renaming-column": "rename-column",
    "renaming-table": "rename-table",
    "require-concurrent-index-creation": "create-index",
    "require-concurrent-index-deletion": "drop-index",
    "require-concurrent-partition-detach": "detach-partition",
    "require-concurrent-reindex": "reindex",
}
# Off in Godwit: taste, or for each statement of a whole set.
LEFT_OUT = re.compile(
    r"prefer-(?!repack)|ban-char-field|ban-create-domain|require-enum-value"
    r"|require-(lock|statement)-timeout|require-table-schema"
    r"|transaction-nesting"
)
ANNOTATION = re.compile(
    r"::\w+ file=(?P<file>[^,]*),line=(?P<line>\d+),.*?title=(?P<rule>[^:]*)::"
)


class Corpus:
    def __init__(self, folder, scratch):
        self.name = folder.name
        self.directory = scratch / folder.name
        prepare = ROOT / "tests/corpora/prepare_corpus.py"
        subprocess.run(
            [sys.executable, "-B", prepare, folder, self.directory],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        self.carrier = scratch / f"{folder.name}.set"
        self.carrier.write_bytes(self.set_bytes())
        self.texts = {
            path.name: path.read_text()
            for path in sorted(self.directory.glob("*.up.sql"))
        }

    def set_bytes(self):
        """What an executor with this set would carry."""
        files = [
            MigrationFile(path.name, path.read_bytes())
            for path in sorted(self.directory.glob("*.sql"))
        ]
        fields = types.SimpleNamespace(
            name=self.name,
            dialect="postgresql",
            display_directory="migrations",
            default_url="",
            history_table="",
            require=[],
        )
        return set_data(manifest_head(fields, files), files)

    def statement_at(self, file, line):
        """The lines of the statement that ends at this line or goes on."""
        text = self.texts[file]
        spans = [
            (text.count("\n", 0, begin) + 1, text.count("\n", 0, end) + 1)
            for begin, end in statements(text, "pg")
        ]
        return next((span for span in spans if line <= span[1]), (line, line))

    def findings_of_godwit(self, executor):
        ran = subprocess.run(
            [executor, "lint", "--format", "github", self.carrier],
            capture_output=True,
            text=True,
        )
        for line in ran.stdout.splitlines():
            found = ANNOTATION.match(line)
            file = found and pathlib.PurePath(found["file"]).name
            if file in self.texts:
                yield file, int(found["line"]), found["rule"]

    def findings_of_squawk(self, squawk):
        ran = subprocess.run(
            [squawk, "--reporter", "json", "--assume-in-transaction"]
            + [self.directory / name for name in self.texts],
            capture_output=True,
            text=True,
        )
        for finding in json.loads(ran.stdout):
            if not LEFT_OUT.match(finding["rule_name"]):
                file = pathlib.PurePath(finding["file"]).name
                yield file, finding["line"] + 1, finding["rule_name"]


class Comparison:
    def __init__(self):
        self.squawk = collections.Counter()
        self.met = collections.Counter()
        self.godwit = collections.Counter()
        self.unmet = []

    def add(self, corpus, godwit, squawk):
        lines = collections.defaultdict(list)
        for file, line, rule in godwit:
            self.godwit[rule] += 1
            lines[file, rule].append(line)
        for file, line, rule in squawk:
            self.squawk[rule] += 1
            first, last = corpus.statement_at(file, line)
            same = MEANINGS.get(rule, "").split()
            met = any(
                first <= other <= last
                for name in same
                for other in lines[file, name]
            )
            if met:
                self.met[rule] += 1
            else:
                text = corpus.texts[file].splitlines()[line - 1].strip()
                self.unmet.append(
                    f"{corpus.name}/{file}:{line}: {rule}: {text[:100]}"
                )

    def show(self):
        print("| Squawk | findings | met | Godwit |\n|---|---|---|---|")
        for rule, count in sorted(self.squawk.items()):
            same = MEANINGS.get(rule, "")
            print(f"| {rule} | {count} | {self.met[rule]} | {same} |")
        print("\n| Godwit | findings |\n|---|---|")
        for rule, count in sorted(self.godwit.items()):
            print(f"| {rule} | {count} |")
        total, met = sum(self.squawk.values()), sum(self.met.values())
        print(f"\n{total} findings of Squawk, {met} met. Not met:\n")
        print("\n".join(self.unmet))


def is_postgresql(folder):
    index = folder / "canonical/index.json"
    return index.exists() and json.loads(index.read_text())["engine"] == "pg"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for argument in ("executor", "squawk", "corpora"):
        parser.add_argument(argument, type=pathlib.Path)
    arguments = parser.parse_args()
    comparison = Comparison()
    with tempfile.TemporaryDirectory() as scratch:
        folders = filter(is_postgresql, arguments.corpora.iterdir())
        for folder in sorted(folders):
            corpus = Corpus(folder, pathlib.Path(scratch))
            comparison.add(
                corpus,
                corpus.findings_of_godwit(arguments.executor),
                corpus.findings_of_squawk(arguments.squawk),
            )
    comparison.show()


main()
