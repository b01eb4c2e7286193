# SPDX-License-Identifier: BSL-1.0
"""Godwit and a project that uses it are built for another processor, by the
commands of docs/cmake-howto.md, and run by an emulator."""

import json
import os
import shutil
import sqlite3
import subprocess

from case_sysroot import kept_folder
from documented_project import DocumentedProject
from project import check, check_contains, check_equal, count_lines

RECORDING_EMULATOR = """\
#!/bin/sh
echo run >> "{log}"
exec "{emulator}" "$@"
"""

AARCH64 = 183


def run(make_project, settings):
    check_installed("aarch64-linux-gnu-g++", "g++-aarch64-linux-gnu")
    emulator = check_installed("qemu-aarch64", "qemu-user")
    project = DocumentedProject("static+cross", settings)
    os.symlink(
        os.path.join(kept_folder(settings), "sysroot"),
        os.path.join(project.source, "sysroot"),
    )
    project.binary = os.path.join(project.source, "build")
    check_ignores_python_of_the_target(project)
    log = add_recording_emulator(project, emulator)
    check_nothing_runs_while_building(project, log)
    check_targets_run_in_the_emulator(project, log)
    check_static_executor(project, emulator)
    tool = os.path.join(settings.prefix, "bin", "godwit")
    check_inspection(project, tool)
    check_host_tool(project, tool)


def check_installed(program, package):
    path = shutil.which(program)
    check(path, f"{program} is missing; install the package {package}")
    return path


def check_ignores_python_of_the_target(project):
    """Where CMake looks for programs among those of the target first."""
    alien = os.path.join(project.source, "alien")
    log = os.path.join(alien, "python.log")
    python = os.path.join(alien, "usr", "bin", "python3")
    os.makedirs(os.path.dirname(python))
    write_script(python, f'#!/bin/sh\necho run >> "{log}"\nexit 1\n')
    with open(os.path.join(project.source, "alien.cmake"), "w") as toolchain:
        toolchain.write(
            "include(${CMAKE_CURRENT_LIST_DIR}/aarch64.cmake)\n"
            "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM BOTH)\n"
            f'list(PREPEND CMAKE_FIND_ROOT_PATH "{alien}")\n'
        )
    run_shell(project, "cmake -B other --toolchain alien.cmake")
    check_equal(count_lines(log), 0)


def add_recording_emulator(project, emulator):
    """In front of the PATH; returns the file with a line for each run."""
    log = os.path.join(project.scripts, "emulator.log")
    script = os.path.join(project.scripts, os.path.basename(emulator))
    write_script(script, RECORDING_EMULATOR.format(log=log, emulator=emulator))
    return log


def write_script(path, text):
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, 0o755)


def check_nothing_runs_while_building(project, log):
    run_shell(project, "sh -e build.sh")
    for name in ("shop/shop", "shop/shop-migrate", "shop-migrate-static"):
        check_equal(processor(project.program(name)), AARCH64)
    check_equal(count_lines(log), 0)


def processor(program):
    with open(program, "rb") as file:
        header = file.read(20)
    return int.from_bytes(header[18:20], "little")


def check_targets_run_in_the_emulator(project, log):
    database = os.path.join(project.source, "shop.db")
    url = {"DATABASE_URL": f"sqlite:{database}"}
    run_shell(project, "sh -e migrate.sh", url)
    check_equal(count_lines(log), 1)
    connection = sqlite3.connect(database)
    check_equal(connection.execute("SELECT * FROM person").fetchall(), [])
    connection.close()
    listed = run_shell(project, "cmake --build build --target migrate-list")
    check_contains(listed, "0001_create_person.sql")
    check_equal(count_lines(log), 2)


def check_static_executor(project, emulator):
    """Which needs no libraries of the target where it runs."""
    executor = project.program("shop-migrate-static")
    listed = subprocess.check_output([emulator, executor, "list"], text=True)
    check_contains(listed, "0001_create_person.sql")


def check_inspection(project, tool):
    """Programs that do not run here show what they carry."""
    for name in ("shop/shop", "shop-migrate-static"):
        document = json.loads(
            subprocess.check_output(
                [tool, "inspect", "--json", project.program(name)]
            )
        )
        (carried,) = document["sets"]
        (migration,) = carried["migrations"]
        check_equal(migration["file"], "shop/migrations/0001_create_person.sql")


def check_host_tool(project, tool):
    """Which checks for a build that cannot run its own."""
    output = run_shell(project, f"cmake -B build -DGODWIT_HOST_TOOL={tool}")
    check_contains(output, f"shop_migrations: migrations are checked by {tool}")
    folder = os.path.join(project.source, "shop", "migrations")
    broken = os.path.join(folder, "0002_broken.sql")
    with open(broken, "w") as file:
        file.write("SELEC 1;\n")
    failed = project.build("shop_migrations")
    check(failed.returncode != 0, "a broken migration was built")
    check_contains(failed.stdout, f"{broken}:1:1: error: near")
    os.remove(broken)
    project.build_well("shop_migrations")


def run_shell(project, command, environment=None):
    path = f"{project.scripts}:{os.environ['PATH']}"
    finished = subprocess.run(
        ["sh", "-ec", command],
        cwd=project.source,
        env={
            **os.environ,
            "PATH": path,
            "CMAKE_GENERATOR": project.settings.generator,
            "CMAKE_BUILD_PARALLEL_LEVEL": "2",
            **(environment or {}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    check(finished.returncode == 0, finished.stdout)
    return finished.stdout
