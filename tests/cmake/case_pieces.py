# SPDX-License-Identifier: BSL-1.0
"""Parts of files that the documentation shows do what they would in a whole
one: CMake builds them, the compiler takes them, and databases run them."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys

from documented_blocks import documented_blocks
from documented_project import DocumentedProject
from project import check

TOP = """\
cmake_minimum_required(VERSION 3.25)
project(Shop LANGUAGES CXX)
find_package(Godwit CONFIG REQUIRED)
add_executable(shop main.cpp)
"""
MAIN = "int main() {}\n"
FIRST = "CREATE TABLE person (id BIGINT PRIMARY KEY, email TEXT);\n"

# What the C++ of a page stands in.
FUNCTION = """\
#include <godwit/godwit.h>
#include <shop_migrations.h>
#include <chrono>
#include <memory>
void piece(godwit::StopSource stop_source) {
  auto connection = godwit::connect("sqlite:shop.db");
%s}
"""
# What the SQL for PostgreSQL is about.
BASE = """\
CREATE ROLE app;
CREATE SCHEMA old;
CREATE TABLE person (id bigint, email text, name text, active int);
CREATE TABLE godwit_migrations ();
CREATE TABLE godwit_migrations_info ();
CREATE TABLE godwit_migrations_log ();
"""


def run(make_project, settings):
    blocks = documented_blocks(settings.godwit_source)
    run_piece = {"cmake": build, "cpp": Compiler(settings), "sql": run_sql}
    pieces = [block for block in blocks if block.mark == "piece"]
    check(pieces, "no page has one")
    for number, block in enumerate(pieces):
        run_piece[block.language](block, settings, f"{number}")


def place(block):
    return f"{block.page}:{block.line}"


def project_of(settings, folder, lists):
    project = DocumentedProject("installed", settings, folder)
    for name, text in (("CMakeLists.txt", lists), ("main.cpp", MAIN)):
        with open(os.path.join(project.source, name), "w") as file:
            file.write(text)
    project.write("0001_create_person.sql", FIRST)
    for part in ("views", "seeds", "hooks"):
        os.mkdir(os.path.join(project.migrations, part))
    return project


def build(block, settings, folder):
    project = project_of(settings, folder, TOP + block.text)
    configured = project.configure()
    check(configured.returncode == 0, place(block) + configured.stdout)
    built = project.build()
    check(built.returncode == 0, place(block) + built.stdout)


class Compiler:
    """Of one project, for the main.cpp of all."""

    def __init__(self, settings):
        lists = TOP + (
            "godwit_add_migrations(shop_migrations\n"
            "  DIRECTORY migrations DIALECT sqlite)\n"
            "target_link_libraries(shop PRIVATE shop_migrations)\n"
        )
        project = project_of(settings, "cpp", lists)
        configured = project.configure("-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
        check(configured.returncode == 0, configured.stdout)
        self.folder = project.binary
        self.main = os.path.join(project.source, "main.cpp")
        with open(os.path.join(self.folder, "compile_commands.json")) as file:
            commands = json.load(file)
        (command,) = (c["command"] for c in commands if c["file"] == self.main)
        self.command = [*shlex.split(command), "-fsyntax-only"]

    def __call__(self, block, settings, folder):
        """A text with an #include is a whole file."""
        text = block.text if "#include" in block.text else FUNCTION % block.text
        with open(self.main, "w") as file:
            file.write(text)
        compiled = subprocess.run(
            self.command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        check(compiled.returncode == 0, place(block) + compiled.stdout)


def run_sql(block, settings, folder):
    """Up and down, where it says what is which, on the database that it needs."""
    text = re.sub(r"^-- migrate:.*$", "", block.text, flags=re.M)
    if re.search(r"GRANT|DO \$\$|schema|^ALTER", text, re.M):
        run_postgresql(block, text, settings)
    else:
        connection = sqlite3.connect(":memory:")
        connection.executescript(text)
        connection.close()


def run_postgresql(block, text, settings):
    script = os.path.join(
        settings.godwit_source, "scripts", "postgresql_cluster.py"
    )
    psql = 'psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$DATABASE_URL"'
    done = subprocess.run(
        [sys.executable, script, "once", "sh", "-c", psql],
        input=BASE + text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(done.returncode == 0, place(block) + done.stdout)
