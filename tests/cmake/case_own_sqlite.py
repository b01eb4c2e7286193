# SPDX-License-Identifier: BSL-1.0
"""A project's own SQLite is taken, and no other is looked for."""

import os
import re
import shutil
import subprocess

from documented_project import DocumentedProject
from project import check, check_contains

NEVER_FIND = "-DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON"
# No system has an amalgamation. Its header is here, and this is the rest.
ARCHIVE = """\
cmake_language(DEFER CALL target_link_libraries own_sqlite PUBLIC
  "${CMAKE_SOURCE_DIR}/third_party/sqlite/libsqlite3.a")
"""

FIND = "find_package(Godwit CONFIG REQUIRED)\n"
PART = "set(GODWIT_WITH_POSTGRESQL OFF)\nadd_subdirectory(godwit)\n"


class OwnSqliteProject(DocumentedProject):
    """With a copy of the system's SQLite that says it is another version."""

    def __init__(self, settings, version, folder):
        super().__init__("own-sqlite", settings, folder)
        self.sqlite = os.path.join(self.source, "third_party", "sqlite")
        os.makedirs(self.sqlite)
        cache = cache_of(settings.godwit_build)
        header = os.path.join(cache["SQLite3_INCLUDE_DIR"], "sqlite3.h")
        with open(header) as file:
            text = file.read()
        self.system_version = re.search(r'VERSION +"(.*)"', text)[1]
        text = text.replace(
            f'"{self.system_version}"', f'"{version or self.system_version}"'
        )
        self.write_source("sqlite3.h", text)
        self.write_source("sqlite3.c", '#include "sqlite3.h"\n')
        self.write_source("archive.cmake", ARCHIVE)
        archive = os.path.splitext(cache["SQLite3_LIBRARY"])[0] + ".a"
        shutil.copy(archive, os.path.join(self.sqlite, "libsqlite3.a"))

    def write_source(self, name, text):
        with open(os.path.join(self.sqlite, name), "w") as file:
            file.write(text)

    def configure(self, *options):
        archive = os.path.join(self.sqlite, "archive.cmake")
        return super().configure(
            NEVER_FIND, f"-DCMAKE_PROJECT_Shop_INCLUDE={archive}", *options
        )


def run(make_project, settings):
    check_installed(settings)
    check_other_version(settings)
    check_too_old(settings)
    check_part(settings)


def check_installed(settings):
    project = OwnSqliteProject(settings, None, "installed")
    said = configured(project)
    check("is not the" not in said, said)
    project.build_well()
    project.check_migrates()
    for program in ("shop/shop", "shop/shop-migrate"):
        command = ("readelf", "-d", project.program(program))
        needed = subprocess.check_output(command, text=True)
        check("libsqlite3" not in needed, needed)


def check_other_version(settings):
    project = OwnSqliteProject(settings, "3.99.1", "newer")
    with open(os.path.join(project.source, "CMakeLists.txt"), "a") as file:
        file.write("enable_testing()\n"
                   "godwit_add_migration_tests(shop_migrations)\n")
    said = configured(project)
    difference = (
        f"by SQLite {project.system_version}, which is not the 3.99.1 that this"
        " project links"
    )
    check_contains(said, f"checked at level execute, in memory, {difference}")
    check_contains(said, f"shop_migrations: migrations are tested, {difference}")


def check_too_old(settings):
    for folder, add in (("old", FIND), ("old part", PART)):
        project = OwnSqliteProject(settings, "3.37.2", folder)
        edit(project, add)
        refused = project.configure()
        check(refused.returncode != 0, "CMake accepted it")
        check_contains(
            refused.stdout,
            "Godwit needs SQLite 3.38.0 or newer, and the target"
            " SQLite::SQLite3 of this project is 3.37.2",
        )


def check_part(settings):
    """Configured only, as `cmake.part` builds Godwit."""
    project = OwnSqliteProject(settings, None, "part")
    edit(project, PART)
    configured(project)
    command = ("ninja", "-C", project.binary, "-t", "commands")
    commands = subprocess.check_output(command, text=True)
    check_contains(commands, os.path.join(project.sqlite, "libsqlite3.a"))
    check("libsqlite3.so" not in commands, commands)


def edit(project, add):
    path = os.path.join(project.source, "CMakeLists.txt")
    with open(path) as file:
        text = file.read()
    check(FIND in text, text)
    with open(path, "w") as file:
        file.write(text.replace(FIND, add))


def configured(project):
    done = project.configure()
    check(done.returncode == 0, done.stdout)
    return done.stdout


def cache_of(binary):
    """{name: value} of what CMake found."""
    with open(os.path.join(binary, "CMakeCache.txt")) as file:
        return dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M))
