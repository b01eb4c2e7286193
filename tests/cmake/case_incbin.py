# SPDX-License-Identifier: BSL-1.0
"""Large sets reach the program through the assembler."""

import os

from case_hostile import TEXTS, WARNINGS
from project import UNCHECKED, check, check_equal


def run(make_project, settings):
    check_contents(make_project)
    check_choice_by_size(make_project)


def check_contents(make_project):
    project = make_project("shop", "by request")
    for number, text in enumerate(TEXTS, 1001):
        project.write(f"{number}_text.sql", text)
    project.configure_and_build(
        UNCHECKED, "-DEMBED=incbin", f"-DWARNINGS={WARNINGS}"
    )
    project.check_embeds_the_directory()
    check_equal(project.counted_build(), (0, 0, 0))

    # The same size: only the hash in the source tells the compiler.
    project.write("1002_text.sql", TEXTS[1].replace(b"no last", b"no more"))
    check_equal(project.counted_build(), (1, 1, 0))
    project.check_embeds_the_directory()


def check_choice_by_size(make_project):
    project = make_project("shop", "by size")
    project.write("0001_small.sql", "SELECT 1;\n")
    project.configure_and_build()
    check(not uses_incbin(project), "a small set went through the assembler")

    project.write("0002_large.sql", "-- comment\n" * 400_000)
    project.build_well()
    check(uses_incbin(project), "a large set went through literals")
    project.check_embeds_the_directory()


def uses_incbin(project):
    folder = os.path.join(project.binary, "shop_migrations.godwit")
    with open(os.path.join(folder, "shop_migrations.cpp")) as file:
        return ".incbin" in file.read()
