# SPDX-License-Identifier: BSL-1.0
"""Reading a directory of migrations."""

import os

from embedding.refusal import Refusal, error
from embedding.set_data import MigrationFile
from embedding.versions import refuse_duplicate_versions, version_of


def read_set(directory, allow_empty):
    """The files of the set, sorted by the bytes of their names."""
    entries = sql_entries(directory)
    if not entries and not allow_empty:
        raise Refusal(
            error(
                directory,
                "no .sql file in the migrations directory",
                "name the first one 0001_<name>.sql, or pass ALLOW_EMPTY",
            )
        )
    refuse_bad_entries(directory, entries)
    refuse_duplicate_versions(directory, [entry.name for entry in entries])
    return [MigrationFile(e.name, read_bytes(e.path)) for e in entries]


def sql_entries(directory):
    # Hidden ones are locks and leftovers of editors and file managers.
    try:
        with os.scandir(directory) as entries:
            found = [
                entry
                for entry in entries
                if entry.name.lower().endswith(".sql")
                and not entry.name.startswith(".")
            ]
    except OSError as reason:
        raise unreadable(directory, "migrations directory", reason) from None
    return sorted(found, key=lambda entry: os.fsencode(entry.name))


def read_bytes(path):
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError as reason:
        raise unreadable(path, "file", reason) from None


def unreadable(path, kind, reason):
    """A Refusal for what the system says of a file or directory."""
    if isinstance(reason, FileNotFoundError):
        hint = "restore it, or change DIRECTORY in godwit_add_migrations()"
    else:
        hint = "allow the user who builds to read it"
    message = f"cannot read the {kind}: {reason.strerror}"
    return Refusal(error(path, message, hint))


def refuse_bad_entries(directory, entries):
    top = os.path.realpath(directory)
    problems = [
        error(entry.path, *problem)
        for entry in entries
        if (problem := name_problem(entry.name) or kind_problem(entry, top))
    ]
    if problems:
        raise Refusal("\n".join(problems))


def name_problem(name):
    """What is wrong with a file's name, and a hint; None if nothing is."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "the file name is not UTF-8", "rename the file"
    if any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in name):
        return "the file name holds a control character", "rename the file"
    if not name.endswith(".sql"):
        return "the file name does not end in .sql", "write it in small letters"
    if version_of(name) is None:
        return (
            "the file name does not begin with a version",
            "write it as 0001_<name>.sql",
        )
    return None


def kind_problem(entry, top):
    """Why an entry is not a file of this directory; None if it is."""
    if entry.is_dir():
        return (
            "is a directory and not a file",
            "migrations lie directly in the migrations directory",
        )
    if not entry.is_file():
        return ("is not a regular file",)
    if entry.is_symlink() and not is_inside(entry.path, top):
        return (
            "is a symbolic link that leads out of the migrations directory",
            "copy the file",
        )
    return None


def is_inside(path, top):
    return os.path.realpath(path).startswith(os.path.join(top, ""))
