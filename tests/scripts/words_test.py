# SPDX-License-Identifier: BSL-1.0
"""The library and the commands advise in words of their API, since an application
or a page has no command line; src/cli/own_words.cpp knows what an executor says
for each of them.

  words_test.py <source tree>
"""

import pathlib
import re
import sys

LIBRARY = ("base", "sql", "migration", "plan", "driver", "history", "run",
           "rehearsal", "check", "schema", "trial", "command")
TOKEN = re.compile(r'//[^\n]*|^#[^\n]*|R"\((.*?)\)"|"((?:\\.|[^"\\\n])*)"|\s+|.',
                   re.M | re.S)
OPTION = re.compile(r"""(?:^|[ '"(])(--[a-z][a-z-]*)""")
COMMAND = re.compile(r"\bsee status\b|\bmigrate-[a-z]+|\bsay resolve\b")
API = re.compile(r"\b(?!Godwit::)[A-Z]\w+::[a-z]\w+")  # not targets of CMake
OWN_WORD = re.compile(r'^    \{"(\w+::\w+)[^"]*", "', re.M)

# Options and marks of other programs.
FOREIGN = {"--env-file", "--changeset", "--liquibase", "--rollback", "--if-exists",
           "--name-only", "--end-of-options", "--column-inserts",
           "--rows-per-insert"}
# What no command of an executor runs into.
LIBRARY_ALONE = {"ConnectOptions::read_only", "Database::commit", "Rows::is_null"}


def texts(source):
    """Each literal with its line; those that follow each other are one."""
    text, begin, line = "", 0, 1
    for token in TOKEN.finditer(source):
        found = token.group(1) if token.group(1) is not None else token.group(2)
        if found is not None:
            begin = begin or line
            text += found
        elif not token.group().isspace() and begin:
            yield begin, text
            text, begin = "", 0
        line += token.group().count("\n")


def problems(tree, known):
    used = set(LIBRARY_ALONE)
    for room in LIBRARY:
        for file in sorted((tree / "src" / room).rglob("*.cpp")):
            for line, text in texts(file.read_text()):
                used.update(API.findall(text))
                wrong = [word for word in OPTION.findall(text) if word not in FOREIGN]
                wrong += COMMAND.findall(text)
                wrong += [name for name in API.findall(text)
                          if name not in known | LIBRARY_ALONE]
                for word in wrong:
                    yield f"{file}:{line}: error: this room says \"{word}\""
    for name in sorted(known - used):
        yield f"src/cli/own_words.cpp: error: nothing says {name}"


def main(tree):
    tree = pathlib.Path(tree)
    known = set(OWN_WORD.findall((tree / "src/cli/own_words.cpp").read_text()))
    if len(known) < 5:
        sys.exit(f"only these words were found: {known}")
    sys.exit("\n".join(problems(tree, known)) or 0)


main(*sys.argv[1:])
