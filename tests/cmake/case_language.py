# SPDX-License-Identifier: BSL-1.0
"""Linking a set does not raise the language of a program that names its own."""

import os
import subprocess

from project import check, check_contains, check_equal


def run(make_project, settings):
    project = make_project()
    project.write("1_a.sql", "CREATE TABLE a (id INTEGER);")
    project.write("2_b.sql", "CREATE TABLE b (id INTEGER);")
    project.configure_and_build()
    for program, standard in (
        ("plain_11", "C++201103"),
        ("plain_14", "C++201402"),
        ("plain_17", "C++201703"),
        ("modern", "C++202002"),
    ):
        url = "sqlite:" + os.path.join(project.folder, program + ".db")
        for applied in (2, 0):
            result = run_program(project, program, url)
            check_equal(result.stdout, f"{standard}: {applied} applied\n")

    nowhere = run_program(project, "plain_14", "sqlite:/nowhere/shop.db")
    check_equal(nowhere.returncode, 1)
    check_contains(nowhere.stderr, "error: ")

    refused = project.build("too_old")
    check(refused.returncode != 0, "built in C++17 what needs C++20")
    check_contains(refused.stdout, "Godwit's headers need C++20")


def run_program(project, name, url):
    return subprocess.run(
        [project.program(name), url],
        capture_output=True,
        text=True,
        check=False,
    )
