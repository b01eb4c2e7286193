# SPDX-License-Identifier: BSL-1.0
"""Random input for whatever reads input: the preset `fuzz`, which needs clang and
so a build of its own. It stays in the build tree, and each fuzzer is a case, for
a minute."""

import os
import subprocess

from project import check, require_tool


def run(make_project, settings):
    binary = os.path.join(settings.godwit_build, "tests", "cmake", "fuzzers")
    if settings.variant:
        fuzz(binary, settings.variant)
    else:
        build_fuzzers(binary, settings)


def build_fuzzers(binary, settings):
    require_tool("clang++", "clang")
    run_or_fail(
        *("cmake", "-S", settings.godwit_source, "--preset", "fuzz"),
        *("-B", binary, "-DGODWIT_DEVELOPER=OFF"),
    )
    run_or_fail("cmake", "--build", binary, "--target", "fuzzers", "-j2")


def fuzz(binary, name):
    run_or_fail(
        *("ctest", "--test-dir", binary, "-R", rf"^fuzz\.{name}$"),
        *("--no-tests=error", "--output-on-failure"),
    )


def run_or_fail(*command):
    # Presets are looked for where the command runs.
    finished = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    check(finished.returncode == 0, finished.stdout)
