# SPDX-License-Identifier: BSL-1.0
"""Two checkouts at different places give the same source and object."""

import glob
import os

from project import check, check_equal

OUTPUTS = ("shop_migrations.cpp", "include/shop_migrations.h")


def run(make_project, settings):
    for embed in ("literal", "incbin"):
        one, other = [
            build(make_project, f"{embed}/{place}", embed)
            for place in ("here", "there/and/deeper")
        ]
        check_equal(one, other)


def build(make_project, folder, embed):
    """The generated files and the object made of them."""
    project = make_project("shop", folder)
    project.write("0001_first.sql", "SELECT 1;\n")
    project.write("0002_second.sql", "SELECT 2;\n")
    project.configure_and_build(
        "-DCMAKE_BUILD_TYPE=Release", f"-DEMBED={embed}"
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
