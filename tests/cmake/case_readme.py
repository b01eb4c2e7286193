# SPDX-License-Identifier: BSL-1.0
"""Whoever pastes the project of README.md gets what it says."""

from documented_project import DocumentedProject, check_prints_as_shown


def run(make_project, settings):
    project = DocumentedProject("readme", settings)
    check_prints_as_shown(project, "README.md")
