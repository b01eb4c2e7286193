#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs an example on a fresh database and compares what it prints.

  run_example.py sqlite_notes|postgresql_shop <program>
"""

import os
import pathlib
import subprocess
import sys
import tempfile

CLUSTER = pathlib.Path(__file__).parents[2] / "scripts/postgresql_cluster.py"


def expect_output(expected, *command, **environment):
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    if done.stdout != expected:
        sys.exit(f"expected:\n{expected}\ngot:\n{done.stdout}")


def sqlite_notes(notes):
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/notes.db"
        expect_output(
            "migrated: create_note\nmigrated: index_note_written_at\n- read\n",
            *(notes, file, "read"),
        )
        expect_output("- read\n- write\n", notes, file, "write")


def postgresql_shop(shop):
    server = os.environ["GODWIT_TEST_POSTGRESQL"]
    name = f"example_shop_{os.getpid()}"
    url = {"DATABASE_URL": f"{server} dbname={name}"}
    cluster = [sys.executable, CLUSTER]
    subprocess.run([*cluster, "createdb", server, name], check=True)
    try:
        expect_output(
            "migrated: create_product\nmigrated: create_sale\n"
            "binoculars: 3\nfield guide: 12\n",
            shop,
            **url,
        )
        expect_output("binoculars: 2\nfield guide: 12\n", shop, "binoculars", **url)
    finally:
        subprocess.run([*cluster, "dropdb", server, name], check=True)


EXAMPLES = {"sqlite_notes": sqlite_notes, "postgresql_shop": postgresql_shop}
EXAMPLES[sys.argv[1]](sys.argv[2])
