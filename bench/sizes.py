#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Builds an executor for SQLite alone, dynamic and static, and prints the sizes
of both and what each part adds, as the linker's map tells.

  sizes.py [--compiler g++] [--libsql]

--libsql: also one that is linked with the driver for libSQL servers, and what
that adds.
"""

import argparse
import collections
import os
import pathlib
import re
import tempfile

from measuring import print_table, run

GODWIT = pathlib.Path(__file__).resolve().parents[1]
FORMS = ("dynamic", "static")

# " .text.name  0xaddress  0xsize file", the name perhaps on a line of its own.
INPUT_SECTION = re.compile(
    r"^ (\.\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$", re.M
)
CODE_OR_DATA = re.compile(
    r"\.(text|rodata|data|tdata|eh_frame|gcc_except_table)(\.|$)"
)
ARCHIVES = {
    "libsqlite3.a": "SQLite",
    "libstdc++.a": "libstdc++",
    "libc.a": "glibc",
    "libsizes.a": "the set (migrations)",
}
# By what stands in the mangled names of what headers brought into our objects.
HEADER_LIBRARIES = {
    "3CLI": "CLI11",
    "8nlohmann": "nlohmann-json",
    "3fmt": "fmt",
    "6godwit": "",
}


def input_sections(map_file):
    """(section, size, file) of all code and data in the program."""
    text = map_file.read_text().partition("\nLinker script and memory map")[2]
    text = re.sub(r"^( \.\S+)\n +0x", r"\1 0x", text, flags=re.M)
    for section, address, size, file in INPUT_SECTION.findall(text):
        if int(address, 16) != 0 and CODE_OR_DATA.match(section):
            yield section, int(size, 16), file


def part_of(section, file, rooms):
    """Who brought a section into the program."""
    archive, _, member = os.path.basename(file).partition("(")
    if archive in ARCHIVES:
        return ARCHIVES[archive]
    if archive.startswith("libm-"):
        return "glibc"
    if not archive.startswith("libgodwit"):
        return "the rest (start-up, libgcc)"
    member = member.removesuffix(").o").removesuffix(".o)")
    if member == "fmt.cpp":
        return "fmt"
    return header_library(section) or f"Godwit, {rooms[member]}"


def header_library(section):
    """Empty for what is Godwit's own."""
    if "._Z" not in section:
        return ""
    for mark, library in HEADER_LIBRARIES.items():
        if mark in section:
            return library
    return "C++ standard library's templates"


def rooms_of_sources():
    return {
        source.name: source.relative_to(GODWIT / "src").parts[0]
        for source in (GODWIT / "src").rglob("*.cpp")
    }


def sizes_of_parts(map_file):
    rooms = rooms_of_sources()
    sizes = collections.Counter()
    for section, size, file in input_sections(map_file):
        sizes[part_of(section, file, rooms)] += size
    return sizes


def build(folder, compiler, libsql):
    run(
        *("cmake", "-G", "Ninja", "-B", folder),
        *("-S", GODWIT / "bench" / "sizes"),
        f"-DGODWIT_SOURCE={GODWIT}",
        f"-DCMAKE_CXX_COMPILER={compiler}",
        "-DCMAKE_BUILD_TYPE=Release",
        f"-DWITH_LIBSQL={'ON' if libsql else 'OFF'}",
    )
    run("cmake", "--build", folder)


def stripped_size(program):
    stripped = program.with_suffix(".stripped")
    run("strip", "-o", stripped, program)
    return stripped.stat().st_size


def kilobytes(size):
    return f"{size / 1000:,.0f}"


def print_sizes(folder):
    programs = [folder / form for form in FORMS]
    files = [program.stat().st_size for program in programs]
    stripped = [stripped_size(program) for program in programs]
    parts = [sizes_of_parts(folder / f"{form}.map") for form in FORMS]
    others = [size - sum(p.values()) for size, p in zip(stripped, parts)]
    names = sorted(set().union(*parts), key=lambda name: -parts[1][name])
    rows = [
        ("file", *map(kilobytes, files)),
        ("**file, stripped**", *map(kilobytes, stripped)),
        *((n, *(kilobytes(part[n]) for part in parts)) for n in names),
        ("tables of linker and file format", *map(kilobytes, others)),
    ]
    print_table("Executor for SQLite alone, kB", FORMS, rows)


def print_driver(folder):
    """By itself it needs libcurl, which is in no row of the linker's map."""
    sizes = [stripped_size(folder / form) for form in ("dynamic", "libsql")]
    rows = [("SQLite alone", kilobytes(sizes[0])),
            ("with the driver for libSQL servers", kilobytes(sizes[1])),
            ("**what that adds**", kilobytes(sizes[1] - sizes[0]))]
    print_table("Executor, dynamic, stripped, kB", ("size",), rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--libsql", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="godwit-sizes-") as folder:
        build(folder, arguments.compiler, arguments.libsql)
        print_sizes(pathlib.Path(folder))
        if arguments.libsql:
            print_driver(pathlib.Path(folder))


main()
