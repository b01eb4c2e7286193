# SPDX-License-Identifier: BSL-1.0
"""A wrong call stops CMake with one line that names it: refuses/*.cmake."""

import os

from project import HERE, check, check_contains, check_equal


def run(make_project, settings):
    call = os.path.join(HERE, "refuses", settings.variant + ".cmake")
    project = make_project()
    configured = project.configure(f"-DCALL={settings.variant}")
    check(configured.returncode != 0, "CMake accepted the call")
    check_equal(configured.stdout.count("CMake Error"), 1)
    (line,) = (
        line
        for line in configured.stdout.splitlines()
        if line.startswith("   godwit_add_")
    )
    for expected in marked_lines(call, "# expected: "):
        check_contains(line, expected)
    for text in marked_lines(call, "# never: "):
        check(text not in configured.stdout, f"{text} is in the output")


def marked_lines(path, mark):
    with open(path) as file:
        lines = file.read().splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]
