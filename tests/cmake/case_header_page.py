# SPDX-License-Identifier: BSL-1.0
"""The project of docs/schema-header.md does what the page says."""

import os

from documented_project import DocumentedProject, check_prints
from project import check, check_contains


def run(make_project, settings):
    project = DocumentedProject("typed", settings)
    built, removed, written = project.blocks_to_run("docs/schema-header.md")
    check_prints(project.run_block(built), "Ada: ada@example.org", project.source)
    # The words are the compiler's own.
    printed = project.run_block(removed)
    shown = removed.text.splitlines()[-1]
    check_contains(printed, shown.partition("error: ")[0] + "error: ")
    check_contains(printed, "email")
    project.run_block(written)
    with open(os.path.join(project.source, "shop_schema.h")) as file:
        check_contains(file.read(), "bool active")
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
