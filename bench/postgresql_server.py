# SPDX-License-Identifier: BSL-1.0
"""The PostgreSQL server of the tests, for measurements."""

import contextlib
import os
import pathlib
import sys
import tempfile

from measuring import run

CLUSTER = [
    sys.executable,
    pathlib.Path(__file__).parents[1] / "scripts/postgresql_cluster.py",
]


@contextlib.contextmanager
def cluster():
    with tempfile.TemporaryDirectory(prefix="gwb-", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        run(*CLUSTER, "start", f"{folder}/c")
        try:
            yield f"host={folder}/c port=5432 user=godwit"
        finally:
            run(*CLUSTER, "stop", f"{folder}/c")


@contextlib.contextmanager
def database(server):
    run(*CLUSTER, "createdb", server, "bench")
    try:
        yield f"{server} dbname=bench"
    finally:
        run(*CLUSTER, "dropdb", server, "bench")
