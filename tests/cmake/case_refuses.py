# SPDX-License-Identifier: BSL-1.0
"""A wrong call stops CMake with a message that names it: refuses/*.cmake."""

import os

from project import HERE, check, check_contains


def run(make_project, settings):
    call = os.path.join(HERE, "refuses", settings.variant + ".cmake")
    project = make_project()
    configured = project.configure(f"-DCALL={settings.variant}")
    check(configured.returncode != 0, "CMake accepted the call")
    for expected in marked_lines(call, "# expected: "):
        check_contains(configured.stdout, expected)
    for text in marked_lines(call, "# never: "):
        check(text not in configured.stdout, f"{text} is in the output")


def marked_lines(path, mark):
    with open(path) as file:
        lines = file.read().splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]
