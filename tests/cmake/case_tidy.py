# SPDX-License-Identifier: BSL-1.0
"""clang-tidy finds nothing in generated files, whatever it looks for."""

import os
import subprocess

from case_hostile import TEXTS
from project import UNCHECKED, check, require_tool


def run(make_project, settings):
    require_tool("clang-tidy", "clang-tidy")
    for embed in ("literal", "incbin"):
        project = make_project("shop", embed)
        for number, text in enumerate(TEXTS, 1001):
            project.write(f"{number}_text.sql", text)
        project.configure_and_build(
            UNCHECKED,
            f"-DEMBED={embed}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"
        )
        check_tidy(project)


def check_tidy(project):
    generated = os.path.join(project.binary, "shop_migrations.godwit")
    finished = subprocess.run(
        [
            *("clang-tidy", "-p", project.binary, "--quiet"),
            *("--checks=*", "--warnings-as-errors=*"),
            "--header-filter=/shop_migrations\\.h$",
            os.path.join(generated, "shop_migrations.cpp"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(finished.returncode == 0, finished.stdout)
