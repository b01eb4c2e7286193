#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compare a directory of migrations with what a built library carries of it.

A build looks at times, and so does not see a file that is replaced by one with
an older time, as `cp -p`, `rsync -t` and unpacking do. This looks at the bytes.
godwit_add_migration_tests() makes a CTest test of it.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from embedding.arguments import add_set_arguments, expanded_arguments
from embedding.migrations_directory import (
    read_bytes,
    read_set,
    read_snapshot,
)
from embedding.refusal import Refusal, error, exit_code
from embedding.set_data import carried_texts, manifest_head, set_data


def check(arguments):
    files = read_set(arguments)
    library = read_libraries(arguments.library)
    head = manifest_head(arguments, files, read_snapshot(arguments.snapshot))
    if set_data(head, files) in library:
        return
    carried = carried_texts(library, arguments.name)
    problems = list(differences(arguments, files, carried))
    hint = f"run `touch {arguments.directory}` and build again"
    raise Refusal("\n".join((*problems, f"hint: {hint}")))


def read_libraries(paths):
    try:
        return b"".join(map(read_bytes, paths))
    except Refusal:
        message = "the library is not there to be compared"
        hint = "build it first"
        raise Refusal(error(paths[0], message, hint)) from None


def differences(arguments, files, carried):
    """A message for each file, or one for the set if all files are the same."""
    texts = {file.name: file.text for file in files}
    paths = {file.name: file.path for file in files}
    names = sorted(texts.keys() | carried.keys())
    changed = [n for n in names if texts.get(n) != carried.get(n)]
    for name in changed:
        path = paths.get(name) or removed_path(arguments, name)
        yield error(path, difference(name, texts, carried, arguments))
    if not changed:
        message = f"{arguments.name} was built for other arguments"
        if arguments.snapshot:
            message += " or another snapshot"
        yield error(arguments.directory, message)


def removed_path(arguments, name):
    part, slash, file = os.fsdecode(name).rpartition("/")
    values = vars(arguments)
    directory = values[f"{part}_directory"] if slash else arguments.directory
    return os.path.join(directory or part, file)


def difference(name, texts, carried, arguments):
    if name not in carried:
        return f"this file was added, and {arguments.name} does not carry it"
    if name not in texts:
        return f"this file was removed, and {arguments.name} still carries it"
    return f"this file was edited, and {arguments.name} carries the old text"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_set_arguments(parser)
    parser.add_argument("--library", nargs="+", required=True)
    return parser.parse_args(expanded_arguments())


if __name__ == "__main__":
    sys.exit(exit_code(check, parse_arguments()))
