# SPDX-License-Identifier: BSL-1.0
"""Sets arrive in programs whatever the compiler is told to do."""

OPTIONS = [
    "-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON",
    "-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
    "-DCMAKE_CXX_FLAGS=-fno-exceptions -fno-rtti",
    "-DCMAKE_CXX_FLAGS=-fsanitize=address,undefined",
    "-DCMAKE_CXX_FLAGS=-O3 -fdata-sections -Wl,--gc-sections",
    "-DCMAKE_UNITY_BUILD=ON",
]


def run(make_project, settings):
    for number, option in enumerate(OPTIONS):
        project = make_project("shop", str(number))
        project.write("0001_first.sql", "SELECT 1;\n")
        project.write("0002_second.sql", "SELECT 2;\n")
        for embed in ("literal", "incbin"):
            project.configure_and_build(f"-DEMBED={embed}", option)
            project.check_embeds_the_directory()
