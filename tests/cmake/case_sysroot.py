# SPDX-License-Identifier: BSL-1.0
"""Gets what the cross build needs of another architecture, as docs/cmake-howto.md
says; made once, and kept in the build tree."""

import os
import subprocess

from documented_project import documented_files
from project import check


def run(make_project, settings):
    folder = kept_folder(settings)
    os.makedirs(folder, exist_ok=True)
    godwit = os.path.join(folder, "godwit")
    if not os.path.lexists(godwit):
        os.symlink(settings.godwit_source, godwit)
    script = documented_files(settings.godwit_source)["cross/sysroot.sh"]
    finished = subprocess.run(
        ["sh", "-ec", script],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(finished.returncode == 0, finished.stdout)


def kept_folder(settings):
    return os.path.join(settings.godwit_build, "tests", "cmake", "sysroot")
