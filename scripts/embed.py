#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Embed a directory of migrations in C++ source.

Reads the `*.sql` and `*.cpp` files that lie directly in a directory and writes
a header and one source file, which define

    namespace <namespace> { godwit::EmbeddedSet all() noexcept; }

All data of a set lies in one piece and begins with a manifest, by which it can
be found in any binary; docs/format.md describes it.

The same input gives the same bytes: no times and no paths but the display
directory. A file that would not change is left untouched, so that nothing is
compiled again; only the stamp is always written. godwit_add_migrations() in
cmake/GodwitAddMigrations.cmake runs this once for each set.
"""

import argparse
import glob
import os
import sys

sys.dont_write_bytecode = True
SCRIPTS = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, SCRIPTS)

from embedding.arguments import (
    add_set_arguments,
    argument_files,
    expanded_arguments,
)
from embedding.cpp_source import generated_files
from embedding.migrations_directory import (
    further_directories,
    read_set,
    read_snapshot,
)
from embedding.output_files import (
    FOLLOWABLE_NAME,
    depfile_text,
    future_inputs,
    time_before_reading,
    write_if_different,
    write_stamp,
)
from embedding.refusal import exit_code, warning
from embedding.strays import files_in_folders, warnings_of_strays


def embed(arguments):
    began_at = time_before_reading()
    files = read_set(arguments)
    snapshot = read_snapshot(arguments.snapshot)
    for path, data in generated_files(arguments, files, snapshot).items():
        write_if_different(path, data, began_at)
    parts = [directory for _, directory in further_directories(arguments)]
    nested = files_in_folders(arguments.directory, parts)
    if arguments.depfile:
        nested_in = [os.path.join(arguments.directory, f)
                     for f in followable_folders(nested)]
        seen = inputs_of_set(arguments, files) + nested_in
        depfile = depfile_text(arguments.stamp, seen)
        write_if_different(arguments.depfile, depfile, began_at)
    for stray in warnings_of_strays(arguments.directory, nested):
        print(stray, file=sys.stderr)
    future = future_inputs(inputs(arguments, files))
    for path in future:
        print(comes_from_the_future(path), file=sys.stderr)
    names = [os.path.basename(file.path) for file in files]
    write_stamp(arguments.stamp, began_at, names, future)


def followable_folders(files):
    """So that one more file in them is told of, too."""
    folders = {os.path.dirname(file) for file in files}
    return sorted(
        folder
        for folder in folders
        if FOLLOWABLE_NAME.fullmatch(folder.replace("/", ""))
    )


def inputs_of_set(arguments, files):
    """The directories, since files may be added, and what is read."""
    paths = [arguments.directory]
    paths += [directory for _, directory in further_directories(arguments)]
    paths += [file.path for file in files]
    return paths + ([arguments.snapshot] if arguments.snapshot else [])


def inputs(arguments, files):
    """All that the rule of the build depends on."""
    modules = glob.glob(os.path.join(glob.escape(SCRIPTS), "embedding", "*.py"))
    of_set = inputs_of_set(arguments, files)
    return [*of_set, *argument_files(), *modules, __file__]


def comes_from_the_future(path):
    return warning(
        path,
        "its time is in the future, so every build embeds the migrations anew"
        " until then",
        "set the clock, or touch the file",
    )


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        # To ask for the terminal's width would import a lot.
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=80),
    )
    required = {"required": True}
    add_set_arguments(parser)
    parser.add_argument("--header-output", **required)
    parser.add_argument("--source-output", **required)
    parser.add_argument("--code-output", help="a folder, for migrations in C++")
    parser.add_argument("--blob-output", help="for .incbin", default="")
    parser.add_argument(
        "--keep-blob",
        help="for other tools, where the source needs none",
        action="store_true",
    )
    parser.add_argument("--depfile")
    parser.add_argument("--stamp", **required)
    return parser.parse_args(expanded_arguments())


if __name__ == "__main__":
    sys.exit(exit_code(embed, parse_arguments()))
