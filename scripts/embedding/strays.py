# SPDX-License-Identifier: BSL-1.0
"""What lies in the directory, looks like a migration, and is none."""

import os

from embedding.refusal import warning

# Of editors and version control, notes, and licences beside the files.
NO_MIGRATIONS = tuple(
    "~ # .bak .old .orig .rej .save .swp .tmp"
    " .adoc .html .license .md .pdf .rst .svg .txt".split()
)


def warnings_of_strays(directory, nested):
    """A warning for each kind of them, which names the first."""
    if nested:
        yield warning(
            os.path.join(directory, nested[0]),
            f"{count(nested, 'lies', 'lie')} in a folder of the migrations"
            " directory, and so not in the set",
            "put what belongs to the set into the directory itself, such as"
            f" {flat_name(nested[0])}; a folder whose name begins with an"
            " underscore is left out without a word",
        )
    misnamed = misnamed_files(directory)
    if misnamed:
        yield warning(
            os.path.join(directory, misnamed[0]),
            f"{count(misnamed, 'is', 'are')} not in the set, since the name does"
            " not end in .sql",
            "name it <version>_<name>.up.sql or <version>_<name>.down.sql if"
            " it is one, or else move it to another directory",
        )


def count(names, one, many):
    more = len(names) - 1
    return f"this and {more} more {many}" if more else f"this {one}"


def files_in_folders(directory, parts=()):
    """Of folders and of folders in those, as other tools have them; not of
    those that are other parts of the set."""
    of_set = {os.path.realpath(part) for part in parts}
    return [
        os.path.relpath(file, directory)
        for folder in folders(directory)
        for inside in (folder, *folders(folder))
        if os.path.realpath(inside) not in of_set
        for file in sql_files(inside)
    ]


def folders(directory):
    return sorted(
        entry.path
        for entry in entries(directory)
        if not entry.name.startswith((".", "_"))
        and not entry.name.lower().endswith(".sql")
        and entry.is_dir(follow_symlinks=False)
    )


def sql_files(directory):
    return sorted(
        entry.path
        for entry in entries(directory)
        if entry.name.lower().endswith(".sql")
    )


def entries(directory):
    try:
        with os.scandir(directory) as found:
            return list(found)
    except OSError:  # what is no part of the set need not be readable
        return []


def flat_name(path):
    """0001_a/up.sql and 0001_a/migration.sql as files of the directory."""
    folder, name = os.path.split(path)
    if name in ("up.sql", "down.sql"):
        return f"{os.path.basename(folder)}.{name}"
    if name == "migration.sql":
        return f"{os.path.basename(folder)}.sql"
    return name


def misnamed_files(directory):
    return sorted(
        entry.name
        for entry in entries(directory)
        if looks_like_migration(entry.name) and entry.is_file()
    )


def looks_like_migration(name):
    small = name.lower()
    if small.startswith(".") or small.endswith(
        (".sql", ".cpp", *NO_MIGRATIONS)
    ):
        return False
    return ".sql" in small or small[0].isdigit()
