#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what it costs a build to check migrations.

  checking.py --godwit-build FOLDER <corpora>

<corpora> is a folder as tests/corpora takes it; of it, trigger_dev is checked.
"""

import argparse
import pathlib
import subprocess
import sys

from measuring import commands_of, installed, print_ratios, print_table, run, seconds

HERE = pathlib.Path(__file__).parent
PREPARE = HERE.parent / "tests/corpora/prepare_corpus.py"
LEVELS = ("structure", "syntax", "execute")

# Of three migrations one makes a table, which the others change.
TEXTS = (
    """\
-- migrate:up
CREATE TABLE thing_{n} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO thing_{n} (name) VALUES ('one'), ('it''s two');
-- migrate:down
DROP TABLE thing_{n};
""",
    """\
-- migrate:up
ALTER TABLE thing_{n} ADD COLUMN price INTEGER NOT NULL DEFAULT 0;
UPDATE thing_{n} SET price = 7 WHERE name = 'one';
-- migrate:down
ALTER TABLE thing_{n} DROP COLUMN price;
""",
    """\
-- migrate:up
CREATE INDEX thing_{n}_by_name ON thing_{n} (name, price);
-- migrate:down
DROP INDEX thing_{n}_by_name;
""",
)


def write_changing_migrations(folder, count):
    folder.mkdir()
    for number in range(count):
        text = TEXTS[number % 3].format(n=number // 3)
        (folder / f"{number + 1:05}_change_thing.sql").write_text(text)


class Project:
    """bench/checking, configured in `folder`."""

    def __init__(self, folder, prefix, corpora):
        self.sets, self.folder = folder / "sets", folder / "build"
        self.sets.mkdir()
        python = (sys.executable, "-B")
        run(*python, HERE / "tiny_migrations.py", self.sets / "tiny", "1000")
        write_changing_migrations(self.sets / "changing", 1_000)
        run(*python, PREPARE, corpora / "trigger_dev", self.sets / "large")
        run(
            *("cmake", "-G", "Ninja", "-B", self.folder),
            *("-S", HERE / "checking"),
            f"-DCMAKE_PREFIX_PATH={prefix}",
            f"-DFOLDER={self.sets}",
            "-DCMAKE_BUILD_TYPE=Release",
        )

    def build(self):
        """How many sets were checked."""
        output = subprocess.check_output(
            ["cmake", "--build", self.folder],
            stderr=subprocess.STDOUT,
            text=True,
        )
        return output.count("Checking migrations of")

    def check(self, library, level):
        """A call that checks a set as the build does, and returns seconds."""
        checked = f"{library}.godwit/{library}.checked"
        commands = commands_of(self.folder, checked)
        lint = next(c for c in commands if " lint " in c)
        for other in LEVELS:
            lint = lint.replace(f"--level {other}", f"--level {level}")
        return lambda: seconds(
            lambda: run(
                *("sh", "-c", lint),
                cwd=self.folder,
                stderr=subprocess.DEVNULL,
            )
        )


def there_and_back(file):
    """What the deepest level runs of a migration."""
    up, down = file.read_text().split("-- migrate:down")
    return up + down + up


def bench_sqlite(project, library, title):
    files = sorted((project.sets / library).iterdir())
    script = "".join(map(there_and_back, files)).encode()

    def shell():
        return seconds(lambda: run("sqlite3", ":memory:", input=script))

    print_ratios(
        f"{len(files):,} migrations, {title}",
        11,
        [
            ("`sqlite3 :memory:`, each up, down and up", shell),
            *(
                (f"check at level {level}", project.check(library, level))
                for level in LEVELS
            ),
        ],
    )


def bench_postgresql(project):
    count = len(list((project.sets / "large").glob("*.up.sql")))
    print_ratios(
        f"{count} migrations of trigger.dev; limit 1.5 s at syntax",
        11,
        [
            (f"check at level {level}", project.check("large", level))
            for level in LEVELS[:2]
        ],
    )


def bench_builds(project):
    rows = []

    def build(label):
        rows.append((label, str(project.build())))

    build("the first")
    build("nothing changed")
    edited = next((project.sets / "tiny").iterdir())
    edited.write_text(edited.read_text() + "-- edited\n")
    build("one migration edited")
    build("nothing changed")
    print_table("Builds of the three sets", ("sets that are checked",), rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--godwit-build", required=True)
    parser.add_argument("corpora", type=pathlib.Path)
    arguments = parser.parse_args()
    with installed(arguments.godwit_build) as (folder, prefix):
        project = Project(folder, prefix, arguments.corpora)
        bench_builds(project)
        bench_sqlite(project, "tiny", "a table each; limit 1 s at execute")
        bench_sqlite(project, "changing", "tables that change")
        bench_postgresql(project)


main()
