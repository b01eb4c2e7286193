# SPDX-License-Identifier: BSL-1.0
"""A test runs each command and each snippet of the documentation: a block says
by a mark which one (tests/cmake/documented_blocks.py has the marks), is the
text that a function of CMake is described with, or is an example of a rule in
docs/lint.md. What is only run by hand is listed with its reason.

  docs_test.py <source tree>
"""

import pathlib
import re
import sys

TREE = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(TREE / "tests" / "cmake"))
sys.dont_write_bytecode = True

from documented_blocks import documented_blocks  # noqa: E402

PROJECT = re.compile(r'"((?:[\w-]+\+)*[\w-]+)["/]')
REGISTERED = re.compile(r"godwit_add_cmake_test\((\S+) |^    ([\w. ]+)\)?$", re.M)
ROW = re.compile(r"^\| \[([\w-]+)\]\(#\1\) \| ([\w ,]+) \|", re.M)
RULE = re.compile(r"^### (.*)\n\n\*(.*?)\.\*", re.M)
TARGET = re.compile(r"--target (bench[\w-]*)")
PRESET = re.compile(r"--preset ([\w-]+)")


def named_projects():
    """Those that some case asks for, and `shop`, which all have."""
    names = {"shop"}
    for case in (TREE / "tests" / "cmake").glob("case_*.py"):
        for joined in PROJECT.findall(case.read_text()):
            names.update(joined.split("+"))
    return names


def registered_cases():
    lists = (TREE / "tests" / "cmake" / "CMakeLists.txt").read_text()
    names = " ".join(a or b for a, b in REGISTERED.findall(lists)).split()
    return {name.partition(".")[0] for name in names}


def asks_for_page(case, page):
    """Whether a case runs the blocks of a page that are marked with its name."""
    text = (TREE / "tests" / "cmake" / f"case_{case}.py").read_text()
    return page in text


def described_functions():
    """What stands in cmake/ on how to call each, without its spaces."""
    texts = [file.read_text() for file in (TREE / "cmake").glob("*.cmake")]
    return "".join("".join(texts).split())


class Docs:
    def __init__(self):
        self.projects = named_projects()
        self.cases = registered_cases()
        self.functions = described_functions()

    def problem(self, block):
        """Why no test runs it; empty if one does."""
        if block.mark == "file":
            project = block.value.partition("/")[0]
            known = project in self.projects
            return "" if known else f"no case builds the project {project}"
        if block.mark == "run":
            known = block.value in self.cases
            if known and asks_for_page(block.value, block.page):
                return ""
            return f"no case {block.value} runs blocks of this page"
        if block.mark == "piece":
            known = block.language in ("cmake", "cpp", "sql")
            return "" if known else f"no piece can be {block.language}"
        if block.mark == "by hand":
            return "" if block.value else "there is no reason"
        if block.mark:
            return f"unknown mark {block.mark}"
        return self.problem_without_mark(block)

    def problem_without_mark(self, block):
        if block.language == "":
            prompt = block.text.startswith("$ ")
            return "a command and no language" if prompt else ""
        if block.language == "cmake" and "(<" in block.text:
            same = "".join(block.text.split()) in self.functions
            return "" if same else "not as the function is described in cmake/"
        if block.page == "docs/lint.md" and block.text.startswith("-- reported"):
            return ""
        return "no test runs this block"


def missing_names(block):
    """Targets and presets that commands name and that are not there."""
    for preset in PRESET.findall(block.text):
        if not (TREE / "presets" / f"{preset}.json").exists():
            yield f"there is no preset {preset}"
    lists = (TREE / "bench" / "CMakeLists.txt").read_text()
    for target in TARGET.findall(block.text):
        if not re.search(rf"\b{target}\b", lists):
            yield f"there is no target {target}"
    for script in re.findall(r"\b((?:bench|scripts)/\w+\.\w+)", block.text):
        if not (TREE / script).exists():
            yield f"there is no {script}"


def wrong_rows():
    """The table of docs/lint.md says of each rule what its section says."""
    text = (TREE / "docs" / "lint.md").read_text()
    rows, sections = ROW.findall(text), RULE.findall(text)
    for row in sorted(set(rows) ^ set(sections)):
        yield f"docs/lint.md: error: {' '.join(row)} is not in both table and text"


def main():
    docs = Docs()
    blocks = documented_blocks(TREE)
    if len(blocks) < 100:
        sys.exit(f"only {len(blocks)} blocks were found")
    problems = [*wrong_rows()]
    for block in blocks:
        place = f"{block.page}:{block.line}"
        for problem in filter(None, (docs.problem(block), *missing_names(block))):
            problems.append(f"{place}: error: {problem}")
        if block.mark == "by hand":
            print(f"{place}: by hand: {block.value}")
    sys.exit("\n".join(problems) or 0)


main()
