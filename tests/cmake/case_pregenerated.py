# SPDX-License-Identifier: BSL-1.0
"""A release brings generated sources along, and builds without Python."""

import os
import shutil
import subprocess

from documented_blocks import documented_blocks
from project import UNCHECKED, check, check_contains, check_equal

PREGENERATED = "-DPREGENERATED=PREGENERATED;generated"
NO_PYTHON = "-DPython3_EXECUTABLE=/nowhere/python3"

CODE = """\
// godwit: irreversible for the test
#include <godwit/database.h>

godwit::Result<void> up(godwit::Database&) { return {}; }
"""


def run(make_project, settings):
    project = make_project("shop")
    project.write("0001_erste Änderung.sql", "SELECT 1;\r\n")
    project.write("0002_second.sql", "SELECT '??/\0\\';\n")
    project.write("0003_third.cpp", CODE)
    project.configure_and_build(UNCHECKED, PREGENERATED)
    embedded = output_of(project)
    run_as_documented(project, settings)
    check_settled(project)
    check_names_refused(project)

    project.binary += "-without-python"
    python_runs = project.counts()[1]
    project.configure_and_build(UNCHECKED, PREGENERATED, NO_PYTHON)
    check_equal(output_of(project), embedded)
    check_equal(project.counted_build(), (0, 0, 0))
    check_equal(project.counts()[1], python_runs)
    check_contains(project.ctest().stdout, "Not Run (Disabled)")

    for make_change in (edit, add, remove, spoil_source, change_arguments):
        check_refused(project, make_change)
    check_equal(project.counts()[1], python_runs)


def run_as_documented(project, settings):
    (block,) = (
        block
        for block in documented_blocks(settings.godwit_source)
        if block.page == "docs/cmake-howto.md"
        and (block.mark, block.value) == ("run", "pregenerated")
    )
    subprocess.check_call(["sh", "-e", "-c", block.text], cwd=project.folder)


def output_of(project):
    return subprocess.check_output([project.program("print_set")])


def check_settled(project):
    folder = os.path.join(project.source, "generated")
    before = [(e.name, e.stat().st_mtime_ns) for e in os.scandir(folder)]
    project.build_well("shop_migrations-pregenerate")
    after = [(e.name, e.stat().st_mtime_ns) for e in os.scandir(folder)]
    check_equal(after, before)


def check_names_refused(project):
    for name in ("0003_a;b.sql", "0003_a[b.sql"):
        project.write(name, "SELECT 3;\n")
        failed = project.build("pregenerate-migrations")
        check(failed.returncode != 0, f"accepted {name}")
        message = f"{project.path(name)}:1:1: error: where there is no Python"
        check_contains(failed.stdout, message)
        os.remove(project.path(name))


def check_refused(project, make_change):
    """That a build stops after the change, and goes on when it is undone."""
    kept = project.source + ".kept"
    shutil.copytree(project.source, kept)
    name = make_change(project)
    broken = project.build()
    check(broken.returncode != 0, f"built after {make_change.__name__}")
    check_contains(
        broken.stdout,
        f"The sources in {project.source}/generated were generated before a"
        f" change of {name}; where there is Python, the target"
        " shop_migrations-pregenerate writes them anew",
    )
    shutil.rmtree(project.source)
    os.rename(kept, project.source)
    project.build_well()
    project.check_embeds_the_directory()


def edit(project):
    project.write("0002_second.sql", "SELECT 'edited';\n")
    return "0002_second.sql"


def add(project):
    project.write("0003_third.sql", "SELECT 3;\n")
    return "0003_third.sql"


def remove(project):
    os.remove(project.path("0002_second.sql"))
    return "0002_second.sql"


def spoil_source(project):
    name = "shop_migrations.cpp"
    with open(os.path.join(project.source, "generated", name), "a") as file:
        file.write("\n")
    return name


def change_arguments(project):
    path = os.path.join(project.source, "CMakeLists.txt")
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace("DIALECT sqlite", "DIALECT sqlite NAMESPACE x"))
    return "godwit_add_migrations()"
