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

import embed


def check(arguments):
    files = embed.read_set(arguments.directory, arguments.allow_empty)
    library = read_libraries(arguments.library)
    head = embed.manifest_head(arguments, files)
    if embed.set_data(head, files) in library:
        return
    carried = carried_texts(library, arguments.name)
    problems = list(differences(arguments, files, carried))
    hint = f"run `touch {arguments.directory}` and build again"
    raise embed.Refusal("\n".join((*problems, f"hint: {hint}")))


def read_libraries(paths):
    try:
        return b"".join(map(embed.read_bytes, paths))
    except embed.Refusal:
        message = "the library is not there to be compared"
        hint = "build it first"
        raise embed.Refusal(embed.error(paths[0], message, hint)) from None


def carried_texts(library, name):
    """{file name: text} of the set with this name, laid out as docs/format.md
    describes it."""
    _, mark, rest = library.partition(embed.MARK + os.fsencode(name) + b"\0")
    if not mark:
        return {}
    *_, count, rest = rest.split(b"\0", 7)
    *fields, rest = rest.split(b"\0", 3 * int(count))
    texts = {}
    for name, size in zip(fields[0::3], map(int, fields[2::3])):
        texts[name], rest = rest[:size], rest[size + 1 :]
    return texts


def differences(arguments, files, carried):
    """A message for each file, or one for the set if all files are the same."""
    texts = {file.name: file.text for file in files}
    names = sorted(texts.keys() | carried.keys())
    changed = [n for n in names if texts.get(n) != carried.get(n)]
    for name in changed:
        path = os.path.join(arguments.directory, os.fsdecode(name))
        yield embed.error(path, difference(name, texts, carried, arguments))
    if not changed:
        message = f"{arguments.name} was built for other arguments"
        yield embed.error(arguments.directory, message)


def difference(name, texts, carried, arguments):
    if name not in carried:
        return f"this file was added, and {arguments.name} does not carry it"
    if name not in texts:
        return f"this file was removed, and {arguments.name} still carries it"
    return f"this file was edited, and {arguments.name} carries the old text"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    embed.add_set_arguments(parser)
    parser.add_argument("--library", nargs="+", required=True)
    return parser.parse_args(embed.expanded_arguments())


if __name__ == "__main__":
    sys.exit(embed.exit_code(check, parse_arguments()))
