# SPDX-License-Identifier: BSL-1.0
"""The project of docs/schema.md does what the page says."""

from documented_project import DocumentedProject, check_prints_as_shown


def run(make_project, settings):
    project = DocumentedProject("schema", settings)
    check_prints_as_shown(project, "docs/schema.md")
