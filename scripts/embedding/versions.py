# SPDX-License-Identifier: BSL-1.0
"""Versions in file names. All other checks are made in C++, by the one parser
there is."""

import os
import re

from embedding.refusal import Refusal, error, printable

VERSION = re.compile(r"[0-9]+(?:[.-][0-9]+)*")


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
