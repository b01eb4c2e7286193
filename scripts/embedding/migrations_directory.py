# SPDX-License-Identifier: BSL-1.0
"""Reading a directory of migrations. What their names mean is known to C++
alone, which reads what is embedded."""

import os

from embedding.refusal import Refusal, error
from embedding.set_data import FURTHER_PARTS, MigrationFile
from embedding.strays import files_in_folders, flat_name


def read_set(arguments):
    """The files of the set, sorted by the bytes of their names in it."""
    directory = arguments.directory
    entries = migration_entries(directory, (".sql", ".cpp"))
    if not entries and not arguments.allow_empty:
        raise no_migrations(directory)
    files = files_of(directory, entries, "")
    for part, directory in further_directories(arguments):
        entries = migration_entries(directory, (".sql",))
        files += files_of(directory, entries, f"{part}/")
    return sorted(files, key=lambda file: file.name)


def further_directories(arguments):
    """(part, directory) of what a set has beside its migrations."""
    values = vars(arguments)
    for part in FURTHER_PARTS:
        if directory := values[f"{part}_directory"]:
            yield part, directory


def files_of(directory, entries, prefix):
    refuse_bad_entries(directory, entries)
    return [
        MigrationFile(prefix + entry.name, entry.path, read_bytes(entry.path))
        for entry in entries
    ]


def read_snapshot(path):
    """What a new database gets at once; empty where no file is named."""
    if not path:
        return b""
    text = read_bytes(path)
    if b"\0" in text:
        message = "a snapshot cannot hold the character NUL"
        raise Refusal(error(path, message, "write it as the dump of a schema"))
    return text


def no_migrations(directory):
    nested = files_in_folders(directory)
    hint = "name the first one 0001_<name>.sql, or pass ALLOW_EMPTY"
    if nested:
        hint = (
            "folders in it are not looked into: put their files into the"
            f" directory itself, {nested[0]} as {flat_name(nested[0])}"
        )
    message = "no .sql file in the migrations directory"
    return Refusal(error(directory, message, hint))


def migration_entries(directory, endings):
    # Hidden ones are locks and leftovers of editors and file managers.
    try:
        with os.scandir(directory) as entries:
            found = [
                entry
                for entry in entries
                if entry.name.lower().endswith(endings)
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
        hint = "restore it, or correct the call of godwit_add_migrations()"
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
    ending = name[-4:]
    if ending != ending.lower():
        message = f"the file name does not end in {ending.lower()}"
        return message, "write it in small letters"
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
