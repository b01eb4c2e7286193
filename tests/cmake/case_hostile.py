# SPDX-License-Identifier: BSL-1.0
"""Names and texts of all kinds arrive in the program byte for byte."""

from project import UNCHECKED, check_equal

WARNINGS = ";".join(
    "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion"
    " -Wmissing-declarations -Wold-style-cast -Wtrigraphs -Wundef -Wcast-qual"
    " -Wdouble-promotion -Wformat=2 -Wunused -Werror".split()
)

NAMES = [
    "with space",
    "Äpfel_é_e\u0301",
    "变更表_テーブル",
    "🦆",
    "quote'quote",
    'double"quote',
    "back\\slash",
    "semi;colon",
    "open[bracket",
    "close]bracket",
    "dollar$HOME$(HOME)${HOME}$$",
    "hash#tag",
    "per%cent%20",
    "star*question?",
    "back`tick`",
    "less<more>pipe|and&",
    "colon:equals=plus+comma,",
    "brace{brace}(paren)",
    "tilde~bang!caret^at@",
    "dots...and.more",
    " -leading and trailing ",
    "long_" + "x" * 230,
]

TEXTS = [
    b"",
    b"SELECT 'no last newline'",
    b"SELECT 1;\r\nSELECT 2;\r\n",
    b"SELECT 1;\rSELECT 2;\r\r\n",
    b"\xef\xbb\xbfSELECT 'byte order mark';\n",
    b"nul\0nul\0\0end\0",
    b"\xff\xfe\xc3( not UTF-8 \x80",
    b"trigraphs ??= ??/ ??' ??( ????/\n",
    b"".join(b"%c%c" % (byte, d) for byte in range(256) for d in b"07f"),
    b'quotes "\'\\ \\n \\0 \\x41 */ // )" )raw"\n',
    b"tab\tvertical\vform\fbell\aescape\x1bdelete\x7f\n",
    "Grüße aus 北京 🦆\n".encode(),
    b"-- one long line " + b"x" * 200_000,
    b"\n" * 20_000,
    bytes(range(256)) * 300,
    b"?" * 40_000,
]


def run(make_project, settings):
    project = make_project("shop")
    for number, name in enumerate(NAMES, 1):
        project.write(f"{number:04}_{name}.sql", f"SELECT '{name}';\n")
    for number, text in enumerate(TEXTS, 1001):
        project.write(f"{number}_text.sql", text)
    for standard in ("20", "23"):
        project.configure_and_build(
            UNCHECKED,
            f"-DWARNINGS={WARNINGS}",
            f"-DCMAKE_CXX_STANDARD={standard}",
        )
        project.check_embeds_the_directory()

    for number, name in enumerate(NAMES, 1):
        project.write(f"{number:04}_{name}.sql", "SELECT 'edited';\n")
    project.build_well()
    project.check_embeds_the_directory()

    # Some of these names cannot be dependencies, so every build looks at the
    # directory; but nothing is compiled.
    compiled, embedded, _ = project.counted_build()
    check_equal((compiled, embedded), (0, 1))
