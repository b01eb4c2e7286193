# SPDX-License-Identifier: BSL-1.0
"""`inspect` shows what any binary carries, and what is wrong with it."""

import glob
import json
import os
import subprocess

from project import UNCHECKED, check, check_contains, check_equal

# As the file of CMake has it.
QUERY = 'SELECT version -- "of" \\n [[old; programs]\nFROM app_version;'
PRICES = "-- Prices\r\nCREATE TABLE price (id INTEGER PRIMARY KEY);\n"


def run(make_project, settings):
    for optimize in ("OFF", "ON"):
        project = make_project(folder=optimize)
        project.write("0001_create_price.sql", PRICES)
        project.configure_and_build(
            UNCHECKED,
            f"-DOPTIMIZE={optimize}", "-DCMAKE_BUILD_TYPE=Release"
        )
        binaries = Binaries(project)
        check_every_kind(binaries)
        check_stripped(binaries)
        check_copies(binaries)
        check_damage(binaries)
        check_broken(project, binaries)


class Binaries:
    """What the project builds, and what the executor says of it."""

    def __init__(self, project):
        self.folder = project.binary
        self.executor = project.program("shop-migrate")
        self.application = project.program("start-shop")
        self.static = os.path.join(self.folder, "libaudit.a")
        self.shared = os.path.join(self.folder, "libshop.so")
        (self.object,) = glob.glob(
            os.path.join(self.folder, "CMakeFiles", "prices.dir", "**", "*.o"),
            recursive=True,
        )
        listed = subprocess.check_output((self.executor, "list", "--json"))
        sets = json.loads(listed)["sets"]
        self.sets = {entry["name"]: entry for entry in sets}

    def path(self, name):
        return os.path.join(self.folder, name)

    def copy(self, file, change=bytes):
        with open(file, "rb") as original:
            data = original.read()
        path = self.path("copy")
        with open(path, "wb") as copy:
            copy.write(change(data))
        return path

    def inspect(self, *arguments):
        return subprocess.run(
            (self.executor, "inspect", *arguments),
            capture_output=True,
            text=True,
        )

    def check_carries(self, file, *names):
        """Exactly these sets, with all that the executor itself lists."""
        finished = self.inspect("--json", file)
        check_equal(finished.returncode, 0)
        found = json.loads(finished.stdout)["sets"]
        for entry in found:
            check_equal(entry.pop("file"), file)
        found.sort(key=lambda entry: entry["name"])
        check_equal(found, [self.sets[name] for name in names])

    def check_problem(self, file, problem, *others):
        """The sets that are well are shown all the same."""
        finished = self.inspect(file)
        check_equal(finished.returncode, 1)
        check_contains(finished.stderr, problem)
        shown = finished.stdout.count(" migration, digest ")
        shown += finished.stdout.count(" migrations, digest ")
        check_equal(shown, len(others))
        for name in others:
            check_contains(finished.stdout, f"{file}: {name} (sqlite) from ")


def check_every_kind(binaries):
    check_equal(list(binaries.sets), ["audit", "prices", "shop"])
    queries = [entry["adopt_version"] for entry in binaries.sets.values()]
    check_equal(queries, [None, QUERY, None])
    binaries.check_carries(binaries.static, "audit")
    binaries.check_carries(binaries.object, "prices")
    # With the static library that it links.
    binaries.check_carries(binaries.shared, "audit", "shop")
    binaries.check_carries(binaries.application, "audit", "prices")
    binaries.check_carries(binaries.executor, "audit", "prices")

    output = binaries.inspect(binaries.shared, binaries.object).stdout
    heading = f"{binaries.shared}: shop (sqlite) from shop, requires audit\n"
    check(heading in output, output)
    shop = binaries.sets["shop"]
    checksum = shop["migrations"][0]["checksum"][:12]
    check_contains(output, f"0001 create_person yes {checksum} shop/0001_")
    check_contains(output, f"2 migrations, digest {shop['digest']}")
    check_contains(output, f"{binaries.object}: prices (sqlite) from ")


def check_stripped(binaries):
    for file, names in (
        (binaries.application, ("audit", "prices")),
        (binaries.shared, ("audit", "shop")),
        (binaries.static, ("audit",)),
    ):
        copy = binaries.copy(file)
        subprocess.check_call(("strip", copy))
        smaller = os.path.getsize(copy) < os.path.getsize(file)
        check(smaller, f"nothing was stripped from {file}")
        binaries.check_carries(copy, *names)


def check_copies(binaries):
    """Of one set, as a file for several processors has them."""
    copy = binaries.copy(binaries.application, lambda data: data + data)
    binaries.check_carries(copy, "audit", "prices")


def check_damage(binaries):
    application = binaries.application
    edited = binaries.copy(
        application,
        lambda data: data.replace(b"TABLE event", b"TABLE evens"),
    )
    binaries.check_problem(
        edited, "0001_create_event.sql does not have its checksum", "prices"
    )
    cut = binaries.copy(
        application, lambda data: data[: data.rindex(b"TABLE price")]
    )
    check_contains(binaries.inspect(cut).stderr, "the file ends within it")
    later = binaries.copy(
        application,
        lambda data: data.replace(b"set 1\naudit\0", b"set 2\naudit\0"),
    )
    binaries.check_problem(later, "has the format 2, which this", "prices")


def check_broken(project, binaries):
    """A set that is carried well, but could never run."""
    project.write("0002_broken.sql", "SELECT 1;\nCOMMIT;\n")
    project.build_well("start-shop")
    application = binaries.application
    place = "migrations/0002_broken.sql:2:1: error: "
    binaries.check_problem(application, place, "audit")
    note = f"note: in the set 'prices' of {application}"
    check_contains(binaries.inspect(application).stderr, note)
