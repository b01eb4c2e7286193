#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Embed a directory of migrations in C++ source.

Reads the `*.sql` files that lie directly in a directory and writes a header
and one source file, which define

    namespace <namespace> { godwit::EmbeddedSet all() noexcept; }

All data of a set lies in one piece and begins with a manifest, by which it can
be found in any binary; docs/format.md describes it.

The same input gives the same bytes: no times and no paths but the display
directory. A file that would not change is left untouched, so that nothing is
compiled again; only the stamp is always written. godwit_add_migrations() in
cmake/GodwitMigrations.cmake runs this once for each set.
"""

import argparse
import hashlib
import os
import re
import sys
import time

# The number is that of the format of what follows.
MARK = b"Godwit migration set 1\n"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# One MSVC string piece holds 16,380 bytes.
PIECE_SIZE = 16_000
# Above this, clang needs hundreds of megabytes for the literals (80 bytes of
# memory for each byte), while an assembler directive stays flat.
INCBIN_ABOVE = 4_000_000
# Offsets in EmbeddedEntry have 32 bits.
LARGEST_SET = 2**32 - 1

VERSION = re.compile(r"[0-9]+(?:[.-][0-9]+)*")
# Dependencies on such files work with every build tool.
FOLLOWABLE_NAME = re.compile(r"""[^\0-\x1f!"#$%&'*/:;<>?[\\\]^`{|}\x7f]*""")
UNPRINTABLE_BYTE = re.compile(rb"[^ -~]")
# Always three digits, so that a digit behind does not become a part of it.
OCTAL_ESCAPES = {bytes([byte]): b"\\%03o" % byte for byte in range(256)}


class Refusal(Exception):
    """The directory cannot be embedded; the text is for the user."""


class MigrationFile:
    """One file of the set, as it is on disk."""

    def __init__(self, name, text):
        self.name = os.fsencode(name)
        self.text = text
        self.checksum = normalised_checksum(text).encode()
        self.manifest_fields = nul_ended(
            (self.name, self.checksum, b"%d" % len(text))
        )


def error(path, message, hint=""):
    """A message in the format that editors know from compilers."""
    line = f"{printable(path)}:1:1: error: {message}"
    return f"{line}\nhint: {hint}" if hint else line


def printable(text):
    """Without line breaks and other characters that break up a message."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode()
        for c in text
    )


# Reading the directory.


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


def refuse_large_set(directory, data):
    if len(data) > LARGEST_SET:
        raise Refusal(error(directory, "the set is larger than 4 GiB"))


# Versions. All other checks are made in C++, by the one parser there is.


def split_name(name):
    """The name without its endings, and "up", "down" or "" for both."""
    stem = name[: -len(".sql")]
    for half in ("up", "down"):
        if stem.endswith("." + half):
            return stem[: -len(half) - 1], half
    return stem, ""


def version_of(name):
    """The version as written: what stands before the first underscore."""
    text = split_name(name)[0].partition("_")[0]
    return text if VERSION.fullmatch(text) else None


def version_key(version):
    """Equal for versions that are equal as groups of numbers."""
    return tuple(group.lstrip("0") for group in re.split("[.-]", version))


def refuse_duplicate_versions(directory, names):
    problems = []
    halves_of = {}
    for name in names:
        version, half = version_of(name), split_name(name)[1]
        halves = halves_of.setdefault(version_key(version), {})
        if halves and (half in halves or "" in (half, *halves)):
            first = printable(next(iter(halves.values())))
            problems.append(
                error(
                    os.path.join(directory, name),
                    f"version {version} is already that of {first}",
                    "give one of the two another version",
                )
            )
        else:
            halves[half] = name
    if problems:
        raise Refusal("\n".join(problems))


# Digests.


def normalised_checksum(text):
    """Not changed by what editors and git do to line endings."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(text).hexdigest()


def set_digest(files):
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name + b"\0" + file.checksum)
    return digest.hexdigest()


# The data of a set: head, fields of each file, texts.


def manifest_head(arguments, files):
    """What a binary is searched for, and what holds for the set as a whole."""
    fields = (
        arguments.name,
        arguments.dialect,
        arguments.display_directory,
        arguments.default_url,
        arguments.history_table,
        " ".join(name for name, _ in arguments.require),
        set_digest(files),
        str(len(files)),
    )
    return MARK + nul_ended(map(os.fsencode, fields))


def set_data(head, files):
    fields = b"".join(file.manifest_fields for file in files)
    return head + fields + nul_ended(file.text for file in files)


def nul_ended(parts):
    return b"".join(part + b"\0" for part in parts)


# C++.

# A missing header guard is reported at the first line, where NOLINTBEGIN comes
# too late.
HEADER = """\
// Generated by Godwit; changes made here are lost. NOLINT
// NOLINTBEGIN
#pragma once

#include <godwit/embedded_set.h>

namespace %(namespace)s {

GODWIT_VISIBLE const ::godwit::EmbeddedData& data() noexcept;

/// The migrations of %(name)s, as they were when this was built.
inline ::godwit::EmbeddedSet all() noexcept {
  return ::godwit::EmbeddedSet(data());
}

}  // namespace %(namespace)s
// NOLINTEND
"""

SOURCE = b"""\
// Generated by Godwit; changes made here are lost.
// NOLINTBEGIN
#include <godwit/embedded_data.h>

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif

%(required_declarations)s%(incbin)snamespace %(namespace)s {

GODWIT_VISIBLE const ::godwit::EmbeddedData& data() noexcept;

namespace {

%(bytes_definition)sconstexpr ::godwit::EmbeddedEntry entries[] = {
%(entries)s};

%(required_definition)sconstinit const ::godwit::EmbeddedData embedded{
    .bytes = %(bytes)s,
    .entries = entries,
    .size = %(size)d,
    .required = %(required)s,
    .required_size = %(required_size)d,
};

}  // namespace

const ::godwit::EmbeddedData& data() noexcept { return embedded; }

}  // namespace %(namespace)s
// NOLINTEND
"""

LITERAL_BYTES = b"""\
constexpr char bytes[] =
%s;

"""

REQUIRED_DECLARATION = """\
namespace %s {
const ::godwit::EmbeddedData& data() noexcept;
}

"""

REQUIRED_SETS = b"""\
constexpr ::godwit::EmbeddedDataAccessor required[] = {
%s};

"""

# Compiled without link-time optimisation, which would read the file only when
# it links, and not find it.
INCBIN_BYTES = b"""\
// The hash makes this text change with the data, so that an edit is compiled.
// SHA-256 of %(blob)s: %(hash)s
#if defined(__APPLE__)
asm(".section __TEXT,__const\\n"
    "_%(symbol)s:\\n"
    ".incbin \\"%(blob)s\\"\\n"
    ".byte 0\\n"
    ".text\\n");
#else
asm(".pushsection .rodata,\\"a\\"\\n"
    "%(symbol)s:\\n"
    ".incbin \\"%(blob)s\\"\\n"
    ".byte 0\\n"
    ".popsection\\n");
#endif
extern "C" const char %(symbol)s[];

"""


def literal(data):
    """The bytes as C++ string literals, one to a line."""
    pieces = [
        data[begin : begin + PIECE_SIZE]
        for begin in range(0, len(data), PIECE_SIZE)
    ]
    return b"\n".join(b'"%s"' % escaped(piece) for piece in pieces or [b""])


def escaped(piece):
    piece = piece.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    # Two question marks may begin a trigraph.
    piece = piece.replace(b"?", b"\\?").replace(b"\n", b"\\n")
    return UNPRINTABLE_BYTE.sub(lambda m: OCTAL_ESCAPES[m[0]], piece)


def entry_lines(files, head):
    """Where names and texts lie in the data of the set."""
    lines = []
    name_offset = len(head)
    text_offset = name_offset + sum(len(f.manifest_fields) for f in files)
    for file in files:
        sizes = (name_offset, len(file.name), text_offset, len(file.text))
        lines.append(b"    {%d, %d, %d, %d},\n" % sizes)
        name_offset += len(file.manifest_fields)
        text_offset += len(file.text) + 1
    # An array of no elements is not C++.
    return b"".join(lines) or b"    {0, 0, 0, 0},\n"


def header_text(arguments):
    return (HEADER % vars(arguments)).encode()


def source_text(arguments, files, head, data, through_assembler):
    bytes_fields = incbin_fields if through_assembler else literal_fields
    fields = {
        "namespace": arguments.namespace.encode(),
        "entries": entry_lines(files, head),
        "size": len(files),
        **required_fields([namespace for _, namespace in arguments.require]),
        **bytes_fields(arguments, data),
    }
    return SOURCE % {key.encode(): value for key, value in fields.items()}


def literal_fields(arguments, data):
    return {
        "incbin": b"",
        "bytes_definition": LITERAL_BYTES % literal(data),
        "bytes": b"bytes",
    }


def incbin_fields(arguments, data):
    symbol = "godwit_data_" + arguments.namespace.replace("::", "__")
    values = {
        b"blob": os.fsencode(os.path.basename(arguments.blob_output)),
        b"hash": hashlib.sha256(data).hexdigest().encode(),
        b"symbol": symbol.encode(),
    }
    return {
        "incbin": INCBIN_BYTES % values,
        "bytes_definition": b"",
        "bytes": symbol.encode(),
    }


def required_fields(namespaces):
    declarations = "".join(REQUIRED_DECLARATION % n for n in namespaces)
    accessors = "".join(f"    &::{n}::data,\n" for n in namespaces)
    return {
        "required_declarations": declarations.encode(),
        "required_definition": (
            REQUIRED_SETS % accessors.encode() if accessors else b""
        ),
        "required": b"required" if accessors else b"nullptr",
        "required_size": len(namespaces),
    }


def uses_assembler(mode, size):
    return mode == "incbin" or (mode == "auto" and size > INCBIN_ABOVE)


# Writing.


def time_before_reading():
    """Older than every change that this run may not see: files get their times
    in ticks of up to 10 ms, and a build tool takes a change for built that is
    not newer than the newest output."""
    return time.time_ns() - 10_000_000


def write_if_different(path, data, began_at):
    """Whole or not at all; untouched where the bytes are the same."""
    try:
        with open(path, "rb") as file:
            if file.read() == data:
                return
    except FileNotFoundError:
        pass
    temporary = f"{path}.{os.getpid()}.tmp"
    with open(temporary, "wb") as file:
        file.write(data)
    os.utime(temporary, ns=(began_at, began_at))
    os.replace(temporary, path)


def depfile_text(target, directory, names):
    paths = [directory, *(os.path.join(directory, name) for name in names)]
    lines = " \\\n  ".join(map(depfile_path, paths))
    return os.fsencode(f"{depfile_path(target)}: {lines}\n")


def depfile_path(path):
    return re.sub(r"([ #])", r"\\\1", path).replace("$", "$$")


def write_stamp(path, began_at, names):
    """As old as the run's other outputs. With a name that some build tool
    cannot follow there is no stamp, and every build runs this again."""
    if all(map(FOLLOWABLE_NAME.fullmatch, names)):
        with open(path, "wb"):
            os.utime(path, ns=(began_at, began_at))
    elif os.path.exists(path):
        os.remove(path)


def generated_files(arguments, files):
    """{path: bytes} of what the compiler reads, the source last."""
    head = manifest_head(arguments, files)
    data = set_data(head, files)
    refuse_large_set(arguments.directory, data)
    through_assembler = uses_assembler(arguments.embed, len(data))
    source = source_text(arguments, files, head, data, through_assembler)
    with_blob = through_assembler or arguments.keep_blob
    return {
        **({arguments.blob_output: data} if with_blob else {}),
        arguments.header_output: header_text(arguments),
        arguments.source_output: source,
    }


def embed(arguments):
    began_at = time_before_reading()
    files = read_set(arguments.directory, arguments.allow_empty)
    for path, data in generated_files(arguments, files).items():
        write_if_different(path, data, began_at)
    names = [os.fsdecode(file.name) for file in files]
    if arguments.depfile:
        depfile = depfile_text(arguments.stamp, arguments.directory, names)
        write_if_different(arguments.depfile, depfile, began_at)
    write_stamp(arguments.stamp, began_at, names)


def add_set_arguments(parser):
    """What makes a set what it is, wherever it is written to."""
    required = {"required": True}
    parser.add_argument("--directory", **required)
    parser.add_argument("--display-directory", **required)
    parser.add_argument("--name", **required)
    parser.add_argument(
        "--dialect", choices=("postgresql", "sqlite"), **required
    )
    parser.add_argument("--namespace", **required)
    parser.add_argument("--default-url", default="")
    parser.add_argument("--history-table", default="")
    parser.add_argument(
        "--require",
        help="a set that must be applied before",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "NAMESPACE"),
    )
    parser.add_argument("--allow-empty", action="store_true")
    parser.add_argument(
        "--embed", choices=("auto", "literal", "incbin"), default="literal"
    )


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        # To ask for the terminal's width would import a lot.
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=80),
    )
    required = {"required": True}
    add_set_arguments(parser)
    parser.add_argument("--header-output", **required)
    parser.add_argument("--source-output", **required)
    parser.add_argument("--blob-output", help="for .incbin", default="")
    parser.add_argument(
        "--keep-blob",
        help="for other tools, where the source needs none",
        action="store_true",
    )
    parser.add_argument("--depfile")
    parser.add_argument("--stamp", **required)
    return parser.parse_args(expanded_arguments())


def expanded_arguments():
    """Those of the process, where `@path` stands for the lines of a file."""
    arguments = []
    for argument in sys.argv[1:]:
        if argument.startswith("@"):
            text = os.fsdecode(read_bytes(argument[1:]))
            arguments += text.removesuffix("\n").split("\n")
        else:
            arguments.append(argument)
    return arguments


def exit_code(action, arguments):
    try:
        action(arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(embed, parse_arguments()))
