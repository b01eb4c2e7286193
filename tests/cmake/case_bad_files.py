# SPDX-License-Identifier: BSL-1.0
"""A directory that cannot be embedded stops the build, as a compiler would."""

import os
import shutil

from project import check, check_contains

RENAME = "\nhint: rename the file\n"


def run(make_project, settings):
    project = make_project("shop")
    project.write("0001_first.sql", "SELECT 1;\n")
    project.write("0002_pair.up.sql", "SELECT 2;\n")
    project.write("0002_pair.down.sql", "SELECT -2;\n")
    project.configure_and_build()

    for make, message in CASES:
        path = make(project)
        broken = project.build()
        check(
            broken.returncode != 0,
            f"built in spite of {path}:\n{broken.stdout}",
        )
        line = f"\n{path}:1:1: error: {message}"
        message = f"\nexpected: {line}\nin:\n{broken.stdout}"
        check(line in broken.stdout, message)
        remove(path)
        project.build_well()
        project.check_embeds_the_directory()

    check_strays(project)
    check_without_directory(project, settings)
    check_unreadable(project, settings)


def check_strays(project):
    """What is left out although it looks like a migration is told."""
    folder = project.path("0003_third")
    os.mkdir(folder)
    write(os.path.join(folder, "up.sql"))
    write(project.path("0004_fourth.sql.down"))
    write(project.path("README.md"))
    write(project.path("0001_first.sql~"))
    said = project.build_well()
    check_contains(
        said,
        f"{folder}/up.sql: warning: this lies in a folder of the migrations"
        " directory, and so not in the set\n"
        "hint: put what belongs to the set into the directory itself, such as"
        " 0003_third.up.sql;",
    )
    check_contains(
        said,
        f"{project.path('0004_fourth.sql.down')}: warning: this is not in the"
        " set, since the name does not end in .sql\n",
    )
    check("README" not in said and "sql~" not in said, said)

    os.rename(folder, project.path("_later"))
    os.remove(project.path("0004_fourth.sql.down"))
    said = project.build_well()
    check("the set" not in said, said)
    for left in ("README.md", "0001_first.sql~"):
        os.remove(project.path(left))
    shutil.rmtree(project.path("_later"))
    project.build_well()
    project.check_embeds_the_directory()


def write(path):
    with open(path, "w") as file:
        file.write("SELECT 3;\n")


def check_without_directory(project, settings):
    directory = project.migrations
    os.rename(directory, directory + ".away")
    broken = project.build()
    check(broken.returncode != 0, "built without the directory")
    if settings.generator.startswith("Ninja"):
        check_contains(
            broken.stdout,
            f"{directory}:1:1: error: cannot read the migrations directory:"
            " No such file or directory hint: restore it, or correct the call",
        )
    else:  # CMake looks at the directory first.
        check_contains(broken.stdout, f"no such DIRECTORY: {directory};")
    os.rename(directory + ".away", directory)
    project.build_well()
    project.check_embeds_the_directory()


def check_unreadable(project, settings):
    file, directory = project.path("0001_first.sql"), project.migrations
    message = "{}:1:1: error: cannot read the {}: Permission denied"
    hint = "allow the user who builds to read"
    output = build_without_reading(project, file)
    check_contains(output, message.format(file, "file"))
    check_contains(output, hint)

    output = build_without_reading(project, directory)
    if settings.generator.startswith("Ninja"):
        expected = message.format(directory, "migrations directory")
    else:
        expected = f"no .sql file in DIRECTORY {directory};"
    check_contains(output, expected)
    check_contains(output, hint)


def build_without_reading(project, path):
    mode = os.stat(path).st_mode
    os.utime(path)
    os.chmod(path, mode & ~0o444)
    broken = project.build(without_privileges=True)
    os.chmod(path, mode)
    check(broken.returncode != 0, f"built without reading {path}")
    project.build_well()
    project.check_embeds_the_directory()
    return broken.stdout


def remove(path):
    path = path.replace("\\n", "\n").replace("\\udcff", "\udcff")
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.remove(path)


def with_file(name, shown_name=None):
    def make(project):
        project.write(name, "SELECT 3;\n")
        return project.path(shown_name or name)

    return make


def with_directory(project):
    os.mkdir(project.path("0003_third.sql"))
    return project.path("0003_third.sql")


def with_link_to(target):
    def make(project):
        os.symlink(target, project.path("0003_link.sql"))
        return project.path("0003_link.sql")

    return make


CASES = [
    (
        with_file("1_again.sql"),
        "the version 0001 is that of migrations/0001_first.sql too\n"
        "hint: give one of them another version",
    ),
    (
        with_file("0002_second.up.sql"),
        "the version 0002 is that of ",
    ),
    (
        with_file("0002_second.sql"),
        "the version 0002 is that of ",
    ),
    (
        with_file("first.sql"),
        'the file name "first.sql" does not begin with a version\n'
        "hint: name it <version>_<name>.sql, such as 0001_create_person.sql",
    ),
    (
        with_file("V3__third.sql"),
        'the file name "V3__third.sql" does not begin with a version\n'
        "hint: what Flyway and refinery call so is 3_third.sql here\n",
    ),
    (
        with_file("0003_third.SQL"),
        "the file name does not end in .sql\nhint: write it in small letters\n",
    ),
    (
        with_file("0003_a\nb.sql", "0003_a\\nb.sql"),
        "the file name holds a control character" + RENAME,
    ),
    (
        with_file("0003_\udcff.sql", "0003_\\udcff.sql"),
        "the file name is not UTF-8" + RENAME,
    ),
    (with_directory, "is a directory and not a file\n"),
    (with_link_to("nowhere"), "is not a regular file\n"),
    (
        with_link_to("../CMakeLists.txt"),
        "is a symbolic link that leads out of the migrations directory\n",
    ),
]
