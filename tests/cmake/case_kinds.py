# SPDX-License-Identifier: BSL-1.0
"""A program sees the same set, whatever kind of library carries it."""

VARIANTS = (
    ("-DKIND=STATIC",),
    ("-DKIND=STATIC", "-DTHROUGH=ON"),
    ("-DKIND=OBJECT",),
    ("-DKIND=SHARED",),
    ("-DKIND=SHARED", "-DEMBED=incbin", "-DTHROUGH=ON"),
)


def run(make_project, settings):
    for number, variant in enumerate(VARIANTS):
        project = make_project("shop", str(number))
        project.write("0001_first.sql", "SELECT 1;\n")
        project.write("0002_second.sql", "SELECT 2;\n")
        project.configure_and_build(
            "-DCMAKE_CXX_VISIBILITY_PRESET=hidden",
            "-DCMAKE_VISIBILITY_INLINES_HIDDEN=ON",
            *variant,
        )
        project.check_embeds_the_directory()
