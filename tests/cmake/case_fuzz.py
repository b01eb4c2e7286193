# SPDX-License-Identifier: BSL-1.0
"""Random input for whatever reads input, a minute for each fuzzer: the preset
`fuzz`, which needs clang and so a build of its own."""

import os
import subprocess

from project import check, require_tool


def run(make_project, settings):
    require_tool("clang++", "clang")
    binary = os.path.join(settings.work, "build")
    run_or_fail(
        *("cmake", "-S", settings.godwit_source, "--preset", "fuzz"),
        *("-B", binary, "-DGODWIT_DEVELOPER=OFF"),
    )
    run_or_fail("cmake", "--build", binary, "--target", "fuzzers", "-j2")
    run_or_fail(
        *("ctest", "--test-dir", binary, "-R", r"^fuzz\.", "-j2"),
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
