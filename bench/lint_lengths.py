#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what the check of one migration costs as it gets longer, in seconds
of the processor: twice as many statements should take twice the time.

  lint_lengths.py <tool> [--rounds N] [--counts N...]

<tool> is the program `godwit`.
"""

import argparse
import pathlib
import sys
import tempfile

from lengths import add_arguments, print_rows, row
from measuring import processor_seconds, run

EMBED = pathlib.Path(__file__).parent.parent / "scripts/embed.py"


def allow_at_head(count):
    return "-- godwit: allow drop-table why not\n" + drops(count)


def drops(count):
    return "".join(f"DROP TABLE thing_{n};\n" for n in range(count))


def allow_each(count):
    line = "DROP TABLE thing_{};  -- godwit: allow drop-table why not\n"
    return "".join(line.format(n) for n in range(count))


def allow_each_in_block(count):
    return f"DO $$ BEGIN\n{allow_each(count)}END $$;\n"


def allow_last(count):
    inserts = "".join(
        f"INSERT INTO thing VALUES ({n}, 'it''s');\n" for n in range(count)
    )
    return inserts + allow_each(1)


def allow_nothing(count):
    line = "SELECT {};  -- godwit: allow drop-table why not\n"
    return "".join(line.format(n) for n in range(count))


def settings(count):
    return "".join(f"SET a.b{n} = 1;\n" for n in range(count))


def rebuilds(count):
    """Four statements each."""
    return "".join(
        f"CREATE TABLE new_{n} (id int, name text);\n"
        f"INSERT INTO new_{n} SELECT * FROM thing_{n};\n"
        f"DROP TABLE thing_{n};\n"
        f"ALTER TABLE new_{n} RENAME TO thing_{n};\n"
        for n in range(count // 4)
    )


def misspelt(count):
    return "".join(f"SELEC {n};\n" for n in range(count))


def transactions(count):
    """Two statements each."""
    return "".join(f"BEGIN; SELECT {n};\n" for n in range(count // 2))


SCRIPTS = (
    ("an `allow` at the head, all of it allowed", allow_at_head),
    ("an `allow` for each statement", allow_each),
    ("the same in a `DO` block", allow_each_in_block),
    ("an `allow` for the last one", allow_last),
    ("each `allow` a finding, since it allows nothing", allow_nothing),
    ("each statement a finding", drops),
    ("a setting in each statement", settings),
    ("tables rebuilt", rebuilds),
    ("each second statement an error of structure", transactions),
    ("each statement an error of syntax", misspelt),
)


def embedded(folder, text, dialect):
    """A file that carries one migration of this text."""
    folder.mkdir(parents=True)
    (folder / "0001_long.sql").write_text(text)
    data = folder.with_suffix(".blob")
    run(
        *(sys.executable, "-B", EMBED, "--directory", folder),
        *("--display-directory", folder, "--name", "long"),
        *("--dialect", dialect, "--namespace", "long", "--keep-blob"),
        *("--header-output", folder.with_suffix(".h")),
        *("--source-output", folder.with_suffix(".cpp")),
        *("--blob-output", data, "--stamp", folder.with_suffix(".stamp")),
    )
    return data


def lint(tool, data, level):
    """A call that returns the seconds of a lint, whatever that finds."""
    command = (tool, "lint", "--quiet", "--level", level, "--json", data)
    return lambda: processor_seconds(lambda: run(*command, check=False))


def bench(tool, dialect, counts, rounds, folder):
    rows = []
    for title, script in SCRIPTS:
        if dialect == "sqlite" and "DO $$" in script(1):
            continue
        place = folder / dialect / script.__name__
        level = "syntax" if script is misspelt else "structure"
        calls = [
            lint(tool, embedded(place / str(count), script(count), dialect), level)
            for count in counts
        ]
        rows.append(row(title, calls, rounds))
    print_rows(f"Statements, {dialect}", counts, rounds, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, "tool", rounds=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as folder:
        for dialect in ("postgresql", "sqlite"):
            bench(
                arguments.tool,
                dialect,
                arguments.counts,
                arguments.rounds,
                pathlib.Path(folder),
            )


main()
