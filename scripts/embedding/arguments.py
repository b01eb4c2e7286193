# SPDX-License-Identifier: BSL-1.0
"""Arguments that all scripts take."""

import os
import re
import sys

from embedding.migrations_directory import read_bytes
from embedding.set_data import FURTHER_PARTS


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
        "--newer", choices=("accept", "refuse"), default="accept"
    )
    parser.add_argument(
        "--adopt-version",
        help="a query; a line end is \\n and a backslash \\\\",
        type=unescaped,
        default="",
    )
    parser.add_argument(
        "--snapshot", help="a file for new databases", default=""
    )
    parser.add_argument("--display-snapshot", default="")
    parser.add_argument("--snapshot-at", default="")
    for part in FURTHER_PARTS:
        parser.add_argument(f"--{part}-directory", default="")
        parser.add_argument(f"--display-{part}-directory", default="")
    parser.add_argument(
        "--placeholder",
        help="a name that stands in the texts as ${name}",
        action="append",
        default=[],
        metavar="NAME[=DEFAULT]",
    )
    parser.add_argument(
        "--require",
        help="a set that must be applied before",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "NAMESPACE"),
    )
    parser.add_argument(
        "--on-connect", help="a function that sets connections up", default=""
    )
    parser.add_argument("--allow-empty", action="store_true")
    parser.add_argument(
        "--expected-schema",
        help="what embed_expected.py writes is a part of it",
        action="store_true",
    )
    parser.add_argument(
        "--outline",
        help="name of a file with a literal, which godwit outline writes",
        default="",
    )
    parser.add_argument(
        "--embed", choices=("auto", "literal", "incbin"), default="literal"
    )


def unescaped(text):
    """An argument that may have lines, out of a file of one for each line."""
    return re.sub(
        r"\\(.)", lambda found: found[1].replace("n", "\n"), text
    )


def argument_files():
    return [a.removeprefix("@") for a in sys.argv[1:] if a.startswith("@")]


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
