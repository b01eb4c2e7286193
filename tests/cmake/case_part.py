# SPDX-License-Identifier: BSL-1.0
"""Godwit is built as a part of a project that is strict with its own sources.

Static, SQLite alone, clang.
"""

import os

from documented_project import DocumentedProject
from project import HERE, check, check_contains


def run(make_project, settings):
    settings.compiler = "clang++"
    project = DocumentedProject("part", settings)
    configured = project.configure(
        "-DCMAKE_CXX_STANDARD=23",
        f"-DCMAKE_PROJECT_Shop_INCLUDE={HERE}/strict.cmake",
    )
    check(configured.returncode == 0, configured.stdout)
    check_targets(project)
    project.build_well()
    project.check_migrates()
    project.check_executor_lists()


def check_targets(project):
    targets = project.build_well("help")
    check_contains(targets, "migrate-up")
    # What is for work on Godwit itself stays away from its users.
    for target in ("test_", "sample", "format-check"):
        check(target not in targets, f"{target} is among the targets")
