# SPDX-License-Identifier: BSL-1.0
"""docs/cookbook.md is one story: its files are written and its commands run in
their order, on the project of the guide. What runs elsewhere is read, and names
commands and options that there are."""

import os
import re
import sqlite3
import subprocess
import sys

from documented_blocks import documented_blocks
from documented_project import DocumentedProject, check_prints
from project import check, check_contains, check_equal

PAGE = "docs/cookbook.md"
FILES = ("cookbook/", "cookbook-corrected/", "cookbook-server/")
SERVER = "An index while others write"
FAX = "-- migrate:up\nALTER TABLE person ADD COLUMN fax TEXT;\n-- migrate:down\n" \
    "ALTER TABLE person DROP COLUMN fax;\n"


def run(make_project, settings):
    blocks = [
        block
        for block in documented_blocks(settings.godwit_source)
        if block.page == PAGE
    ]
    Story(settings).tell([b for b in blocks if heading(b, settings) != SERVER])
    check_server([b for b in blocks if heading(b, settings) == SERVER], settings)


def heading(block, settings):
    with open(os.path.join(settings.godwit_source, block.page)) as file:
        lines = file.readlines()[: block.line]
    return [line for line in lines if line.startswith("## ")][-1][3:].strip()


def is_file(block):
    return block.mark == "file" and block.value.startswith(FILES)


def write(project, block):
    project.write(os.path.basename(block.value), block.text)


class Story:
    def __init__(self, settings):
        self.settings = settings
        self.project = DocumentedProject("guide", settings)
        self.project.binary = os.path.join(self.project.source, "build")
        self.environment = {}
        self.printed = {}
        os.remove(self.project.path("0002_add_email.sql"))
        with open(os.path.join(self.project.source, ".gitignore"), "w") as file:
            file.write("build\ngodwit\n*.db*\n")
        self.git("init", "--quiet", "--initial-branch=main")
        configured = self.project.configure()
        check(configured.returncode == 0, configured.stdout)
        self.project.build_well("migrate-up")

    def tell(self, blocks):
        prepare = {
            "Change rows": self.two_persons,
            "A file was edited": self.edit,
            "A file is missing": self.remove,
            "Two branches took one number": self.merge,
            "Roll out": self.production,
        }
        commands = elsewhere = 0
        for block in blocks:
            prepare.pop(heading(block, self.settings), lambda: None)()
            if is_file(block):
                write(self.project, block)
            elif block.mark == "run":
                self.run(block)
                commands += 1
            elif block.language == "yaml":
                elsewhere += self.check_elsewhere(block)
        check_equal((prepare, commands > 15, elsewhere), ({}, True, 10))
        self.check_end()

    def run(self, block):
        printed = self.project.run_block(block, **self.environment)
        shown = [l for l in block.text.splitlines() if not l.startswith("$ ")]
        if block.language == "console":
            check_prints(printed, "\n".join(shown), self.project.source)
        check("warning: " not in printed, printed)
        self.printed[heading(block, self.settings)] = printed

    def check_end(self):
        """That the commands did what the page says, and not just nothing."""
        for recipe, words in {
            "Add a table": "applied  0002_create_purchase",
            "Add a column": "applied  0003_add_email",
            "Change rows": "applied  0004_lower_email",
            "Rename a column": "applied  0005_rename_name",
            "Remove a column": "applied  0006_drop_note",
            "A migration fails": "applied  0007_unique_email",
            "A file was edited": "the edited file is accepted",
            "A file is missing": "nothing to do",
            "Two branches took one number": "applied  0009_add_fax",
            "Begin anew in development": "9 migrations applied",
            "Roll out": "2 migrations applied",
            "Roll back": "reverted  0008_add_phone",
        }.items():
            check_contains(self.printed[recipe], words)

    def two_persons(self):
        path = os.path.join(self.project.source, "shop.db")
        connection = sqlite3.connect(path)
        connection.execute(
            "INSERT INTO person (name, email) VALUES"
            " ('Ada', 'Ada@example.com'), ('Bob', 'ada@example.com')"
        )
        connection.commit()
        connection.close()

    def edit(self):
        with open(self.project.path("0003_add_email.sql"), "r+") as file:
            text = file.read()
            file.seek(0)
            file.write(text.replace("ALTER", "-- For the shop.\nALTER", 1))
        self.project.build_well()

    def remove(self):
        self.commit()
        os.remove(self.project.path("0006_drop_note.sql"))
        self.project.build_well()

    def merge(self):
        self.git("checkout", "--quiet", "-b", "mine")
        self.project.write("0008_add_fax.sql", FAX)
        self.commit()
        self.git("checkout", "--quiet", "main")
        self.project.write("0008_add_phone.sql", FAX.replace("fax", "phone"))
        self.commit()
        self.git("checkout", "--quiet", "mine")
        self.git(*ME, "merge", "--quiet", "--no-edit", "main")
        check_contains(self.project.build().stdout, "the version 0008 is that of")

    def production(self):
        self.environment["DATABASE_URL"] = "sqlite:production.db"
        up = [self.project.program("shop-migrate"), "up", "--to", "0007"]
        subprocess.run(
            up,
            cwd=self.project.source,
            env={**os.environ, **self.environment},
            check=True,
        )

    def commit(self):
        self.git("add", ".")
        self.git(*ME, "commit", "--quiet", "-m", "more")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.project.source, check=True)

    def check_elsewhere(self, block):
        """How many commands of the executor it has."""
        check_is_yaml(block)
        text = re.sub(r'[\[\],"]+', " ", block.text)
        commands = re.findall(r"shop-migrate +([a-z].*)", text)
        for command, *words in map(str.split, commands):
            help_text = self.help(command)
            for option in filter(lambda word: word.startswith("-"), words):
                check_contains(help_text, option)
        return len(commands)

    def help(self, command):
        return subprocess.check_output(
            [self.project.program("shop-migrate"), "help", command], text=True
        )


ME = ("-c", "user.name=Me", "-c", "user.email=me@example.com")


def check_is_yaml(block):
    try:
        import yaml
    except ImportError:
        print(f"{block.page}:{block.line}: not read, as Python has no yaml here")
        return
    check(isinstance(yaml.safe_load(block.text), dict), block.text)


def check_server(blocks, settings):
    """There is no server but one that the test starts."""
    project = DocumentedProject("guide-server", settings)
    project.binary = os.path.join(project.source, "build")
    file, command = blocks
    write(project, file)
    project.configure_and_build()
    once = [
        sys.executable,
        os.path.join(settings.godwit_source, "scripts", "postgresql_cluster.py"),
        "once",
    ]
    command.text = " ".join([*once, "sh -ec", f"'{command.text}shop-migrate down'\n"])
    printed = project.run_block(command)
    check_contains(printed, "applied  0002_index_name")
    check_contains(printed, "reverted  0002_index_name")
