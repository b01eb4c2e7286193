#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Embed the page of studio in C++ source.

  embed_page.py --output <file.cpp> [--depfile <file>] <directory>
    [--file <path in the page>=<file>]...

Writes all files of a directory, and those named by --file, as the function
godwit::studio::page_files() of src/studio/page_files.h. The same input gives the
same bytes, and a file that would not change is left untouched.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from embedding.cpp_bytes import literal
from embedding.output_files import (
    depfile_text,
    time_before_reading,
    write_if_different,
)

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
# For those who work on the page, and not for browsers.
NOT_SERVED = (".d.ts", "tsconfig.json", ".md")

SOURCE = b"""\
// Written by scripts/embed_page.py.
#include "studio/page_files.h"

namespace godwit::studio {
namespace {

%s
constexpr PageFile files[] = {
%s};

}  // namespace

std::span<const PageFile> page_files() noexcept { return files; }

}  // namespace godwit::studio
"""
FILE_BYTES = b"constexpr char bytes_%d[] =\n%s;\n"
FILE_ENTRY = b'    {"/%s", "%s", {bytes_%d, sizeof bytes_%d - 1}},\n'


def files_of(directory):
    for folder, folders, names in os.walk(directory):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, directory).replace(os.sep, "/")
            if not inside.endswith(NOT_SERVED):
                yield inside, path


def content_type(path):
    suffix = os.path.splitext(path)[1]
    if suffix not in TYPES:
        sys.exit(f"{path}: error: nothing says what type of content a {suffix or 'file without a suffix'} is: "
                 "name it in scripts/embed_page.py")
    return TYPES[suffix]


def source_of(files):
    data = b"".join(FILE_BYTES % (i, literal(read(path)))
                    for i, (_, path) in enumerate(files))
    entries = b"".join(
        FILE_ENTRY % (inside.encode(), content_type(path).encode(), i, i)
        for i, (inside, path) in enumerate(files))
    return SOURCE % (data, entries)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True)
    parser.add_argument("--depfile")
    parser.add_argument("--file", action="append", default=[])
    parser.add_argument("directory")
    arguments = parser.parse_args()
    began_at = time_before_reading()
    files = list(files_of(arguments.directory))
    files += [tuple(word.split("=", 1)) for word in arguments.file]
    write_if_different(arguments.output, source_of(files), began_at)
    if arguments.depfile:
        text = depfile_text(arguments.output, [path for _, path in files])
        write_if_different(arguments.depfile, text, began_at)


main()
