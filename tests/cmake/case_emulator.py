# SPDX-License-Identifier: BSL-1.0
"""In a cross build, the targets run the executor through the emulator.

The emulator here also notes the arguments of all processes, since everybody on
the machine can read those: none of them holds a password.
"""

import os

from project import check, check_contains, check_equal, count_lines

EMULATOR = """\
#!/bin/sh
echo run >> {log}
cat /proc/[0-9]*/cmdline >> {arguments} 2>/dev/null
exec "$@"
"""
CODE = """\
// godwit: irreversible for the test
#include <godwit/database.h>

godwit::Result<void> up(godwit::Database&) { return {}; }
"""
SECRET = "a-password-in-the-environment"


def run(make_project, settings):
    project = make_project("targets")
    log, arguments = project.log("emulator"), project.log("arguments")
    project.add_script("emulator", EMULATOR, arguments=arguments)
    project.configure_and_build(
        "-DCMAKE_SYSTEM_NAME=Linux",
        f"-DCMAKE_CROSSCOMPILING_EMULATOR={project.script('emulator')}",
    )
    # Three completions and the page of the manual, which the project asks for.
    check_equal(count_lines(log), 4)
    check_contains(project.build_well("shop-migrate-list"), "create_person")
    check_equal(count_lines(log), 5)
    project.build_well("migrate-list")
    check_equal(count_lines(log), 7)

    url = f"postgresql://me:{SECRET}@localhost/shop"
    project.build("migrate-status", {"DATABASE_URL": url, "PGPASSWORD": SECRET})
    check(count_lines(log) > 7, "the executor was not run")
    with open(arguments, "rb") as file:
        seen = file.read()
    check(b"shopctl" in seen, "the arguments were not noted")
    check(SECRET.encode() not in seen, "a password is among the arguments")
    check_says_what_is_not_checked(project)


def check_says_what_is_not_checked(project):
    """What is written in C++ is built for the other machine."""
    path = os.path.join(project.source, "shop", "0009_in_code.cpp")
    with open(path, "w") as file:
        file.write(CODE)
    configured = project.configure("-DCMAKE_SYSTEM_NAME=Linux")
    check_contains(
        configured.stdout, "no check and no test runs what is written in C++"
    )
    project.build_well()
    check_contains(project.build_well("shop-migrate-list"), "0009_in_code.cpp")
