# SPDX-License-Identifier: BSL-1.0
"""The project of docs/schema-docs.md does what the page says."""

import os
import xml.etree.ElementTree as xml

from documented_project import DocumentedProject, check_shows, shown_by
from project import check_equal


def run(make_project, settings):
    project = DocumentedProject("documented", settings)
    blocks = project.blocks_to_run("docs/schema-docs.md")
    made, touched, outdated, again, drawn, mermaid = blocks
    printed = project.run_block(made).splitlines()
    # By which language `ls` sorts is a matter of the machine.
    check_equal(sorted(printed[-6:]), sorted(shown_by(made).splitlines()))
    for block in (touched, outdated, again):
        check_shows(project, block)
    project.run_block(drawn)
    for name in ("schema.svg", "letter.svg", "second.svg"):
        xml.parse(os.path.join(project.source, name))
    check_equal(project.run_block(mermaid), shown_by(mermaid) + "\n")
