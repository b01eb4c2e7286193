# SPDX-License-Identifier: BSL-1.0
"""The data of a set: head, fields of each file, texts.

docs/format.md describes it.
"""

import hashlib
import os

from embedding.cpp_code import is_code, text_of_code

# The number is that of the format of what follows.
MARK = b"Godwit migration set 1\n"
# Whose names and sections the files have. What that means is known to C++.
LAYOUT = "godwit"
# What a set has beside its migrations; its files have the part and a slash
# before their names.
FURTHER_PARTS = ("hook", "repeatable", "seed")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class MigrationFile:
    """One file of the set: what is on disk, and what the set has of it."""

    def __init__(self, name, path, source):
        self.name = os.fsencode(name)
        self.path = path
        self.source = source
        self.text = text = text_of_code(source) if is_code(name) else source
        self.checksum = normalised_checksum(text).encode()
        self.manifest_fields = nul_ended(
            (self.name, self.checksum, b"%d" % len(text))
        )


def manifest_head(arguments, files, snapshot):
    """What a binary is searched for, and what holds for the set as a whole."""
    fields = (
        arguments.name,
        arguments.dialect,
        arguments.display_directory,
        arguments.default_url,
        arguments.history_table,
        " ".join(name for name, _ in arguments.require),
        arguments.newer,
        set_digest(files, arguments.placeholder),
        LAYOUT,
        arguments.adopt_version,
        arguments.snapshot_at,
        arguments.display_snapshot,
    )
    head = MARK + nul_ended(map(os.fsencode, fields))
    checksum = normalised_checksum(snapshot) if arguments.snapshot else ""
    further = (
        *(vars(arguments)[f"display_{part}_directory"] for part in FURTHER_PARTS),
        "\n".join(arguments.placeholder),
    )
    rest = (
        snapshot,
        checksum.encode(),
        *map(os.fsencode, further),
        b"%d" % len(files),
    )
    return head + nul_ended(rest)


def set_data(head, files):
    fields = b"".join(file.manifest_fields for file in files)
    return head + fields + nul_ended(file.text for file in files)


def digest_in(data):
    """That of the set whose data it is."""
    return data.removeprefix(MARK).split(b"\0", 8)[7]


def nul_ended(parts):
    return b"".join(part + b"\0" for part in parts)


def carried_texts(binary, name):
    """{file name: text} of the set with this name in a program or library."""
    _, mark, rest = binary.partition(MARK + os.fsencode(name) + b"\0")
    if not mark:
        return {}
    *_, count, rest = rest.split(b"\0", 18)
    *fields, rest = rest.split(b"\0", 3 * int(count))
    texts = {}
    for name, size in zip(fields[0::3], map(int, fields[2::3])):
        texts[name], rest = rest[:size], rest[size + 1 :]
    return texts


def normalised_checksum(text):
    """Not changed by what editors and git do to line endings."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(text).hexdigest()


def set_digest(files, placeholders):
    """Over what `up` brings a database to."""
    digest = hashlib.sha256()
    for file in files:
        if file.name.startswith((b"hook/", b"seed/")):
            continue
        digest.update(file.name + b"\0" + file.checksum)
    digest.update(os.fsencode("\n".join(placeholders)))
    return digest.hexdigest()
