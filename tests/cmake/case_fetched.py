# SPDX-License-Identifier: BSL-1.0
"""Godwit is built by FetchContent without a network, as a shared library.

Of a project that hides symbols and is C++17 but for one program.
"""

import os
import subprocess

from documented_project import DocumentedProject
from project import HERE, check, check_contains


def run(make_project, settings):
    project = DocumentedProject("fetched", settings)
    project.configure_and_build(
        "-DFETCHCONTENT_FULLY_DISCONNECTED=ON",
        "-DBUILD_SHARED_LIBS=ON",
        f"-DCMAKE_PROJECT_Shop_INCLUDE={HERE}/program_in_cxx20.cmake",
        "-DCMAKE_CXX_VISIBILITY_PRESET=hidden",
        "-DCMAKE_VISIBILITY_INLINES_HIDDEN=ON",
    )
    library = "_deps/godwit-build/src/libgodwit.so"
    check(os.path.exists(os.path.join(project.binary, library)), "not shared")
    # The linker keeps the driver, to which nothing refers, and no other.
    linked = subprocess.check_output(
        ["ldd", project.program("shop/shop")], text=True
    )
    check_contains(linked, "libgodwit_sqlite.so")
    check("libpq" not in linked, linked)
    project.check_migrates()
    project.check_executor_lists()
