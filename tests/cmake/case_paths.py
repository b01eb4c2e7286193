# SPDX-License-Identifier: BSL-1.0
"""Projects lie in folders of all names that CMake itself can build in."""

import os

from project import check_equal

FOLDERS = [
    "with spaces (parentheses) [brackets] {braces}",
    "Äpfel_变更_50%_at@home~",
    "it's a&b",
    "dollar$HOME",
]
# Ninja does not find such a path again in what a compiler or CMake reports, so
# that every build of any project runs what depends on it.
NINJA_MISREADS = ("'", "&", "$")


def run(make_project, settings):
    for folder in FOLDERS:
        project = make_project("shop", folder)
        check_builds(project)
        ninja = settings.generator.startswith("Ninja")
        if not (ninja and any(c in folder for c in NINJA_MISREADS)):
            check_equal((folder, *project.counted_build()), (folder, 0, 0, 0))

    # CMake cannot build a project below such a folder, but with one.
    folder = 'say "hi"'
    project = make_project("shop", "quotes")
    project.migrations = os.path.join(project.source, folder)
    os.mkdir(project.migrations)
    check_builds(project, f"-DDIRECTORY={folder}")


def check_builds(project, *options):
    project.write("0001_first step.sql", "SELECT 1;\n")
    project.write("0002_second.sql", "SELECT 2;\n")
    project.configure_and_build(*options)
    project.check_embeds_the_directory()
    project.write("0002_second.sql", "SELECT 'edited';\n")
    project.build_well()
    project.check_embeds_the_directory()
