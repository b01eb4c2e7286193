# SPDX-License-Identifier: BSL-1.0
"""What Godwit needs of the library of fmt is in base/fmt.cpp, however it is
optimised: no function of fmt may be there only where it is called.

An object of this build, which optimises little or nothing, refers to at least
what the same object of any other build refers to.
"""

import glob
import json
import os
import shlex
import subprocess

from project import check


def run(make_project, settings):
    build = os.path.join(settings.godwit_build, "src")
    needed = fmt_symbols("U", glob.glob(f"{build}/**/*.o", recursive=True))
    check("vformat" in " ".join(needed), needed)
    for level in ("-O0", "-Os", "-O2", "-O3"):
        there = fmt_symbols("TWV", [compiled(settings, level)])
        missing = sorted(needed - there)
        # Of assertions, which a build with optimisation leaves out.
        if level != "-O0":
            missing = [name for name in missing if "assert_fail" not in name]
        check(not missing, f"{level}: base/fmt.cpp lacks {missing}")


def compiled(settings, level):
    """base/fmt.cpp as this build compiles it, but for the optimisation."""
    with open(os.path.join(settings.godwit_build, "compile_commands.json")) as file:
        (entry,) = [
            entry
            for entry in json.load(file)
            if entry["file"].endswith("/src/base/fmt.cpp")
        ]
    os.makedirs(settings.work, exist_ok=True)
    result = os.path.join(settings.work, f"fmt{level}.o")
    command = shlex.split(entry["command"])
    command[command.index("-o") + 1] = result
    subprocess.run([*command, level], cwd=entry["directory"], check=True)
    return result


def fmt_symbols(kinds, files):
    """Names in the namespace of fmt that `nm` marks with one of `kinds`."""
    lines = subprocess.run(
        ["nm", *files], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return {
        words[-1]
        for words in map(str.split, lines)
        if len(words) > 1 and words[-2] in kinds and words[-1].startswith("_ZN3fmt")
    }
