# SPDX-License-Identifier: BSL-1.0
"""docs/troubleshooting.md has each state of a migration and each code of an
error, and shows errors and hints as the sources word them.

  troubleshooting_test.py <source tree>
"""

import pathlib
import re
import sys

TREE = pathlib.Path(sys.argv[1])
PAGE = "docs/troubleshooting.md"
TEXT = (TREE / PAGE).read_text()

ENUM = r"enum class {} .*?\{{(.*?)\}};"
HEADING = re.compile(r"^### (\w+)$", re.M)
STATE = re.compile(r"^\| `([a-z ]+)` \|", re.M)
BLOCK = re.compile(r"^```\n(.*?)^```$", re.M | re.S)
SAID = re.compile(r"^(?:[^ ]+: )?(error|hint): (.*)$")
LITERAL = r'"((?:[^"\\\n]|\\.)*)"'
TEXTS = re.compile(rf"{LITERAL}(?:\s*{LITERAL})*")

# The words of databases.
OF_DATABASES = (
    r"column .* does not exist",
    r"canceling statement due to lock timeout",
)


def own_words():
    """What hints of the library say, and an executor in its place."""
    table = (TREE / "src" / "cli" / "own_words.cpp").read_text()
    return re.findall(rf"\{{{LITERAL}, {LITERAL}\}}", table)


def enumerators(header, name):
    text = (TREE / "include" / "godwit" / header).read_text()
    (body,) = re.findall(ENUM.format(name), text, re.S)
    body = re.sub(r"//.*", "", body)
    return set(re.findall(r"\w+", body))


def templates():
    """The texts of the sources, with what they leave open, as an executor says
    them."""
    words = own_words()
    for file in (TREE / "src").rglob("*.[ch]*"):
        for found in TEXTS.finditer(file.read_text()):
            text = "".join(re.findall(LITERAL, found.group()))
            text = text.replace(r"\"", '"')
            for in_library, here in words:
                text = text.replace(in_library, here)
            parts = re.split(r"\{[^{}]*\}", text)
            if sum(len(part) for part in parts) > 8:
                yield ".*".join(map(re.escape, parts))


def messages():
    """(line, kind, words) of what the page shows."""
    for block in BLOCK.finditer(TEXT):
        first = TEXT.count("\n", 0, block.start()) + 2
        for number, line in enumerate(block.group(1).splitlines(), first):
            if found := SAID.match(line):
                yield number, *found.groups()


def is_said(words, known):
    without_sqlstate = re.sub(r" \[\w{5}\]$", "", words)
    return known.fullmatch(without_sqlstate) is not None


def problems():
    for what, there, wanted in (
        ("code", set(HEADING.findall(TEXT)), enumerators("error.h", "ErrorCode")),
        (
            "state",
            {state.replace(" ", "_") for state in STATE.findall(TEXT)},
            enumerators("plan.h", "MigrationState"),
        ),
    ):
        for name in sorted(there ^ wanted):
            yield f"{PAGE}: error: the {what} {name} is not in both page and header"
    known = re.compile("|".join({*templates(), *OF_DATABASES}))
    shown = [*messages()]
    if len(shown) < 50:
        yield f"only {len(shown)} messages were found"
    for number, kind, words in shown:
        if not is_said(words, known):
            yield f"{PAGE}:{number}: error: nothing in src says this {kind}: {words}"


sys.exit("\n".join(problems()) or 0)
