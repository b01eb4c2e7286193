#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what it costs to embed migrations: the embed step, the compiler, and
builds after an edit and after nothing.

  embedding.py --godwit-build FOLDER [--only small|many|large]
"""

import argparse
import pathlib
import shlex
import statistics
import subprocess
import sys

from escaped_literal import escaped_literal
from measuring import (
    apart,
    commands_of,
    cost,
    installed,
    print_ratios,
    print_table,
    run,
    seconds,
)

COMPILERS = ("g++", "clang++")
TEXT = """\
-- migrate:up
CREATE TABLE thing_{n} (id INTEGER PRIMARY KEY, name TEXT DEFAULT '"grüße"');
INSERT INTO thing_{n} (name) VALUES ('it''s a \\ of {n}, 日本');
-- migrate:down
DROP TABLE thing_{n};
"""
COUNTING_SCRIPT = """\
#!/bin/sh
case "$*" in *embed.py*|*.cpp*) echo run >> "{log}" ;; esac
exec {program} "$@"
"""


def write_migrations(folder, count, size):
    """`count` files that have `size` bytes together."""
    folder.mkdir()
    for number in range(count):
        text = TEXT.format(n=number).encode()
        filling = size // count - len(text) - len("--  \n")
        text += b"-- " + b"Some more of it. " * (filling // 17)
        text += b"." * (filling % 17) + b" \n"
        (folder / f"{number + 1:05}_create_thing.sql").write_bytes(text)


class Project:
    """bench/embedding, configured in `folder` with a set of migrations."""

    def __init__(self, folder, prefix, count, size, compiler="g++"):
        self.folder = folder
        folder.mkdir()
        self.migrations = folder / "migrations"
        apart(lambda: write_migrations(self.migrations, count, size))
        self.build_folder = folder / "build"
        self.compiles = self.counting("launcher", "")
        self.embeds = self.counting("python", shlex.quote(sys.executable))
        run(
            *("cmake", "-G", "Ninja", "-B", self.build_folder),
            *("-S", pathlib.Path(__file__).parent / "embedding"),
            f"-DCMAKE_PREFIX_PATH={prefix}",
            f"-DMIGRATIONS={self.migrations}",
            f"-DCMAKE_CXX_COMPILER={compiler}",
            f"-DCMAKE_CXX_COMPILER_LAUNCHER={folder / 'launcher'}",
            f"-DPython3_EXECUTABLE={folder / 'python'}",
            "-DCMAKE_BUILD_TYPE=Release",
        )
        self.generated = self.build_folder / "bench_set.godwit"

    def counting(self, name, program):
        """Makes a script that counts its runs; returns its log."""
        script, log = self.folder / name, self.folder / f"{name}.log"
        log.touch()
        script.write_text(COUNTING_SCRIPT.format(log=log, program=program))
        script.chmod(0o755)
        return log

    def build(self):
        run("cmake", "--build", self.build_folder)

    def command(self, output):
        """How the build makes one file."""
        return " && ".join(self.commands(output))

    def commands(self, output):
        relative = output.relative_to(self.build_folder)
        return [without_counting(self.folder, command)
                for command in commands_of(self.build_folder, relative)]

    def embed_command(self):
        """Without what CMake does to the depfile."""
        commands = self.commands(self.generated / "bench_set.stamp")
        return next(c for c in commands if "embed.py" in c)

    def compile_command(self):
        objects = self.build_folder / "CMakeFiles" / "bench_set.dir"
        return self.command(objects / "bench_set.godwit" / "bench_set.cpp.o")

    def link_command(self):
        return self.command(self.build_folder / "program")

    def shell(self, command):
        run("sh", "-c", command, cwd=self.build_folder)

    def edit(self):
        changed = self.migrations / "00001_create_thing.sql"
        changed.write_bytes(changed.read_bytes() + b"-- edited\n")

    def runs_of(self, action):
        """(runs of embed.py, runs of the compiler, seconds) of an action."""
        before = lines(self.embeds), lines(self.compiles)
        taken = seconds(action)
        return (
            lines(self.embeds) - before[0],
            lines(self.compiles) - before[1],
            taken,
        )


def without_counting(folder, command):
    command = command.replace(f"{folder}/launcher ", "")
    return command.replace(f"{folder}/python", shlex.quote(sys.executable))


def lines(path):
    return len(path.read_text().splitlines())


def bench_embed_step(project):
    files = sorted(project.migrations.iterdir())
    command = project.embed_command()

    def cat():
        with open(project.folder / "cat", "wb") as output:
            subprocess.run(["cat", *files], check=True, stdout=output)

    def embed():
        for file in project.generated.glob("bench_set.*"):
            file.unlink()
        return seconds(lambda: project.shell(command))

    print_ratios(
        f"Embed step, {size_of(project)}; limit 8",
        21,
        [("`cat` of the files", lambda: seconds(cat)), ("embed step", embed)],
    )


def bench_compiler(project, compiler):
    hand_made = project.folder / "hand_made.cpp"
    files = sorted(project.migrations.iterdir())
    hand_made.write_text(escaped_literal([f.read_bytes() for f in files]))
    hand_made_command = f"{compiler} -O3 -c {hand_made} -o {hand_made}.o"
    command = project.compile_command()
    print_ratios(
        f"{compiler}, {size_of(project)}; limit 1.5",
        21,
        [
            (
                "one literal and a table by hand",
                lambda: seconds(lambda: project.shell(hand_made_command)),
            ),
            (
                "generated source",
                lambda: seconds(lambda: project.shell(command)),
            ),
        ],
    )


def bench_builds(project, rounds=7):
    def edited_build():
        project.edit()
        return project.runs_of(project.build)

    rows = [
        build_row("one file edited", [edited_build() for _ in range(rounds)]),
        build_row(
            "nothing changed",
            [project.runs_of(project.build) for _ in range(rounds)],
        ),
    ]
    print_table(
        f"Builds, {size_of(project)}, Ninja (median of {rounds})",
        ("runs of embed.py", "runs of the compiler", "seconds"),
        rows,
    )


def build_row(label, results):
    counts = {(embeds, compiles) for embeds, compiles, _ in results}
    assert len(counts) == 1, counts
    embeds, compiles = counts.pop()
    middle = statistics.median(taken for *_, taken in results)
    return label, str(embeds), str(compiles), f"{middle:.3f}"


def bench_large(folder, prefix):
    rows = []
    for compiler in COMPILERS:
        project = Project(
            folder / compiler, prefix, 1_000, 100_000_000, compiler
        )
        project.build()
        for label, command in (
            ("embed step", project.embed_command()),
            (f"compile, {compiler}", project.compile_command()),
            (f"link, {compiler}", project.link_command()),
        ):
            taken = cost("sh", "-c", command, cwd=project.build_folder)
            rows.append((label, f"{taken.seconds:.2f}", f"{taken.peak:.0f}"))
    print_table(
        f"{size_of(project)}; limit 400 MB for a compiler",
        ("seconds", "peak MB"),
        rows,
    )


def size_of(project):
    files = list(project.migrations.iterdir())
    size = sum(file.stat().st_size for file in files) / 1_000_000
    return f"{len(files):,} files, {size:.0f} MB"


def bench_small(folder, prefix):
    for compiler in COMPILERS:
        project = Project(
            folder / compiler, prefix, 1_000, 1_000_000, compiler
        )
        project.build()
        bench_compiler(project, compiler)
    bench_embed_step(project)
    project.build()
    bench_builds(project)


def bench_many(folder, prefix):
    project = Project(folder / "project", prefix, 10_000, 10_000_000)
    project.build()
    bench_builds(project)


def main():
    benches = {"small": bench_small, "many": bench_many, "large": bench_large}
    parser = argparse.ArgumentParser()
    parser.add_argument("--godwit-build", required=True)
    parser.add_argument("--only", choices=benches)
    arguments = parser.parse_args()
    for name in [arguments.only] if arguments.only else benches:
        with installed(arguments.godwit_build) as (folder, prefix):
            benches[name](folder, prefix)


main()
