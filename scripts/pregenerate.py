#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Write what embed.py generates into a source tree, for builds without Python.

Beside it comes `<name>.origin`, which holds the SHA-256 of all that belongs
together; cmake/GodwitPregenerated.cmake compares it before it builds.
"""

import argparse
import hashlib
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from embedding.arguments import add_set_arguments, expanded_arguments
from embedding.cpp_source import generated_files
from embedding.migrations_directory import read_set, read_snapshot
from embedding.output_files import (
    FOLLOWABLE_NAME,
    time_before_reading,
    write_if_different,
)
from embedding.refusal import Refusal, error, exit_code


def pregenerate(arguments):
    began_at = time_before_reading()
    files = read_set(arguments)
    refuse_names(files)
    snapshot = read_snapshot(arguments.snapshot)
    generated = generated_files(arguments, files, snapshot)
    generated[arguments.origin_output] = origin(
        arguments, files, snapshot, generated
    )
    for path, data in generated.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_if_different(path, data, began_at)


def refuse_names(files):
    """CMake, which compares the files, takes some characters for its own."""
    problems = [
        error(
            file.path,
            "where there is no Python, CMake cannot compare a file so named",
            "rename the file",
        )
        for file in files
        if not FOLLOWABLE_NAME.fullmatch(os.path.basename(file.path))
    ]
    if problems:
        raise Refusal("\n".join(problems))


def origin(arguments, files, snapshot, generated):
    """A line for each part, as sha256sum prints them."""
    folder = os.path.dirname(arguments.origin_output)
    parts = {"godwit_add_migrations()": arguments.settings.encode()}
    for path, data in generated.items():
        parts[os.path.relpath(path, folder)] = data
    for file in files:
        inside = not b"/" in file.name
        name = os.fsdecode(file.name)
        parts[name if inside else os.path.relpath(file.path, folder)] = (
            file.source
        )
    if arguments.snapshot:
        parts[os.path.relpath(arguments.snapshot, folder)] = snapshot
    lines = (
        f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        for name, data in parts.items()
    )
    return "".join(lines).encode()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    required = {"required": True}
    add_set_arguments(parser)
    parser.add_argument("--settings", help="what CMake passed", **required)
    parser.add_argument("--header-output", **required)
    parser.add_argument("--source-output", **required)
    parser.add_argument("--blob-output", **required)
    parser.add_argument("--code-output", **required)
    parser.add_argument("--origin-output", **required)
    parser.set_defaults(keep_blob=False)
    return parser.parse_args(expanded_arguments())


if __name__ == "__main__":
    sys.exit(exit_code(pregenerate, parse_arguments()))
