#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs one scenario: commands of an executor and what they must answer.

  run_scenario.py <executor> <scenario folder> <sqlite|postgresql|libsql>

README.md beside this file describes the format. The database is a file or a
database of its own in the server that GODWIT_TEST_POSTGRESQL names, and so is
the folder that the commands run in; both are gone afterwards.
"""

import sys

from scenario_actions import ScenarioFailed, Stage
from scenario_text import read_scenario


def main():
    executor, folder, dialect = sys.argv[1:]
    with Stage(executor, folder, dialect) as stage:
        for action in read_scenario(folder, stage.marks):
            try:
                stage.perform(action)
            except ScenarioFailed as failure:
                sys.exit(f"{folder}/scenario.txt:{action.line}: {failure}")


if __name__ == "__main__":
    main()
