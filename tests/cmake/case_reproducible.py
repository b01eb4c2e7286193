# SPDX-License-Identifier: BSL-1.0
"""Two checkouts at different places give the same source and object.

An object with debugging information names its folder, which the compiler is
told to leave out.
"""

import glob
import os

from project import check, check_equal

OUTPUTS = ("shop_migrations.cpp", "include/shop_migrations.h")


def run(make_project, settings):
    for embed in ("literal", "incbin"):
        for build_type in ("Release", "Debug"):
            one, other = [
                build(make_project, place, embed, build_type)
                for place in ("here", "there/and/deeper")
            ]
            check_equal(one, other)


def build(make_project, place, embed, build_type):
    """The generated files and the object made of them."""
    folder = f"{embed}/{build_type}/{place}"
    project = make_project("shop", folder)
    project.write("0001_first.sql", "SELECT 1;\n")
    project.write("0002_second.sql", "SELECT 2;\n")
    project.configure_and_build(
        f"-DCMAKE_BUILD_TYPE={build_type}",
        f"-DEMBED={embed}",
        f"-DCMAKE_CXX_FLAGS_DEBUG=-g -ffile-prefix-map={project.folder}=.",
    )
    generated = os.path.join(project.binary, "shop_migrations.godwit")
    files = [os.path.join(generated, name) for name in OUTPUTS]
    pattern = os.path.join(project.binary, "**", "shop_migrations.cpp.o")
    objects = glob.glob(pattern, recursive=True)
    check(len(objects) == 1, objects)
    return [read(file) for file in files + objects]


def read(path):
    with open(path, "rb") as file:
        return file.read()
