#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes <count> migrations of one small table each into <folder>.

  tiny_migrations.py <folder> <count>
"""

import pathlib
import sys

folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
for number in range(1, count + 1):
    file = folder / f"{number:05}_create_thing.sql"
    file.write_text(
        "-- migrate:up\n"
        f"CREATE TABLE thing_{number} (id INTEGER PRIMARY KEY, name TEXT);\n"
        "-- migrate:down\n"
        f"DROP TABLE thing_{number};\n"
    )
