# SPDX-License-Identifier: BSL-1.0
"""The best form that one writes by hand: all files in one string literal with
escapes, and a table of where they begin."""

ESCAPES = {byte: f"\\{byte:03o}" for byte in range(256)}
ESCAPES.update({byte: chr(byte) for byte in range(0x20, 0x7F)})
ESCAPES.update({ord("\n"): "\\n", ord('"'): '\\"', ord("\\"): "\\\\"})
PIECE_SIZE = 16_000


def escaped_literal(texts):
    """The C++ source."""
    data = b"".join(texts).decode("latin-1")
    lines = ["extern const char data[];", "const char data[] ="]
    for begin in range(0, len(data), PIECE_SIZE):
        piece = data[begin : begin + PIECE_SIZE].translate(ESCAPES)
        lines.append(f'"{piece}"')
    lines += [";", "extern const unsigned begins[];"]
    lines.append("const unsigned begins[] = {")
    begin = 0
    for text in texts:
        lines.append(f"{begin},")
        begin += len(text)
    return "\n".join(lines + ["};"])
