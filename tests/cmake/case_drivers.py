# SPDX-License-Identifier: BSL-1.0
"""A program links the drivers of its sets and no other."""

import os
import shlex
import shutil
import subprocess

from project import UNCHECKED, check, check_contains, check_equal

# As on a machine without it.
NO_POSTGRESQL = "-DCMAKE_DISABLE_FIND_PACKAGE_PostgreSQL=ON"
ALL = "-DCOMPONENTS="
EXPECTED = {"up": "1 migration applied", "status": "up to date: 1 applied"}


def run(make_project, settings):
    check_without_postgresql(make_project, "OFF", "STATIC")
    for kind in ("STATIC", "SHARED"):
        check_without_postgresql(make_project, "ON", kind)
    check_static(make_project)
    check_make(make_project, settings)
    check_refusals(make_project)
    package = os.path.join(settings.prefix, "lib", "cmake", "Godwit")
    if os.path.exists(os.path.join(package, "Godwit_postgresql.cmake")):
        check_with_all(make_project)
        check_umbrella(make_project)


def check_without_postgresql(make_project, optimize, kind):
    project = make_project(folder=f"sqlite {kind} {optimize}")
    options = (f"-DOPTIMIZE={optimize}", f"-DKIND={kind}")
    project.configure_and_build(NO_POSTGRESQL, UNCHECKED, *options)
    check_program(project.program("shop"))
    executor = project.program("shop-migrate")
    check("libpq" not in output_of("ldd", executor), "the executor links libpq")
    url = f"sqlite:{project.folder}/shop.db"
    check_contains(output_of(executor, "status", "-d", url), "1 applied")
    # By the parser and the database in memory of its driver.
    check_contains(output_of(executor, "lint"), "at level execute")


def check_program(program):
    check("libpq" not in output_of("ldd", program), "the program links libpq")
    folder = os.path.dirname(os.path.dirname(program))
    url = f"sqlite:{folder}/shop.db"
    check_equal(output_of(program, url), "applied: 1\n")
    refused = subprocess.run(
        [program, "postgresql:///x"], stdout=subprocess.PIPE, text=True
    )
    check_equal(refused.returncode, 1)
    check_contains(refused.stdout, "no driver for PostgreSQL")
    check_contains(refused.stdout, "hint: link Godwit::postgresql")


def check_static(make_project):
    """With a Godwit that has other drivers, which cannot be linked so."""
    project = make_project(folder="static")
    project.configure_and_build(UNCHECKED, "-DALONE=ON")
    alone = project.program("shop-migrate-alone")
    linked = subprocess.run(["ldd", alone], stderr=subprocess.PIPE, text=True)
    check_contains(linked.stderr, "not a dynamic executable")
    url = f"sqlite:{project.folder}/shop.db"
    check_contains(output_of(alone, "up", "-d", url), "1 migration applied")


def check_make(make_project, settings):
    """By pkg-config, which names the libraries of one driver."""
    project = make_project(folder="make")
    folder = os.path.join(project.folder, "make", "bin")
    os.makedirs(folder)
    environment = {
        **os.environ,
        "PKG_CONFIG_PATH": f"{settings.prefix}/lib/pkgconfig",
    }
    command = ("pkg-config", "--cflags", "--libs", "godwit-sqlite")
    flags = subprocess.check_output(command, text=True, env=environment)
    check("-lpq" not in flags, flags)
    name = "shop_migrations"
    subprocess.check_call(
        [
            *("python3", f"{settings.prefix}/share/godwit/scripts/embed.py"),
            *(f"--name={name}", f"--namespace={name}", "--dialect=sqlite"),
            *("--directory=shop", "--display-directory=shop"),
            *(f"--header-output={name}.h", f"--source-output={name}.cpp"),
            f"--stamp={name}.stamp",
        ],
        cwd=project.source,
    )
    program = os.path.join(folder, "shop")
    subprocess.check_call(
        [
            *(settings.compiler, *shlex.split(settings.flags), "-std=c++20"),
            *("-I.", "main.cpp", f"{name}.cpp", *shlex.split(flags)),
            *("-o", program),
        ],
        cwd=project.source,
    )
    check_program(program)


def check_refusals(make_project):
    refusals = {
        "-DCOMPONENTS=COMPONENTS;oracle": "this Godwit has no driver oracle",
        "-DAUDIT=ON": "find_package(Godwit COMPONENTS ...) does not name it",
    }
    for number, (option, message) in enumerate(refusals.items()):
        project = make_project(folder=f"refused {number}")
        configured = project.configure(option)
        check(configured.returncode != 0, f"{option} is not refused")
        check_contains(configured.stdout, message)


def check_with_all(make_project):
    project = make_project(folder="missing")
    configured = project.configure(NO_POSTGRESQL, ALL)
    check(configured.returncode != 0, "PostgreSQL is not looked for")
    optional = "-DCOMPONENTS=COMPONENTS;sqlite;OPTIONAL_COMPONENTS;postgresql"
    configured = project.configure(NO_POSTGRESQL, optional)
    check(configured.returncode == 0, configured.stdout)


def check_umbrella(make_project):
    """The plain targets run the executors whose database it is."""
    for prefix in ("TARGET_PREFIX;audit", ""):
        project = make_project(folder=f"umbrella {prefix[-5:]}")
        project.configure_and_build(ALL, UNCHECKED, f"-DAUDIT_PREFIX={prefix}")
        database = os.path.join(project.folder, "shop.db")
        environment = {"DATABASE_URL": f"sqlite:{database}"}
        for command in ("up", "status"):
            output = project.build_well(f"migrate-{command}", environment)
            check_contains(output, "audit-migrate is skipped: the URL names")
            check_contains(output, EXPECTED[command])
    failed = project.build("shop-migrate-up", {"DATABASE_URL": "postgresql:///x"})
    check(failed.returncode != 0, "a target of its own skips")
    check_contains(failed.stdout, "carries no migrations")


def output_of(*command):
    return subprocess.check_output(command, text=True)
