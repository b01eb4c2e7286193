# SPDX-License-Identifier: BSL-1.0
"""A renamed column for programs of before and after, as docs/schema.md shows it."""

import os
import sys

from documented_project import DocumentedProject, check_shows
from project import check

CLUSTER = "scripts/postgresql_cluster.py"
BEFORE = """\
-- migrate:up
CREATE TABLE person (id bigint PRIMARY KEY, login text NOT NULL);

-- migrate:down
DROP TABLE person;
"""


def run(make_project, settings):
    project = DocumentedProject("schema+side-by-side", settings)
    project.write("0001_create_person.sql", BEFORE)
    turn_to_postgresql(project)
    project.binary = os.path.join(project.source, "build")
    project.configure()
    generated, applied = project.blocks_to_run("docs/schema.md")
    check_shows(project, generated)
    check_shows(project, on_server(applied, settings))


def turn_to_postgresql(project):
    """The project of the page is one for SQLite."""
    lists = os.path.join(project.source, "CMakeLists.txt")
    with open(lists) as file:
        text = file.read()
    check(" DEFAULT_URL sqlite:shop.db" in text, text)
    text = text.replace(" DEFAULT_URL sqlite:shop.db", "")
    with open(lists, "w") as file:
        file.write(text.replace("sqlite", "postgresql"))


def on_server(block, settings):
    """The executor, on a server of its own."""
    script = os.path.join(settings.godwit_source, CLUSTER)
    block.text = block.text.replace(
        "$ build/shop-migrate", f"$ {sys.executable} {script} once build/shop-migrate"
    )
    return block
