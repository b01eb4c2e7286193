# SPDX-License-Identifier: BSL-1.0
"""What is wrong, as the user is told."""

import sys


class Refusal(Exception):
    """The directory cannot be embedded; the text is for the user."""


def error(path, message, hint=""):
    """A message in the format that editors know from compilers."""
    line = f"{printable(path)}:1:1: error: {message}"
    return f"{line}\nhint: {hint}" if hint else line


def warning(path, message, hint):
    return f"{printable(path)}: warning: {message}\nhint: {hint}"


def printable(text):
    """Without line breaks and other characters that break up a message."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode()
        for c in text
    )


def exit_code(action, arguments):
    try:
        action(arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0
