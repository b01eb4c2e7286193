# SPDX-License-Identifier: BSL-1.0
"""The fenced blocks of README.md, docs/ and bench/README.md, and the marks that
say which test runs them.

A mark is a comment on the line before the block; it is not seen by readers:

  <!-- file: <project>/<path> -->   a file of a project that a case builds
  <!-- run: <case> -->              commands, which that case runs; a case is
                                    one of tests/cmake/case_*.py
  <!-- piece -->                    part of a file; the case `pieces` runs all
                                    such parts, of CMake, C++ and SQL
  <!-- by hand: <reason> -->        nothing runs it
"""

import pathlib
import re

BLOCK = re.compile(
    r"^(?:<!-- ([a-z ]+)(?:: ([^\n]*))? -->\n)?```(\w*)\n(.*?)^```$", re.M | re.S
)
PAGES = ("README.md", "docs/*.md", "bench/README.md")


class Block:
    def __init__(self, page, line, mark, value, language, text):
        self.page = page
        self.line = line
        self.mark = mark
        self.value = value
        self.language = language
        self.text = text


def documented_blocks(source):
    """In the order of the pages, and of their blocks."""
    source = pathlib.Path(source)
    blocks = []
    for pattern in PAGES:
        for path in sorted(source.glob(pattern)):
            page = path.relative_to(source).as_posix()
            text = path.read_text()
            for found in BLOCK.finditer(text):
                fence = text.index("```", found.start())
                line = text.count("\n", 0, fence) + 1
                blocks.append(Block(page, line, *found.groups()))
    return blocks


def documented_files(source):
    """{path: text} of the blocks that are whole files."""
    return {
        block.value: block.text
        for block in documented_blocks(source)
        if block.mark == "file"
    }
