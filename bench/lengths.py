# SPDX-License-Identifier: BSL-1.0
"""What something costs as a script gets longer: so many times as many statements
should take about so many times as long."""

import pathlib

from measuring import medians, print_table

COUNTS = [1_000, 2_000, 4_000, 8_000, 16_000]


def add_arguments(parser, program, rounds):
    """The program to measure, how often and with how many statements."""
    parser.add_argument(program, type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)


def row(label, calls, rounds):
    """`calls`: one for each count, which returns seconds."""
    times = medians(calls, rounds)
    return (label, *(f"{time:.3f}" for time in times),
            f"{times[-1] / times[0]:.3g}")


def print_rows(title, counts, rounds, rows):
    columns = (*(f"{count:,}" for count in counts), "last to first")
    print_table(f"{title} (median of {rounds})", columns, rows)
