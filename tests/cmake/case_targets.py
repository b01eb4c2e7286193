# SPDX-License-Identifier: BSL-1.0
"""The build targets run the executors, and their names do not collide."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess

from project import UNCHECKED, check, check_contains, check_equal

COMMANDS = (
    "plan up down redo status history create init create-database wait reset verify"
    " doctor preflight list forget"
).split()
DESTRUCTIVE = {"down", "reset"}
SECRET = "postgresql://me:sesame@localhost/shop"


def run(make_project, settings):
    project = make_project()
    project.configure_and_build(UNCHECKED)
    check_names(project)
    check_studio(project, settings)
    check_what_is_left_out(project)
    check_completions(project)
    check_that_prefixes_keep_apart(project)
    check_that_plain_names_run_all(project)
    check_environment(project)
    check_forget(project)
    check_forget_by_the_tool(project)
    check_create(project)
    check_failure(project)
    check_that_no_secret_is_written(project)

    mixed = make_project(folder="mixed")
    mixed.configure_and_build("-DPLAIN=ON")
    check_that_plain_names_run_all(mixed)


def check_names(project):
    targets = project.build_well("help")
    for command in COMMANDS:
        check_contains(targets, f"shop-migrate-{command}")
        check_contains(targets, f" migrate-{command}")
        built = f"audit-migrate-{command}" in targets
        check_equal((command, built), (command, command not in DESTRUCTIVE))


def check_studio(project, settings):
    """It is the tool that runs, with the executor as the file of the sets."""
    target = "shop-migrate-studio"
    with open(os.path.join(settings.godwit_build, "CMakeCache.txt")) as cache:
        built = re.search(r"^GODWIT_WITH_STUDIO:BOOL=(ON|TRUE)$", cache.read(),
                          re.M | re.I) is not None
    check_equal(target in project.build_well("help"), built)
    if not built:
        return
    check_contains(project.build_well(target, {"GODWIT_ARGS": "--help"}), "in a browser")
    refused = project.build(target, {"DATABASE_URL": "mysql://localhost/shop"})
    check_contains(refused.stdout, "mysql")
    check(refused.returncode != 0, refused.stdout)
    executor = contents(project.program("shopctl"))
    for word in (b"httplib", b"frame-ancestors", b"Godwit Studio"):
        check(word not in executor, f"the executor has {word} in it")


def check_what_is_left_out(project):
    """It is not in the file, or nobody could rely on it."""
    words = b"Undo every migration and remove the history"
    check(words in contents(project.program("shopctl")), "no reset")
    audit = project.program(os.path.join("audit", "audit-migrate"))
    check(words not in contents(audit), "there is a reset")
    refused = subprocess.run([audit, "reset"], capture_output=True, text=True)
    check_equal(refused.returncode, 2)
    check_contains(refused.stderr, "'reset' was left out of this executor")


def check_completions(project):
    """They are installed where shells look for them."""
    prefix = os.path.join(project.binary, "prefix")
    subprocess.run(
        ["cmake", "--install", project.binary, "--prefix", prefix],
        check=True, capture_output=True,
    )
    for name, words in (
        ("bash-completion/completions/shopctl", b"complete -F _shopctl shopctl"),
        ("zsh/site-functions/_shopctl", b"#compdef shopctl"),
        ("fish/vendor_completions.d/shopctl.fish", b"complete -c shopctl"),
        ("man/man1/shopctl.1", b".SH NAME\nshopctl"),
    ):
        check(words in contents(os.path.join(prefix, "share", name)), name)


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def databases(project):
    files = os.listdir(project.source)
    return sorted(name for name in files if name.endswith(".db"))


def check_that_prefixes_keep_apart(project):
    project.build_well("shop-migrate-up")
    check_equal(databases(project), ["shop.db"])


def check_that_plain_names_run_all(project):
    project.build_well("migrate-up")
    check_equal(databases(project), ["audit.db", "shop.db"])
    output = project.build_well("migrate-status")
    check_contains(output, "create_person applied")
    check_contains(output, "create_event applied")
    check_equal(output.count("protected: production"), 1)  # that of PRODUCTION


def check_environment(project):
    project.build_well("shop-migrate-up", {"DATABASE_URL": "sqlite:other.db"})
    check_equal(databases(project), ["audit.db", "other.db", "shop.db"])
    output = project.build_well("migrate-list", {"GODWIT_ARGS": "--json"})
    check_contains(output, '"command": "list"')


def keep(project, *names):
    """As migrations that were generated do it."""
    path = os.path.join(project.source, "shop.db")
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        for name in names:
            database.execute(f"CREATE TABLE godwit_kept_{name} (id INTEGER)")


def check_forget(project):
    """It lists, and removes what the environment names, once that is confirmed."""
    keep(project, "a", "b", "c")
    target, yes = "shop-migrate-forget", {"GODWIT_ARGS": "--yes"}
    check_contains(project.build_well(target), "godwit_kept_a  0 rows\n")
    named = {"TABLES": "godwit_kept_a,godwit_kept_b"}
    refused = project.build(target, named)
    check(refused.returncode != 0, "nobody was asked")
    check_contains(refused.stdout, "needs --yes where nobody can be asked")
    output = project.build_well(target, {**named, **yes})
    check_contains(output, "forgotten  godwit_kept_a  0 rows\n")
    check("godwit_kept_c" not in output, output)
    output = project.build_well(target, {"ALL": "1", **yes})
    check_contains(output, "forgotten  godwit_kept_c  0 rows\n")
    check_contains(project.build_well(target), "nothing is kept")


def check_forget_by_the_tool(project):
    """It knows no migrations, and writes the log of those who do."""
    keep(project, "d")
    tool = os.path.join(project.settings.prefix, "bin", "godwit")
    called = subprocess.run(
        [tool, "forget", "-d", "sqlite:shop.db", "godwit_kept_d", "--yes"],
        cwd=project.source, capture_output=True, text=True,
    )
    check_equal(called.returncode, 0)
    check_contains(called.stdout, "forgotten  godwit_kept_d  0 rows\n")
    output = project.build_well("shop-migrate-history")
    check_contains(output, "godwit_kept_d, 0 rows")


def check_create(project):
    project.build_well("shop-migrate-create", {"NAME": "Add an e-mail address"})
    name = "0002_add_an_e_mail_address.sql"
    check(
        os.path.exists(os.path.join(project.source, "shop", name)),
        "no file was created",
    )
    check_contains(project.build_well("shop-migrate-list"), name)


def check_failure(project):
    folder = os.path.join(project.source, "audit", "migrations")
    with open(os.path.join(folder, "0002_broken.sql"), "w") as file:
        file.write("SELEC 1;\n")
    failed = project.build("audit-migrate-up")
    check(failed.returncode != 0, "a failed migration did not stop the build")
    line = "\naudit/migrations/0002_broken.sql:1:1: error: "
    check(line in failed.stdout, failed.stdout)

    failed = project.build("audit-migrate-up", {"GODWIT_ARGS": "--json"})
    check(failed.returncode != 0, "a failed migration did not stop the build")
    document = first_document(failed.stdout)
    check_equal(document["ok"], False)
    check_equal(document["error"]["code"], "statement_failed")


def first_document(output):
    """The JSON in what a build tool prints before and after it."""
    begin = output.index("\n{") + 1
    return json.JSONDecoder().raw_decode(output, begin)[0]


def check_that_no_secret_is_written(project):
    secret = {"DATABASE_URL": SECRET, "PGPASSWORD": "sesame"}
    os.utime(os.path.join(project.source, "CMakeLists.txt"))
    project.build_well("migrate-list", secret)
    for folder, _, names in os.walk(project.binary):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                check(b"sesame" not in file.read(), f"a password is in {path}")
