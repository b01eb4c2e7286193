# SPDX-License-Identifier: BSL-1.0
"""An installed Godwit is found where it was moved to."""

import json
import os
import shlex
import shutil
import subprocess

from documented_project import DocumentedProject
from project import check, check_contains, check_equal


def run(make_project, settings):
    moved = os.path.join(settings.work, "moved", "Godwit")
    shutil.copytree(settings.prefix, moved)
    check_no_mention(moved, settings.prefix)
    settings.prefix = moved
    installed = sorted(files_below(moved))

    check_completions_of_the_tool(moved)
    project = DocumentedProject("installed", settings)
    check_editors_find_the_header(project)
    project.configure_and_build()
    project.check_migrates()
    project.check_executor_lists()

    check_follows_scripts(project, os.path.join(moved, "share/godwit/scripts"))

    check_make(settings)
    # Others may have no right to write there.
    check_equal(sorted(files_below(moved)), installed)


def check_completions_of_the_tool(prefix):
    for name in (
        "bash-completion/completions/godwit",
        "zsh/site-functions/_godwit",
        "fish/vendor_completions.d/godwit.fish",
        "man/man1/godwit.1",
    ):
        path = os.path.join(prefix, "share", name)
        check(os.path.getsize(path) > 0, f"{path} is empty")


def check_editors_find_the_header(project):
    """Before the first build, and when it becomes another one."""
    lists = os.path.join(project.source, "shop", "CMakeLists.txt")
    program = os.path.join(project.source, "shop", "main.cpp")
    check_parses(project, program)

    edit(lists, "DIALECT sqlite", "DIALECT sqlite NAMESPACE shop::sets")
    edit(program, "shop_migrations::", "shop::sets::")
    check_parses(project, program)

    edit(lists, " NAMESPACE shop::sets", "")
    edit(program, "shop::sets::", "shop_migrations::")


def check_parses(project, program):
    """As clangd does it, after CMake and without a build."""
    configured = project.configure("-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    check(configured.returncode == 0, configured.stdout)
    with open(os.path.join(project.binary, "compile_commands.json")) as file:
        commands = json.load(file)
    (command,) = (c for c in commands if c["file"] == program)
    parsed = subprocess.run(
        shlex.split(command["command"]) + ["-fsyntax-only"],
        cwd=command["directory"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(parsed.returncode == 0, parsed.stdout)


def edit(path, before, after):
    with open(path) as file:
        text = file.read()
    check(before in text, f"{path} has no {before}")
    with open(path, "w") as file:
        file.write(text.replace(before, after))


def files_below(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(place, name)


def check_follows_scripts(project, scripts):
    """That another Godwit in the same place embeds again."""
    parts = list(files_below(os.path.join(scripts, "embedding")))
    for script in (*parts, os.path.join(scripts, "embed.py")):
        before = os.stat(script)
        os.utime(script)
        check_equal(project.counted_build()[1], 1)
        os.utime(script, ns=(before.st_atime_ns, before.st_mtime_ns))
    check_equal(project.counted_build()[1], 0)


def check_no_mention(folder, path):
    for file_path in files_below(folder):
        if file_path.endswith((".a", ".so")):
            continue
        with open(file_path, "rb") as file:
            text = file.read()
        check(path.encode() not in text, f"{file_path} names {path}")


def check_make(settings):
    project = DocumentedProject("pkg-config", settings)
    make(project, settings)
    project.check_migrates("source/shop/shop")
    check_contains(make(project, settings), "is up to date")

    folder = os.path.join(project.source, "shop", "migrations")
    added = os.path.join(folder, "0002_create_item.sql")
    with open(added, "w") as file:
        file.write("CREATE TABLE item (id INTEGER PRIMARY KEY);\n")
    check_equal(compiled(make(project, settings)), ["shop_migrations.cpp"])
    os.remove(added)
    check_equal(compiled(make(project, settings)), ["shop_migrations.cpp"])
    project.check_migrates("source/shop/shop")
    check_contains(make(project, settings), "is up to date")


def make(project, settings):
    library = os.path.join(settings.prefix, "lib")
    finished = subprocess.run(
        [
            *("make", "-C", os.path.join(project.source, "shop")),
            f"CXX={settings.compiler} {settings.flags}",
        ],
        env={**os.environ, "PKG_CONFIG_PATH": f"{library}/pkgconfig"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    check(finished.returncode == 0, finished.stdout)
    return finished.stdout


def compiled(output):
    return [
        word
        for line in output.splitlines()
        if " -c " in line
        for word in line.split()
        if word.endswith(".cpp")
    ]
