# SPDX-License-Identifier: BSL-1.0
"""The tool squashes a directory of migrations, by the commands of the page."""

import os
import subprocess

from documented_blocks import documented_blocks
from project import check_contains, check_equal

SHIM = '#!/bin/sh\nexec "{tool}" "$@" --directory migrations --dialect sqlite\n'


def run(make_project, settings):
    folder = os.path.join(settings.work, "shop")
    migrations = os.path.join(folder, "migrations")
    os.makedirs(migrations)
    for number in range(1, 42):
        path = os.path.join(migrations, f"{number:04}_create_t{number}.sql")
        with open(path, "w") as file:
            file.write(f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY);\n")
    program = os.path.join(folder, "shop-migrate")
    with open(program, "w") as file:
        file.write(SHIM.format(tool=os.path.join(settings.prefix, "bin", "godwit")))
    os.chmod(program, 0o755)

    refused = run_in(folder, "./shop-migrate squash --to 0040")
    check_equal(refused.returncode, 2)
    check_equal(len(os.listdir(migrations)), 41)
    (block,) = (
        block
        for block in documented_blocks(settings.godwit_source)
        if block.page == "docs/commands.md"
        and (block.mark, block.value) == ("run", settings.case)
    )
    done = run_in(folder, block.text)
    check_equal(done.returncode, 0)
    check_contains(done.stdout, "0001_create_t1.sql -> 0040_squashed.sql")
    check_equal(
        sorted(os.listdir(migrations)),
        ["0040_squashed.sql", "0041_create_t41.sql"],
    )


def run_in(folder, commands):
    return subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=folder,
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
