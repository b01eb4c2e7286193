# SPDX-License-Identifier: BSL-1.0
"""A killed embedding leaves whole files behind, and the next build goes on."""

import os

from project import HERE, check, check_equal, directory_contents

PYTHON = """\
#!/bin/sh
case "$GODWIT_TEST_KILL $*" in
  *=*embed.py*) shift 4; exec {python} {killed} "$GODWIT_TEST_KILL" "$@" ;;
esac
exec {python} "$@"
"""
LENGTHS = (0, 100, 50_000)


def run(make_project, settings):
    for embed in ("literal", "incbin"):
        project = make_project("shop", embed)
        killed = os.path.join(HERE, "killed_embedding.py")
        project.add_script("python", PYTHON, killed=killed)
        project.write("0001_first.sql", "-- text 0\n" * 10_000)
        project.configure_and_build(f"-DEMBED={embed}")

        for length in LENGTHS:
            check(survives(project, f"bytes={length}"), f"{length} was enough")
        steps = 0
        while survives(project, f"steps={steps}"):
            steps += 1
        # The source at least is looked at, written, dated and renamed.
        check(steps >= 4, f"killed at {steps} steps only")


def survives(project, limit):
    """Whether the embedding was killed, and nothing came of it."""
    project.write("0001_first.sql", f"-- {limit}\n" * 10_000)
    before = generated_files(project)
    compiled = project.counts()[0]
    killed = project.build(environment={"GODWIT_TEST_KILL": limit})
    if killed.returncode == 0:
        return False
    check_equal(project.counts()[0], compiled)
    meanwhile = generated_files(project)

    project.build_well()
    project.check_embeds_the_directory()
    check_equal(project.counted_build(), (0, 0, 0))
    after = generated_files(project)
    for name, contents in meanwhile.items():
        whole = contents in (before[name], after[name])
        check(whole, f"{name} is half-written")
    return True


def generated_files(project):
    """What the compiler reads."""
    folder = os.path.join(project.binary, "shop_migrations.godwit")
    contents = directory_contents(folder)
    return {n: c for n, c in contents.items() if n.endswith((".cpp", ".blob"))}
