# SPDX-License-Identifier: BSL-1.0
"""The projects of docs/, which are built as they stand there."""

import os
import re
import sqlite3
import subprocess

from documented_blocks import documented_blocks, documented_files
from project import Project, check, check_equal


class DocumentedProject(Project):
    """One of them, with the application `shop` where it has no program of its
    own: installed, part, static and so on, or several that are joined by "+".

    Where the way calls for Godwit's sources, they are in `godwit/`.
    """

    def __init__(self, way, settings, folder=""):
        folder = os.path.join(settings.work, folder or way)
        super().__init__(way, folder, settings)

    def configure(self, *options):
        # The launcher of the project is for counting; whole Godwits are built
        # with that of the environment, which may be a cache.
        launcher = os.environ.get("CMAKE_CXX_COMPILER_LAUNCHER", "")
        launcher = f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}"
        return super().configure(launcher, *options)

    def check_migrates(self, program="build/shop/shop"):
        """Runs the application twice, and looks into the database."""
        folder = os.path.dirname(self.source)
        database = os.path.join(folder, "shop.db")
        for expected in ("applied: 1\n", "applied: 0\n"):
            shop = [os.path.join(folder, program)]
            check_equal(
                subprocess.check_output(shop, cwd=folder, text=True), expected
            )
        connection = sqlite3.connect(database)
        columns = connection.execute("SELECT id, name FROM person").description
        check_equal([name for name, *_ in columns], ["id", "name"])
        connection.close()
        os.remove(database)

    def check_executor_lists(self, name="shop/shop-migrate"):
        executor = [self.program(name), "list"]
        listed = subprocess.check_output(executor, text=True)
        check("0001_create_person.sql" in listed, listed)

    def _write_source(self, way):
        files = documented_files(self.settings.godwit_source)
        if f"{way}/main.cpp" not in files:
            self._write_files(files, "shop/", "shop/")
        for part in way.split("+"):
            self._write_files(files, part + "/", "")
        os.symlink(
            self.settings.godwit_source, os.path.join(self.source, "godwit")
        )

    def _write_files(self, files, prefix, folder):
        chosen = [path for path in files if path.startswith(prefix)]
        check(chosen, f"{prefix} is not among {list(files)}")
        for path in chosen:
            place = os.path.join(
                self.source, folder, path.removeprefix(prefix)
            )
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w") as file:
                file.write(files[path])

    def blocks_to_run(self, page):
        """Those of a page that this case is to run."""
        return [
            block
            for block in documented_blocks(self.settings.godwit_source)
            if block.page == page
            and (block.mark, block.value) == ("run", self.settings.case)
        ]

    def run_block(self, block, **environment):
        """In the project's folder; `$ ` before a command is a prompt. What it
        prints."""
        lines = block.text.splitlines()
        if block.language == "console":
            lines = [l.removeprefix("$ ") for l in lines if l.startswith("$ ")]
        done = subprocess.run(
            ["sh", "-e", "-c", "\n".join(lines)],
            cwd=self.source,
            env={
                **os.environ,
                "CMAKE_GENERATOR": self.settings.generator,
                "CMAKE_PREFIX_PATH": self.settings.prefix,
                "CXX": self.settings.compiler,
                "PATH": f"{self.source}/build:{self.settings.prefix}/bin"
                f":{os.environ['PATH']}",
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # The pages show failures too.
        may_fail = any(word in block.text for word in ("ctest", "error: ", "drift"))
        check(done.returncode == 0 or may_fail, done.stdout)
        return done.stdout

    def run_refused(self, command, **environment):
        done = subprocess.run(
            command.split(),
            cwd=self.source,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        check(done.returncode == 1, done.stdout)
        return done.stdout


def check_prints_as_shown(project, page):
    """What its blocks show beside their commands."""
    for block in project.blocks_to_run(page):
        check_shows(project, block)


def check_shows(project, block):
    check_prints(project.run_block(block), shown_by(block), project.source)


def shown_by(block):
    """The output in it."""
    lines = block.text.splitlines()
    return "\n".join(line for line in lines if not line.startswith("$ "))


def check_prints(printed, expected, source):
    """The lines of a page are there, in this order, but for what differs from
    run to run."""
    lines = iter(plain_lines(printed.replace(source, "/src/shop")))
    for line in plain_lines(expected):
        check(line in lines, f"\nexpected: {line}\nin:\n{printed}")


def plain_lines(text):
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "<time>", text)
    text = re.sub(r"\d+\.\d+ (ms|s|sec)\b", r"<duration>", text)
    text = re.sub(r"--plan [0-9a-f]{16}\b", "--plan <hash>", text)
    text = re.sub(r"\.{3,}", " ... ", text)
    return [" ".join(line.split()) for line in text.splitlines() if line]
