# SPDX-License-Identifier: BSL-1.0
"""What the times of files hide from a build, a CTest test finds."""

import os

from project import check, check_equal

TEST = "shop_migrations.embedded-is-current"


def run(make_project, settings):
    for kind in ("STATIC", "SHARED", "OBJECT"):
        project = make_project("shop", kind)
        project.write("0001_first.sql", "SELECT 1;\n")
        project.write("0002_second.sql", "SELECT 2;\n")
        configured = project.configure(f"-DKIND={kind}", "-DEMBED=literal")
        check(configured.returncode == 0, configured.stdout)
        check_says(project, [], "build it first")

        project.build_well()
        check_says(project, [])
        for change, name, difference in CHANGES:
            change(project, name)
            age(project)
            if change is edit:
                project.build_well()
            message = f"{project.path(name)}:1:1: error: this file {difference}"
            check_says(project, [message], f"run `touch {project.migrations}`")

            os.utime(project.migrations)
            project.build_well()
            check_says(project, [])
            project.check_embeds_the_directory()

    # A change of line endings alone is one.
    project.write("0002_second.sql", "SELECT 'edited';\r\n")
    path = project.path("0002_second.sql")
    check_says(project, [f"{path}:1:1: error: this file was edited"], "")


def check_says(project, messages, hint=None):
    """That the test passes, or fails with these messages and the hint."""
    tested = project.ctest()
    check_equal(tested.returncode == 0, hint is None)
    lines = tested.stdout.splitlines()
    errors = [line for line in lines if ": error: this file" in line]
    check_equal(len(errors), len(messages))
    for line, message in zip(errors, messages):
        check(line.startswith(message), f"{line}\n{message}")
    check((hint or "") in tested.stdout, tested.stdout)


def age(project):
    """As `cp -p` and unpacking do it: older than the last build."""
    for entry in os.scandir(project.migrations):
        os.utime(entry.path, (1, 1))
    os.utime(project.migrations, (1, 1))


def edit(project, name):
    project.write(name, "SELECT 'edited';\n")


def add(project, name):
    project.write(name, "SELECT 'added';\n")


def remove(project, name):
    os.remove(project.path(name))


CHANGES = [
    (
        edit,
        "0002_second.sql",
        "was edited, and shop_migrations carries the old text",
    ),
    (
        add,
        "0003_third.sql",
        "was added, and shop_migrations does not carry it",
    ),
    (
        remove,
        "0001_first.sql",
        "was removed, and shop_migrations still carries it",
    ),
]
