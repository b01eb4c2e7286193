# SPDX-License-Identifier: BSL-1.0
"""A static executor works where there is no other file at all: here one that is
linked with an installed Godwit; in `cmake.part` one of a project that Godwit is
a part of."""

import os
import shutil
import sqlite3
import subprocess

from documented_project import DocumentedProject
from project import check, check_contains, check_equal

EXECUTOR = """
godwit_add_migrator(shop-migrate-static MIGRATIONS shop_migrations STATIC)
"""


def run(make_project, settings):
    check_refusals(settings)
    project = DocumentedProject("installed", settings)
    lists = os.path.join(project.source, "shop", "CMakeLists.txt")
    with open(lists, "a") as file:
        file.write(EXECUTOR)
    output = project.configure_and_build()
    check("warning" not in output, output)
    executor = project.program("shop/shop-migrate-static")
    check_empty_root(settings, executor)


def check_empty_root(settings, executor):
    root = os.path.join(settings.work, "root")
    os.mkdir(root)
    shutil.copy(executor, os.path.join(root, "shop-migrate-static"))
    check_runs_alone(root)
    check_knows_the_user(root)


def check_refusals(settings):
    lonely = os.path.join(settings.work, "libsqlite3.so")
    open(lonely, "w").close()
    refusals = {
        "-DBUILD_SHARED_LIBS=ON": "Godwit::core is a shared one",
        f"-DSQLite3_LIBRARY={lonely}": "set SQLite3_LIBRARY to an archive",
        "-DCMAKE_CXX_FLAGS=-fsanitize=address": "STATIC is not possible here",
    }
    for number, (option, message) in enumerate(refusals.items()):
        folder = f"refused {number}"
        project = DocumentedProject("static", settings, folder)
        configured = project.configure(option)
        check(configured.returncode != 0, f"{option} is not refused")
        check_contains(configured.stdout, message)


def check_runs_alone(root):
    check_contains(run_in(root, "list"), "0001_create_person.sql")
    for expected in ("1 migration applied", "nothing to do"):
        output = run_in(root, "up", "--database-url", "sqlite:/shop.db")
        check_contains(output, expected)


def check_knows_the_user(root):
    os.mkdir(os.path.join(root, "etc"))
    with open(os.path.join(root, "etc", "passwd"), "w") as file:
        file.write("other:x:10:0::/:\nsailor:x:0:0::/:\n")
    run_in(root, "up", "--database-url", "sqlite:/other.db")
    connection = sqlite3.connect(os.path.join(root, "other.db"))
    users = connection.execute("SELECT applied_by FROM godwit_migrations")
    check_equal(users.fetchall(), [("sailor",)])
    connection.close()


def run_in(root, *arguments):
    """The executor, with `root` as the root of its file system."""
    become_root = ["unshare", "--user", "--map-root-user"]
    finished = subprocess.run(
        [
            *(become_root if os.geteuid() != 0 else []),
            *("chroot", root, "/shop-migrate-static", *arguments),
        ],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(finished.returncode == 0, finished.stdout)
    return finished.stdout
