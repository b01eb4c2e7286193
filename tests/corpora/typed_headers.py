#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The headers of many schemas of SQLite compile without a warning.

  typed_headers.py <tool> <include directory> <folder> <schema>...

A <schema> is a directory of migrations, or a file of cases, of which each has
in a line of JSON the SQL that makes a schema. All headers are compiled at once,
each in a namespace of its own, by g++ and clang++.
"""

import json
import pathlib
import shutil
import subprocess
import sys

STRICT = [
    "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic",
    "-Wconversion", "-Wshadow", "-Werror",
]  # fmt: skip


def texts_of(cases):
    """The SQL of each schema, once."""
    for line in cases.read_text().splitlines():
        case = json.loads(line)
        for side in ("old", "new"):
            if f"{side}_file" in case:
                yield (cases.parent / case[f"{side}_file"]).read_text()
            else:
                yield case[f"{side}_sql"]


def directories(schemas, folder):
    for schema in map(pathlib.Path, schemas):
        if schema.is_dir():
            yield schema
            continue
        texts = sorted({text for text in texts_of(schema) if text.strip()})
        for number, text in enumerate(texts):
            made = folder / f"case_{number}"
            made.mkdir()
            (made / "0001_all.sql").write_text(text)
            yield made


def write_header(tool, directory, output, namespace):
    done = subprocess.run(
        [
            tool, "header", directory, "--dialect", "sqlite",
            "--namespace", namespace, "--output", output,
        ],
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    return done.stderr if done.returncode != 0 else ""


def main(tool, include, folder, *schemas):
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    failures = []
    headers = []
    for number, directory in enumerate(directories(schemas, folder)):
        header = folder / f"schema_{number}.h"
        problem = write_header(tool, directory, header, f"n{number}")
        if problem:
            failures.append(f"{directory}: {problem}")
        else:
            headers.append(header.name)
    (folder / "all.cpp").write_text("".join(f'#include "{h}"\n' for h in headers))
    for compiler in ("g++", "clang++"):
        done = subprocess.run(
            [compiler, *STRICT, f"-I{include}", folder / "all.cpp"],
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            failures.append(f"{compiler}: {done.stderr[:4000]}")
    print(f"{len(headers)} headers")
    if failures or not headers:
        sys.exit("\n".join(failures) or "no schema was found")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
