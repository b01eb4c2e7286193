# SPDX-License-Identifier: BSL-1.0
"""Debian packages of a shared Godwit for PostgreSQL alone."""

import os
import subprocess

from debian import depends, field, make_packages, run_command, unpack
from project import check, check_contains, check_equal


def run(make_project, settings):
    build = os.path.join(settings.work, "godwit")
    build_godwit(settings, build)
    packages = make_packages(build, os.path.join(settings.work, "packages"))
    check_equal(sorted(packages), ["libgodwit-dev", "libgodwit0.1"])
    check_fields(packages)

    root = os.path.join(settings.work, "root")
    for package in packages.values():
        unpack(package, root)
    settings.prefix = os.path.join(root, "usr")
    check_project(make_project)


def build_godwit(settings, build):
    run_command(
        *("cmake", "-S", settings.godwit_source, "-B", build, "-G", "Ninja"),
        f"-DCMAKE_CXX_COMPILER={settings.compiler}",
        "-DCMAKE_INSTALL_PREFIX=/usr",
        "-DBUILD_SHARED_LIBS=ON",
        "-DGODWIT_WITH_SQLITE=OFF",
        "-DGODWIT_DEVELOPER=OFF",
        "-DGODWIT_BUILD_TESTS=OFF",
        "-DGODWIT_BUILD_EXAMPLES=OFF",
        "-DGODWIT_BUILD_SAMPLE=OFF",
    )
    run_command("cmake", "--build", build)


def check_fields(packages):
    runtime = packages["libgodwit0.1"]
    check_equal(field(runtime, "Section"), "libs")
    needed = set(depends(runtime))
    check({"libc6", "libpq5", "libstdc++6"} <= needed, needed)
    check("libsqlite3-0" not in needed, needed)

    development = packages["libgodwit-dev"]
    check_contains(field(development, "Depends"), "libgodwit0.1 (= 0.1.0)")
    check_equal(depends(development), ["libgodwit0.1", "python3"])


def check_project(make_project):
    project = make_project("postgresql_only")
    project.configure_and_build("-DCMAKE_BUILD_TYPE=Debug")
    listed = subprocess.check_output(
        [project.program("shop-migrate"), "list"], text=True
    )
    check_contains(listed, "0001_create_person.sql")
