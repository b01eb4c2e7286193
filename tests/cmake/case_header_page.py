# SPDX-License-Identifier: BSL-1.0
"""The project of docs/schema-header.md does what the page says, and what
README.md says of it."""

import json
import os
import re
import subprocess

from documented_project import DocumentedProject, check_prints, shown_by
from project import check, check_contains, check_equal


def run(make_project, settings):
    project = DocumentedProject("typed", settings)
    built, removed, written = project.blocks_to_run("docs/schema-header.md")
    check_prints(project.run_block(built), "Ada: ada@example.org", project.source)
    check_error(project, removed)
    (again,) = project.blocks_to_run("README.md")
    check_error(project, again)
    project.run_block(written)
    with open(os.path.join(project.source, "shop_schema.h")) as file:
        text = file.read()
    check_contains(text, "bool active")
    check_json(project, written, text)
    project.binary = os.path.join(project.source, "build")
    lists = os.path.join(project.source, "CMakeLists.txt")
    with open(lists) as file:
        text = file.read().replace("boolean=bool", "boolean=shop::Money:money.h")
    with open(lists, "w") as file:
        file.write(text)
    with open(os.path.join(project.source, "people.cpp"), "w") as file:
        file.write(
            "#include <shop_schema.h>\n"
            "std::optional<shop::Money> shop::Money::parse(std::string_view) {\n"
            "  return Money{1};\n}\n"
            "int main() {\n  return shop::schema::person::row().active.cents;\n}\n"
        )
    os.remove(project.path("0002_drop_email.sql"))
    configured = project.configure("-DCMAKE_CXX_FLAGS=-I" + project.source)
    check(configured.returncode == 0, configured.stdout)
    project.build_well()


def check_error(project, block):
    """Whole as g++ says it, in quotes of ASCII; of others the place. Builds name
    the file with its folder."""
    printed = re.sub("[\u2018\u2019]", "'", project.run_block(block))
    printed = printed.replace(project.source + "/", "")
    shown = shown_by(block)
    if not compiled_by_gcc(project):
        shown = shown.partition("error: ")[0]
        check_contains(printed, shown + "error: ")
        check_contains(printed, "email")
    else:
        check_prints(printed, shown, project.source)


def compiled_by_gcc(project):
    version = [project.settings.compiler, "--version"]
    return "Free Software Foundation" in subprocess.check_output(version, text=True)


def check_json(project, block, text):
    block.text = block.text.replace("\n", " --json\n")
    document = json.loads(project.run_block(block))
    check_equal(document["text"], text)
