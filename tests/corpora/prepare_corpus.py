#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Copies the migrations of a real project into a folder that Godwit can embed.

  prepare_corpus.py <corpus> <folder>

<corpus> has canonical/*.sql and canonical/index.json, <folder> is made anew.
The texts stay as the project wrote them but for the adjustments below, which
are what its author would have to decide when moving to Godwit. Each one is
printed, and all are kept in <folder>.adjustments.txt.
"""

import json
import pathlib
import re
import shutil
import sys

from sql_text import statements

MARKED = "its own project marks it as no-transaction"
REFUSES = "a statement refuses to run in a transaction"
OWN = "its own BEGIN and COMMIT give way to Godwit's transaction"
MARKS = "marks of another tool, which Godwit refuses, are empty comments"

FOREIGN_MARK = re.compile(r"^-- \+goose .*$", re.M)

# The commands of these projects that PostgreSQL refuses inside a transaction.
REFUSES_TRANSACTION = re.compile(
    r"(CREATE\s+(UNIQUE\s+)?INDEX|DROP\s+INDEX|REINDEX\b.*?|REFRESH\b.*?)"
    r"\s+CONCURRENTLY\b|VACUUM\b",
    re.I | re.S,
)
CONTROLS_TRANSACTION = re.compile(
    r"(BEGIN|COMMIT|START\s+TRANSACTION|END|ROLLBACK)"
    r"(\s+(TRANSACTION|WORK))?\s*\Z",
    re.I,
)


def without_transaction(text):
    return "-- godwit: no-transaction\n" + text


def without_transaction_control(text, engine):
    """Comments the statements out in their place, so that lines and columns
    of the others stay as they are in the project."""
    for begin, end in reversed(list(statements(text, engine))):
        if CONTROLS_TRANSACTION.match(text[begin:end]):
            text = f"{text[:begin]}/* {text[begin:end]} */{text[end:]}"
    return text


def adjusted(text, engine, marked):
    """The text that Godwit is given, and why it is not the project's own."""
    text, marks = FOREIGN_MARK.subn("--", text)
    reasons = [MARKS] if marks else []
    found = [text[begin:end] for begin, end in statements(text, engine)]
    if marked:
        return without_transaction(text), [MARKED, *reasons]
    if engine == "pg" and any(map(REFUSES_TRANSACTION.match, found)):
        return without_transaction(text), [REFUSES, *reasons]
    if any(map(CONTROLS_TRANSACTION.match, found)):
        text = without_transaction_control(text, engine)
        return text, [OWN, *reasons]
    return text, reasons


def prepare(corpus, folder):
    index = json.loads((corpus / "canonical/index.json").read_text())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for migration in index["migrations"]:
        for source in corpus.glob(f"canonical/{migration['stem']}.*.sql"):
            text, reasons = adjusted(
                source.read_bytes().decode(),
                index["engine"],
                migration["marked_no_transaction"],
            )
            (folder / source.name).write_bytes(text.encode())
            for why in reasons:
                yield f"{source.name}: {why}"


def main():
    corpus, folder = map(pathlib.Path, sys.argv[1:])
    adjustments = sorted(prepare(corpus, folder))
    for line in adjustments:
        print(f"{corpus.name}/{line}")
    summary = "".join(f"{line}\n" for line in adjustments)
    folder.with_name(folder.name + ".adjustments.txt").write_text(summary)


main()
