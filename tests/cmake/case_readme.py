# SPDX-License-Identifier: BSL-1.0
"""Whoever pastes the project of README.md gets what it says."""

import os

from documented_project import DocumentedProject, check_shows

BEFORE = """\
CREATE TABLE person (id INTEGER PRIMARY KEY, login TEXT NOT NULL);
"""


def run(make_project, settings):
    project = DocumentedProject("readme", settings)
    whole, generated = project.blocks_to_run("README.md")
    check_shows(project, whole)
    check_declared(generated, settings)


def check_declared(block, settings):
    """Its schema, in the project of docs/schema.md."""
    project = DocumentedProject("schema+readme-declared", settings)
    project.write("0001_create_person.sql", BEFORE)
    project.binary = os.path.join(project.source, "build")
    project.configure()
    check_shows(project, block)
