#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Run one test of the CMake functions: <case>.py, in a folder of its own.

A case gets a function that makes Projects, and raises AssertionError.
"""

import argparse
import importlib
import os
import shutil
import sys

from project import Project, require_tool


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case", help="name, or name.variant")
    parser.add_argument("--work", required=True, help="may be deleted")
    parser.add_argument("--prefix", required=True, help="installed Godwit")
    parser.add_argument("--godwit-source", required=True)
    parser.add_argument("--godwit-build", required=True)
    parser.add_argument("--generator", default="Ninja")
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", default="")
    parser.add_argument("--linker-flags", default="")
    return parser.parse_args()


def main():
    settings = parse_arguments()
    name, _, settings.variant = settings.case.partition(".")
    shutil.rmtree(settings.work, ignore_errors=True)
    os.makedirs(settings.work)

    def project(name=name, folder="project"):
        return Project(name, os.path.join(settings.work, folder), settings)

    try:
        require_tool(settings.compiler, "g++ or clang")
        importlib.import_module(f"case_{name}").run(project, settings)
    except AssertionError as failure:
        print(f"{settings.case}: {failure}", file=sys.stderr)
        return 1
    shutil.rmtree(settings.work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
