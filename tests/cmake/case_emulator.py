# SPDX-License-Identifier: BSL-1.0
"""In a cross build, the targets run the executor through the emulator."""

import os

from project import check_contains, count_lines, check_equal

EMULATOR = """\
#!/bin/sh
echo run >> "{log}"
exec "$@"
"""


def run(make_project, settings):
    project = make_project("targets")
    log = os.path.join(project.scripts, "emulator.log")
    emulator = os.path.join(project.scripts, "emulator")
    with open(emulator, "w") as script:
        script.write(EMULATOR.format(log=log))
    os.chmod(emulator, 0o755)
    project.configure_and_build(
        "-DCMAKE_SYSTEM_NAME=Linux",
        f"-DCMAKE_CROSSCOMPILING_EMULATOR={emulator}",
    )
    check_contains(project.build_well("shop-migrate-list"), "create_person")
    check_equal(count_lines(log), 1)
    project.build_well("migrate-list")
    check_equal(count_lines(log), 3)
