# SPDX-License-Identifier: BSL-1.0
"""The project of docs/cmake.md, which is built as it stands there."""

import os
import re
import sqlite3
import subprocess

from project import Project, check, check_equal

BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.M | re.S)


class DocumentedProject(Project):
    """One of its ways of using Godwit: installed, part, fetched, pkg-config.

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
        check(any(path.startswith(way + "/") for path in files), files.keys())
        for path, text in files.items():
            if path.startswith(way + "/"):
                path = path.removeprefix(way + "/")
            elif not path.startswith("shop/"):
                continue
            path = os.path.join(self.source, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        os.symlink(
            self.settings.godwit_source, os.path.join(self.source, "godwit")
        )


def documented_files(godwit_source):
    """{path: text} of the code blocks that name the file they are."""
    with open(os.path.join(godwit_source, "docs", "cmake.md")) as file:
        return dict(BLOCK.findall(file.read()))
