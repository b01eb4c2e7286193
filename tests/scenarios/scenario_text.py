# SPDX-License-Identifier: BSL-1.0
"""The text of a scenario as a list of actions."""

import os
import re
from dataclasses import dataclass, field

MARKS = ("sqlite", "file", "libsql", "postgresql")


@dataclass
class Action:
    line: int
    verb: str
    argument: str
    stdout: list = field(default_factory=list)
    stderr: list = field(default_factory=list)
    content: list = field(default_factory=list)
    exit: int = 0


def read_scenario(folder, marks):
    with open(os.path.join(folder, "scenario.txt"), encoding="utf-8") as file:
        return parse(file.read(), marks)


def parse(text, marks):
    actions = []
    for number, line in enumerate(text.splitlines(), 1):
        line = for_marks(line, marks)
        if line is None or not line.strip() or line.startswith("#"):
            continue
        if line.startswith("  "):
            actions[-1].stdout.append(line[2:])
        elif line.startswith("!"):
            actions[-1].stderr.append(line[2:])
        elif line.startswith("|"):
            actions[-1].content.append(line[2:])
        elif line.startswith("exit "):
            actions[-1].exit = int(line[5:])
        else:
            verb, _, argument = line.partition(" ")
            actions.append(Action(number, verb, argument))
    return actions


def for_marks(line, marks):
    """A line that begins with "@sqlite " is for SQLite alone."""
    for name in MARKS:
        mark = f"@{name} "
        if line.startswith(mark):
            return line[len(mark) :] if name in marks else None
    return line


# What a scenario cannot know. "<...>" alone on a line stands for any lines.
WILDCARDS = {
    # In a table there are more blanks before a shorter one.
    "  <duration>": r"  +(?:\d+\.\d ms|\d+\.\d\d s|\d+ min \d\d s)",
    "<duration>": r"(?:\d+\.\d ms|\d+\.\d\d s|\d+ min \d\d s)",
    "<time>": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "<timestamp>": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "<number>": r"\d+",
    "<digest>": r"[0-9a-f]{64}",
    "<short>": r"[0-9a-f]{12}",
    "<hash>": r"[0-9a-f]{16}",
    "<the database>": r"(?:sqlite:.+|libSQL database at .+|PostgreSQL database .+ at .+ as .+)",
    "<space>": r" *",
    "<any>": r".*",
}


def pattern_of(line):
    line = re.sub("  +<duration>", "  <duration>", line)
    pieces = re.split("(" + "|".join(WILDCARDS) + ")", line)
    return "".join(WILDCARDS.get(piece, re.escape(piece)) for piece in pieces)


def pattern_of_lines(lines):
    pattern = ""
    for line in lines:
        if line == "<...>":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += pattern_of("" if line == "<blank>" else line) + r"\n"
    return pattern


def matches(expected, text):
    if text and not text.endswith("\n"):
        text += "\n"
    return re.fullmatch(pattern_of_lines(expected), text) is not None
