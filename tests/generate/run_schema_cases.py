# SPDX-License-Identifier: BSL-1.0
"""Pairs of schemas of real projects, and a judge that shares no code with Godwit:
what `godwit generate` makes of them is applied to databases with rows, and
undone.

  run_schema_cases.py sqlite|postgresql <folder of cases> <judge.py> <godwit>

GODWIT_SCHEMA_CASES in the environment: how many of them.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import urllib.parse

ENGINES = {"sqlite": "sqlite", "postgresql": "pg"}
# Of all pairs; the rest is refused. What is wrong or lost is always an error.
LEAST = {"sqlite": 0.99, "postgresql": 0.97}
# As many as a minute allows, unless somebody wants more.
SAMPLE = {"sqlite": "60", "postgresql": "15"}


def main(dialect, cases, judge, godwit):
    # Databases by the hundred, which nobody wants to be durable.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=fast) as work:
        sys.exit(run(dialect, cases, judge, godwit, work))


def run(dialect, cases, judge, godwit, work):
    results = os.path.join(work, f"{dialect}.jsonl")
    command = [sys.executable, "-B", judge, "run", "--cases", cases]
    command += ["--engine", ENGINES[dialect], "--work", work, "--rows", "-j", "1"]
    command += ["--part", "all", "--tool", generate(dialect, godwit), "--out", results]
    command += ["--sample", os.environ.get("GODWIT_SCHEMA_CASES", SAMPLE[dialect])]
    if dialect == "postgresql":
        command += ["--server", server()]
    judged = subprocess.run(command, capture_output=True, text=True)
    print(judged.stdout, judged.stderr)
    with open(results) as file:
        return verdict(dialect, [json.loads(line) for line in file])


def generate(dialect, godwit):
    command = f"{shlex.quote(godwit)} generate --from {{old_url}}"
    command += " --schema {annotated_sql} --output {out_dir}"
    if dialect == "postgresql":
        command += " --online --scratch {scratch_url}"
    return command


def server():
    """libpq takes the rest of where the server is from the environment."""
    settings = {}
    for setting in shlex.split(os.environ["GODWIT_TEST_POSTGRESQL"]):
        name, _, value = setting.partition("=")
        settings[name] = value
        os.environ["PG" + {"dbname": "database"}.get(name, name).upper()] = value
    # The judge puts "/" and the name of a database behind it.
    return "postgresql://" + urllib.parse.quote(settings["host"], safe="")


def verdict(dialect, results):
    """What to exit with."""
    wrong = []
    for one in results:
        lost = isinstance(one.get("rows"), str) and not one["rows"].startswith("blocked")
        for what, is_so in (
            ("judge error", one["result"] == "judge error"),
            ("ends elsewhere", one.get("wrong")),
            ("finds something where nothing is", one.get("spurious")),
            ("loses rows", lost),
            ("changes rowids or counters", one.get("hidden")),
        ):
            if is_so:
                wrong.append(f"{one['id']}: {what}")
    passed = sum(one["result"] == "pass" for one in results)
    for one in results:
        if one["result"] != "pass":
            print(one["id"], one["result"], one.get("error", ""), one.get("down_eq", ""))
    print(f"{passed} of {len(results)} pass")
    if not results or passed < LEAST[dialect] * len(results):
        wrong.append("too few pass")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
