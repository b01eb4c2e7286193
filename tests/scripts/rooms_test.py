# SPDX-License-Identifier: BSL-1.0
"""Every include goes with the flow: a room of src/ includes itself and what it
uses, directly or through others, as its CMakeLists.txt says; and the table in
docs/architecture.md says the same. Of fmt there is what base/fmt.cpp compiles.

  rooms_test.py <source tree>
"""

import pathlib
import re
import sys

CALL = re.compile(r"^godwit_add_room\((\w+)(.*?)^\)", re.M | re.S)
USES = re.compile(r"^  USES ([\w ]+)$", re.M)
INCLUDE = re.compile(r'^#include "(\w+)/', re.M)
ROW = re.compile(r"^\| `(\w+)` \|.*\| ([\w, ]*)\|$", re.M)


def declared(source):
    """What each room uses directly."""
    rooms = {}
    for file in sorted(source.glob("*/CMakeLists.txt")):
        for room, arguments in CALL.findall(file.read_text()):
            uses = USES.search(arguments)
            rooms[room] = uses.group(1).split() if uses else []
    return rooms


def documented(page):
    rows = ROW.findall(page.read_text())
    return {room: uses.replace(",", "").split() for room, uses in rows}


def reachable(room, rooms):
    found = {room}
    for used in rooms[room]:
        found |= reachable(used, rooms)
    return found


def lines_of(folder):
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".h", ".cpp"):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                yield f"{file}:{number}", line


def wrong_includes(source, rooms):
    for room in rooms:
        allowed = reachable(room, rooms)
        for place, line in lines_of(source / room):
            included = INCLUDE.match(line)
            if included and included[1] in rooms and included[1] not in allowed:
                yield f"{place}: error: {room} does not use {included[1]}"


def includes_without_code(source):
    """Where all is built with clang, or optimised, a program would need fmt's
    library."""
    for place, line in lines_of(source):
        if line.startswith("#include <fmt/") and line != "#include <fmt/format.h>":
            yield f"{place}: error: base/fmt.cpp does not compile what this needs"
        if "fmt::join(" in line:
            yield f"{place}: error: say comma_separated() instead"


def differences(rooms, table):
    for room in sorted(rooms.keys() | table.keys()):
        said = sorted(table.get(room, ["no line"]))
        if sorted(rooms.get(room, ["no room"])) != said:
            yield f"docs/architecture.md: error: {room} uses {rooms.get(room)}, not {said}"


def main(tree):
    tree = pathlib.Path(tree)
    rooms = declared(tree / "src")
    if len(rooms) < 5:
        sys.exit(f"only these rooms were found: {rooms}")
    problems = [*wrong_includes(tree / "src", rooms),
                *includes_without_code(tree / "src"),
                *differences(rooms, documented(tree / "docs/architecture.md"))]
    sys.exit("\n".join(problems) or 0)


main(*sys.argv[1:])
