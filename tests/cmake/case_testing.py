# SPDX-License-Identifier: BSL-1.0
"""The tests that docs/testing.md shows are there, and find what it says."""

import os

from documented_project import DocumentedProject, check_prints
from project import check

PAGE = "docs/testing.md"
TOP = """\
cmake_minimum_required(VERSION 3.25)
project(Shop LANGUAGES CXX)
find_package(Godwit CONFIG REQUIRED)
add_executable(shop_test test.cpp)
include(tests.cmake)
"""
FILES = {
    "CMakeLists.txt": TOP,
    "test.cpp": "int main() {}\n",
    "roles.sql": "CREATE ROLE app;\n",
    "migrations/0001_create_product.sql": """\
-- migrate:up
CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE UNIQUE INDEX product_name ON product (name);
-- migrate:down
DROP TABLE product;
""",
}


def run(make_project, settings):
    for way, number in (("testing", 0), ("testing-postgresql", 1)):
        project = DocumentedProject(way, settings)
        for name, text in FILES.items():
            with open(os.path.join(project.source, name), "w") as file:
                file.write(text)
        project.binary = os.path.join(project.source, "build")
        configured = project.configure()
        check(configured.returncode == 0, configured.stdout)
        project.build_well()
        block = project.blocks_to_run(PAGE)[number]
        shown = [l for l in block.text.splitlines() if not l.startswith("$ ")]
        check_prints(project.run_block(block), "\n".join(shown), project.source)
