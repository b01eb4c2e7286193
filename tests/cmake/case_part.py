# SPDX-License-Identifier: BSL-1.0
"""Godwit is built as a part of a project that is strict with its own sources.

Static, SQLite alone, clang; with a static executor besides.
"""

import os
import re
import subprocess

from case_static import check_empty_root
from documented_project import DocumentedProject, documented_files
from project import HERE, builds, check, check_contains, check_equal


PRODUCTION = """
godwit_add_migrator(production-migrate
  MIGRATIONS shop_migrations WITHOUT down reset restore)
"""


def run(make_project, settings):
    settings.compiler = "clang++"
    files = documented_files(settings.godwit_source)
    part, static = (files[f"{way}/CMakeLists.txt"] for way in ("part", "static"))
    check(static.startswith(part), "what builds `static` builds no `part`")
    project = DocumentedProject("static", settings)
    with open(os.path.join(project.source, "CMakeLists.txt"), "a") as file:
        file.write(PRODUCTION)
    configured = project.configure(
        "-DCMAKE_CXX_STANDARD=23",
        f"-DCMAKE_PROJECT_Shop_INCLUDE={HERE}/strict.cmake",
    )
    check(configured.returncode == 0, configured.stdout)
    check_targets(project)
    output = project.build_well()
    # The linker warns of what needs shared libraries all the same.
    check("warning" not in output, output)
    project.check_migrates()
    project.check_executor_lists()
    check_what_is_left_out(project)
    check_empty_root(settings, project.program("shop-migrate-static"))
    check_studio_stays_in_the_tool(settings, project.program("shop/shop-migrate"))


def check_targets(project):
    targets = project.build_well("help")
    check_contains(targets, "migrate-up")
    # What is for work on Godwit itself stays away from its users.
    for target in ("test_", "sample", "format-check"):
        check(target not in targets, f"{target} is among the targets")


def check_what_is_left_out(project):
    """Though the sources of Godwit are joined here."""
    for program, there in (("shop/shop-migrate", True), ("production-migrate", False)):
        with open(project.program(program), "rb") as file:
            found = b"run_reset" in file.read()
        check(found == there, f"{program} has reset: {found}")


# And of what only it and other commands of the tool are made.
STUDIO = re.compile(
    r"godwit::(studio|rows|driver::console|documents|diagram)::|httplib::"
)


def check_studio_stays_in_the_tool(settings, without):
    """Executors are the same, whether Godwit was built with it or not."""
    project = DocumentedProject("installed", settings)
    project.configure_and_build()
    executor = project.program("shop/shop-migrate")
    check_equal(libraries(executor), libraries(without))
    for program in (executor, without):
        found = [line for line in symbols(program) if STUDIO.search(line)]
        check(not found, f"{program} has {found[:3]}")
    if builds("STUDIO", settings.godwit_build):
        tool = os.path.join(settings.prefix, "bin", "godwit")
        check(any(map(STUDIO.search, symbols(tool))), "nothing finds studio")


def libraries(program):
    """That it needs, by itself or through others."""
    listed = subprocess.check_output(["ldd", program], text=True)
    return {os.path.basename(line.split()[0]) for line in listed.splitlines()}


def symbols(program):
    return subprocess.check_output(["nm", "-C", program], text=True).splitlines()
