# SPDX-License-Identifier: BSL-1.0
"""The project whose executors are measured beside floors."""

import pathlib
import sys

import workloads
from measuring import commands_of, cost, run
from peers import many

HERE = pathlib.Path(__file__).resolve().parent
PREPARE = HERE.parent / "tests/corpora/prepare_corpus.py"
SETS = {
    "tiny_100": lambda: workloads.tiny(100),
    "tiny_1000": lambda: workloads.tiny(1_000),
    "tiny_10000": lambda: workloads.tiny(10_000),
    "small_1000": lambda: workloads.small(1_000),
    "rows_4": lambda: workloads.rows(4),
    "rows_50": lambda: workloads.rows(50),
    "literal_50": lambda: workloads.literal(50),
}


class Project:
    """bench/floors with the sets, in `folder`."""

    def __init__(self, folder, prefix, corpora):
        self.prefix, self.corpora = prefix, corpora
        self.sets, self.build = folder / "sets", folder / "build"

    def write_sets(self, needed, for_drizzle):
        """`needed`: pairs of a dialect and a set."""
        for dialect, name in sorted(needed):
            migrations = list(self.migrations(name))
            workloads.write_scripts(self.sets / "scripts" / name, migrations)
            if name == "trigger_dev":
                continue
            workloads.write_files(self.sets / dialect / name, migrations)
            if for_drizzle and many(name):
                workloads.write_drizzle(self.sets / "drizzle" / dialect / name,
                                        migrations, dialect)

    def migrations(self, name):
        if name in SETS:
            return SETS[name]()
        folder = self.sets / "postgresql" / name
        run(sys.executable, "-B", PREPARE, self.corpora / name, folder)
        return workloads.corpus(folder)

    def configure(self):
        run("cmake", "-G", "Ninja", "-B", self.build, "-S", HERE / "floors",
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DFOLDER={self.sets}",
            "-DCMAKE_BUILD_TYPE=Release", stderr=None)

    def make(self, targets):
        cost("cmake", "--build", self.build, "--target", "floor_sqlite",
             "floor_postgresql", *sorted(targets))

    def check_command(self, library):
        """By which the build checks a set."""
        checked = f"{library}.godwit/{library}.checked"
        return next(c for c in commands_of(self.build, checked) if " lint " in c)

    def floor(self, engine, task, name):
        program = self.build / f"floor_{engine.dialect}"
        scripts = self.sets / "scripts" / name
        if task in ("up", "separate", "recorded", "each"):
            return lambda database: (program, task, database.place, scripts)
        return lambda database: (program, task, database.place)

    def godwit(self, engine, task, name, form="migrate"):
        program = self.build / target_of(engine, name, form)
        if form == "library":
            return lambda database: (program, database.place)
        return lambda database: (program, task, "--database-url", database.place)


def target_of(engine, name, form):
    return f"{engine.dialect}_{name}-{form}"
