# SPDX-License-Identifier: BSL-1.0
"""The project of docs/cmake.md, which is built as it stands there."""

import os
import re
import sqlite3
import subprocess

from project import Project, check, check_equal

BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.M | re.S)


class DocumentedProject(Project):
    """One of its ways of using Godwit: installed, part, fetched, pkg-config,
    static, or several that are joined by "+".

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


def documented_files(godwit_source):
    """{path: text} of the code blocks that name the file they are."""
    with open(os.path.join(godwit_source, "docs", "cmake.md")) as file:
        return dict(BLOCK.findall(file.read()))
