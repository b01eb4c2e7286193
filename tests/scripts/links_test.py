# SPDX-License-Identifier: BSL-1.0
"""Each link from one page of the documentation to another, to a heading or to a
file of the tree leads somewhere.

  links_test.py <source tree>
"""

import pathlib
import re
import sys

TREE = pathlib.Path(sys.argv[1])
PAGES = ("README.md", "docs/*.md", "bench/README.md", "tests/*/README.md")

FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.M)
ANCHOR = re.compile(r'<a id="([^"]+)">')


def prose(page):
    """Without its blocks of code, each as many lines as before."""
    blank = lambda found: "\n" * found.group().count("\n")
    return FENCE.sub(blank, page.read_text())


def anchor(heading):
    """As GitHub and most others make them."""
    words = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page):
    text = prose(page)
    return {*map(anchor, HEADING.findall(text)), *ANCHOR.findall(text)}


def problem(page, target):
    """Why the link leads nowhere; empty if it does."""
    path, _, wanted = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return f"there is no {path}"
    if wanted and wanted not in anchors(file):
        return f"{path or 'this page'} has no heading #{wanted}"
    return ""


def problems():
    count = 0
    for pattern in PAGES:
        for page in sorted(TREE.glob(pattern)):
            for number, line in enumerate(prose(page).splitlines(), 1):
                for target in LINK.findall(line):
                    if "://" in target:
                        continue
                    count += 1
                    if why := problem(page, target):
                        yield f"{page.relative_to(TREE)}:{number}: error: {why}"
    if count < 100:
        yield f"only {count} links were found"


sys.exit("\n".join(problems()) or 0)
