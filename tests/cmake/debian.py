# SPDX-License-Identifier: BSL-1.0
"""Packages made by `cpack -G DEB`, unpacked without being installed."""

import os
import subprocess

from project import check, check_equal


def make_packages(godwit_build, folder):
    """{name: path} of what cpack makes of a build of Godwit."""
    run_command(
        *("cpack", "-G", "DEB", "-B", folder),
        *("--config", os.path.join(godwit_build, "CPackConfig.cmake")),
    )
    packages = [name for name in os.listdir(folder) if name.endswith(".deb")]
    return {
        name.partition("_")[0]: os.path.join(folder, name) for name in packages
    }


def unpack(package, root):
    run_command("dpkg-deb", "--extract", package, root)
    name = field(package, "Package")
    path = os.path.join(root, "usr/share/doc", name, "copyright")
    with open(path) as file:
        check_equal(
            file.readline(),
            "Boost Software License - Version 1.0 - August 17th, 2003\n",
        )


def field(package, name):
    return run_command("dpkg-deb", "--field", package, name).strip()


def depends(package):
    """The names alone, since versions depend on the machine."""
    entries = field(package, "Depends").split(",")
    return sorted(entry.split()[0] for entry in entries)


def run_command(*command):
    finished = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    check(finished.returncode == 0, f"{command}\n{finished.stdout}")
    return finished.stdout
