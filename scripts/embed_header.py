#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Write the header of a set, before its migrations are embedded.

CMake runs this when it configures, so that editors find the header before the
first build; embed.py writes the same one.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from embedding.arguments import add_set_arguments, expanded_arguments
from embedding.cpp_source import header_text
from embedding.output_files import time_before_reading, write_if_different


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_set_arguments(parser)
    parser.add_argument("--header-output", required=True)
    return parser.parse_args(expanded_arguments())


if __name__ == "__main__":
    arguments = parse_arguments()
    write_if_different(
        arguments.header_output, header_text(arguments), time_before_reading()
    )
