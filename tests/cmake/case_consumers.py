# SPDX-License-Identifier: BSL-1.0
"""Sets get along with each other and with what projects switch on."""

import subprocess

from project import check_contains, check_equal

EXPECTED = """\
one-migrations|one||shop_history|1
0001_first.sql|SELECT 1;
two|two|postgresql://localhost/shop||1
0001_first.sql|SELECT 2;
nothing|build/empty|||0
2
"""


def run(make_project, settings):
    for optimize in ("OFF", "ON"):
        project = make_project(folder=optimize)
        # Inside the source tree, which is where most people build.
        project.binary = project.source + "/build"
        project.configure_and_build(f"-DOPTIMIZE={optimize}")
        check_equal(output_of(project.program("print_sets")), EXPECTED)

    carried = output_of(project.program("shop-migrate"), "list")
    check_contains(carried, "one-migrations (sqlite)")
    check_contains(carried, "two (postgresql)")


def output_of(*command):
    return subprocess.check_output(command, text=True)
