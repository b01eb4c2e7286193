# SPDX-License-Identifier: BSL-1.0
"""Just enough of a SQL lexer to find whole statements in a migration."""

import re
import sqlite3

# What may hold a semicolon that ends nothing; then the semicolon that does.
PIECE = {
    "pg": r"--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'"
    r"|\"[^\"]*\"|\$(\w*)\$.*?\$\1\$|;",
    "sqlite": r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\[[^]]*\]|;",
}
COMMENT = re.compile(r"\A(?:\s+|--[^\n]*|/\*.*?\*/)*", re.S)


def semicolons(text, engine):
    for piece in re.finditer(PIECE[engine], text, re.S):
        if piece.group() == ";" and (
            engine == "pg" or sqlite3.complete_statement(text[: piece.end()])
        ):
            yield piece.start()


def statements(text, engine):
    """Offsets of the first character and of the end of each statement, without
    the comments before it and the semicolon behind it."""
    begin = 0
    for end in [*semicolons(text, engine), len(text)]:
        first = begin + COMMENT.match(text[begin:end]).end()
        if first < end:
            yield first, end
        begin = end + 1
