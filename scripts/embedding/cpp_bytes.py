# SPDX-License-Identifier: BSL-1.0
"""How the data of a set gets into a binary: by string literals, or by the
assembler."""

import hashlib
import os

# One MSVC string piece holds 16,380 bytes.
PIECE_SIZE = 16_000
# Above this, clang needs hundreds of megabytes for the literals (80 bytes of
# memory for each byte), while an assembler directive stays flat.
INCBIN_ABOVE = 4_000_000

PRINTABLE = bytes(range(0x20, 0x7F))

LITERAL_BYTES = b"""\
constexpr char bytes[] =
%s;

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


def uses_assembler(mode, size):
    return mode == "incbin" or (mode == "auto" and size > INCBIN_ABOVE)


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
    # Byte for byte, which takes a fifth of the time of a regular expression;
    # always three digits, so that a digit behind is not taken for one of them.
    for byte in set(piece.translate(None, PRINTABLE)):
        piece = piece.replace(bytes([byte]), b"\\%03o" % byte)
    return piece
