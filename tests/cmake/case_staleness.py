# SPDX-License-Identifier: BSL-1.0
"""A build notices each change of the directory, and nothing else.

With a thousand files, as what is wrong with an embedder shows in a large set:
one generated source for all of them, and one run of the compiler for a change.
"""

import glob
import os

from project import check, check_contains, check_equal

NOTHING = (0, 0, 0)


def run(make_project, settings):
    # The path has what build tools trip over.
    project = make_project("shop", "Läden (zwei) und mehr")
    for number in range(1, 1001):
        project.write(f"{number:04}_step {number}.sql", f"SELECT {number};\n")
    project.configure_and_build()
    check_two_sources(project)
    project.check_embeds_the_directory()
    check_settled(project)

    for change in (edit, add, remove, rename, move_older_file_over):
        change(project)
        compiled, embedded, configured = project.counted_build()
        check_runs(change, (compiled, embedded), (1, 1))
        check_configured(change, configured, settings)
        project.check_embeds_the_directory()
        check_settled(project)

    for change in (touch, leave_editor_file):
        change(project)
        compiled, embedded, _ = project.counted_build()
        check_runs(change, (compiled, embedded), (0, 1))
        check_settled(project)

    check_after_the_future(project)
    check_settled(project)

    reconfigured = project.configure("-DEMBED=incbin")
    check(reconfigured.returncode == 0, reconfigured.stdout)
    check_equal(project.counted_build(), (1, 1, 0))
    check_settled(project)


def check_after_the_future(project):
    """A clock that was wrong for a while hides no later edit."""
    project.write("1003_late.sql", "SELECT 'late';\n")
    for future in (project.path("1003_late.sql"), project.path("")):
        os.utime(future, (2**32, 2**32))
        for _ in range(2):
            said = project.build_well()
            check_contains(said, "its time is in the future")
        project.write("0002_step 2.sql", f"SELECT '{future}';\n")
        compiled, embedded, _ = project.counted_build()
        check_equal((compiled, embedded), (1, 1))
        project.check_embeds_the_directory()
        os.utime(future)
        project.build_well()


def check_two_sources(project):
    folder = os.path.join(project.binary, "shop_migrations.godwit")
    pattern = os.path.join(glob.escape(folder), "**", "*.cpp")
    sources = sorted(os.path.basename(p) for p in glob.glob(pattern, recursive=True))
    check_equal(sources, ["shop_migrations.cpp", "shop_migrations.expected.cpp"])
    # Those, of which an edit compiles the first, and the program's own.
    check_equal(project.counts()[:2], (3, 1))


def check_settled(project):
    for _ in range(2):
        check_equal(project.counted_build(), NOTHING)


def check_runs(change, actual, expected):
    check_equal((change.__name__, *actual), (change.__name__, *expected))


def check_configured(change, configured, settings):
    """Ninja follows the directory itself, without CMake."""
    if settings.generator.startswith("Ninja"):
        check(configured == 0, f"CMake ran on {change.__name__}")


def edit(project):
    project.write("0002_step 2.sql", "SELECT 'edited';\n")


def add(project):
    project.write("1001_new.sql", "SELECT 1001;\n")


def remove(project):
    os.remove(project.path("1001_new.sql"))


def rename(project):
    os.rename(project.path("0005_step 5.sql"), project.path("1002_moved.sql"))


def move_older_file_over(project):
    older = os.path.join(project.source, "older")
    with open(older, "w") as file:
        file.write("SELECT 'older';\n")
    os.utime(older, (1, 1))
    os.rename(older, project.path("0003_step 3.sql"))


def touch(project):
    os.utime(project.path("0001_step 1.sql"))


def leave_editor_file(project):
    project.write(".0001_step 1.sql.swp", "")
    os.remove(project.path(".0001_step 1.sql.swp"))
