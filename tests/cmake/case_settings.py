# SPDX-License-Identifier: BSL-1.0
"""Projects may be compiled otherwise than the Godwit that they link."""

import os

from documented_project import DocumentedProject
from project import HERE

STRICT = f"-DCMAKE_PROJECT_Shop_INCLUDE={HERE}/strict.cmake"
OLDER = f"-DCMAKE_PROJECT_Shop_INCLUDE={HERE}/program_in_cxx20.cmake"
SANITIZED = (
    "-DCMAKE_CXX_FLAGS=-fsanitize=address,undefined"
    " -fno-sanitize-recover=all"
)

SETTINGS = [
    ("g++", STRICT, "-DCMAKE_CXX_STANDARD=20"),
    ("g++", SANITIZED, OLDER),
    ("g++", "-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON", "-DCMAKE_CXX_FLAGS=-O2"),
    ("clang++", STRICT, "-DCMAKE_CXX_STANDARD=23"),
    ("clang++", SANITIZED, "-DCMAKE_CXX_STANDARD=20"),
]


def run(make_project, settings):
    for number, (compiler, *options) in enumerate(SETTINGS):
        settings.compiler = compiler
        project = DocumentedProject("installed", settings, str(number))
        project.configure_and_build(*options)
        project.check_migrates()
        project.check_executor_lists()
