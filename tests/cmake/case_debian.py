# SPDX-License-Identifier: BSL-1.0
"""The Debian package of this build holds all that a project needs."""

import os
import re

from debian import depends, field, make_packages, unpack
from documented_project import DocumentedProject
from project import builds, check, check_contains, check_equal


def run(make_project, settings):
    packages = make_packages(
        settings.godwit_build, os.path.join(settings.work, "packages")
    )
    check_equal(list(packages), ["libgodwit-dev"])
    package = packages["libgodwit-dev"]
    needed = {"libpq-dev", "libsqlite3-dev", "python3"}
    if builds("LIBSQL", settings.godwit_build):
        needed.add("libcurl4-openssl-dev")
    if builds("STUDIO", settings.godwit_build):
        needed.add("libcpp-httplib-dev")
    check_equal(depends(package), sorted(needed))
    check_equal(field(package, "Section"), "libdevel")
    check_contains(field(package, "Description"), "Database migrations for C++")

    root = os.path.join(settings.work, "root")
    unpack(package, root)
    settings.prefix = os.path.join(root, "usr")
    for name in ("man/man1/godwit.1", "bash-completion/completions/godwit"):
        check(os.path.isfile(os.path.join(root, "usr/share", name)), name)
    project = DocumentedProject("installed", settings)
    project.configure_and_build()
    project.check_migrates()
    project.check_executor_lists()
