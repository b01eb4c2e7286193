#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures executors beside floors, which are C programs that do the same work
and nothing else, and beside other tools.

  floors.py <a build of Godwit> [--peers FOLDER] [--corpora FOLDER] [--disk FOLDER]
      [--quick] [--instructions] [--only PATTERN]
"""

import argparse
import os
import pathlib
import re
import statistics
import tempfile

from contest import COLUMNS, Contender, Contest
from engines import Database, Postgresql, Sqlite
from floor_project import Project, target_of
from measuring import apart, cost, installed, print_table
from peers import Peers, psql_each
from postgresql_server import cluster, make_durable
from slow_link import slow_link

MEMORY = "/dev/shm"
ALLOWED = 16  # MB above the script
COUNTS = (100, 1_000, 10_000)


class Contests:
    """The rows of the table."""

    def __init__(self, project, peers, memory, disk, postgresql):
        self.project, self.peers = project, peers
        self.memory, self.disk, self.postgresql = memory, disk, postgresql

    def all(self):
        yield from self.applying()
        yield from self.large()
        if self.project.corpora:
            yield self.real()
        yield from self.asking("nothing", "nothing to do", 51,
                               {self.memory: (1.3, 1.3, 1.3),
                                self.postgresql: (1.15, 1.15, 1.15)})
        yield self.on_migrated(self.memory, "nothing", "nothing to do, both drivers",
                               1_000, 1.3, 51, "both")
        yield self.on_migrated(self.postgresql, "nothing", "nothing to do, library",
                               1_000, 1.15, 51, "library")
        yield from self.asking("status", "status", 21,
                               {self.memory: (1.5, 1.5, 2),
                                self.postgresql: (1.5, 1.5, 2)})

    def applying(self):
        for engine, bars in ((self.memory, (2, 1.6, 1.5)),
                             (self.postgresql, (1.6, 1.6, 1.6))):
            for count, bar, rounds in zip(COUNTS, bars, (21, 11, 5)):
                contest = self.on_fresh(engine, f"{count:,} tiny", f"tiny_{count}", bar,
                                        rounds, growth=("up", count))
                contest.others = [self.limit(engine, f"tiny_{count}"),
                                  *contest.others]
                yield contest
        small = "1,000 small", "small_1000", 1.1, 11
        yield self.on_fresh(self.memory, *small)
        yield self.on_fresh(self.memory, "1,000 small, both drivers", *small[1:],
                            form="both")
        yield self.on_fresh(self.disk, "1,000 small, disk", *small[1:])

    def limit(self, engine, name):
        """A floor that does what cannot be left out."""
        title, task = (("a transaction each", "separate")
                       if engine is self.postgresql
                       else ("with all that is recorded", "recorded"))
        return Contender(title, self.project.floor(engine, task, name))

    def large(self):
        yield self.on_fresh(self.memory, "one of 4 MB", "rows_4", 1.1, 11)
        yield self.on_fresh(self.memory, "one of 50 MB", "rows_50", 1.1, 5,
                            memory=lambda floor: 50 + ALLOWED)
        yield self.on_fresh(self.postgresql, "one of 50 MB", "rows_50", 1.0, 5,
                            floor="each", memory=lambda floor: 50 + ALLOWED)
        # The database's own library has the literal more than once.
        for engine, task in ((self.memory, "up"), (self.postgresql, "each")):
            yield self.on_fresh(engine, "one literal of 50 MB", "literal_50", 1.1, 3,
                                floor=task, memory=lambda floor: floor + ALLOWED)

    def real(self):
        folder = self.project.sets / "postgresql/trigger_dev"
        contest = self.on_fresh(self.postgresql, "820 of trigger.dev", "trigger_dev", 0.9,
                                5, floor="each")
        contest.others = [psql_each(folder)]
        return contest

    def asking(self, task, title, rounds, bars):
        for form, words in (("migrate", title), ("static", f"{title}, STATIC")):
            for engine in self.with_form(form):
                for count, bar in zip(COUNTS, bars[engine]):
                    yield self.on_migrated(engine, task, words, count, bar, rounds,
                                           form)

    def with_form(self, form):
        # libpq needs libraries that exist as shared ones only.
        return (self.memory,) if form == "static" else (self.memory, self.postgresql)

    def on_fresh(self, engine, title, name, bar, rounds, floor="up", form="migrate",
                 **options):
        others = self.peers.contenders(engine, "up", name) if form == "migrate" else ()
        return Contest(
            f"{engine.label}, {title}", engine,
            Contender("floor", self.project.floor(engine, floor, name)),
            Contender("Godwit", self.project.godwit(engine, "up", name, form)),
            list(others), rounds, bar, name, target_of(engine, name, form), **options)

    def on_migrated(self, engine, task, title, count, bar, rounds, form="migrate"):
        name = f"tiny_{count}"
        asked = "up" if task == "nothing" else task
        own = form == "migrate"
        return Contest(
            f"{engine.label}, {title}, {count:,}", engine,
            Contender("floor", self.project.floor(engine, task, name),
                      self.project.floor(engine, "up", name)),
            Contender("Godwit", self.project.godwit(engine, asked, name, form),
                      self.project.godwit(engine, "up", name, form)),
            list(self.peers.contenders(engine, task, name)) if own else [],
            rounds, bar, name, target_of(engine, name, form),
            growth=(title, count) if own else None)


def print_contests(contests, quick):
    """Prints each row when it is known."""

    def rows():
        for contest in contests:
            contest.measure(quick)
            yield contest.cells()

    print_table(f"Godwit beside floors (medians of pairs; load {load()})", COLUMNS, rows())
    print(f"\nLoad at the end: {load()}")


def load():
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def print_instructions(contests):
    def rows():
        for contest in contests:
            floor, godwit = contest.instructions()
            yield (contest.title, f"{floor / 1e6:,.1f}", f"{godwit / 1e6:,.1f}",
                   f"{godwit / floor:.2f}")

    print_table("Instructions, without those of a server",
                ("floor, millions", "Godwit, millions", "ratio"), rows())


def print_growth(contests):
    """From 100 to 1,000 and on to 10,000 migrations: what each of these adds."""
    growing = {}
    for contest in contests:
        if contest.growth:
            what, count = contest.growth
            growing.setdefault((contest.engine.label, what), {})[count] = contest
    rows = []
    for (label, what), by_count in growing.items():
        if len(by_count) == len(COUNTS):
            rows += [(f"{label}, {what}, {name}",
                      *slopes([by_count[count].median(name, "processor")
                                for count in COUNTS]))
                     for name in ("floor", "Godwit")]
    if rows:
        print_table("Microseconds of the processor that each further migration adds",
                    ("from 100 to 1,000", "from 1,000 to 10,000"), rows)


def slopes(seconds):
    for i in range(len(COUNTS) - 1):
        added = (seconds[i + 1] - seconds[i]) / (COUNTS[i + 1] - COUNTS[i])
        yield f"{1e6 * added:.2f}"


def print_link(project, peers, postgresql, quick):
    """Across links where each answer takes as long as from another place."""
    name = "tiny_1000"
    up = {"Godwit": project.godwit(postgresql, "up", name)}
    if peers.modules and not quick:
        up["dbmate"] = peers.dbmate(postgresql, name, "migrate")
    rows = []
    for milliseconds, tools in ((10, up), (120, ("Godwit",))):
        for tool in tools:
            link, taken = across_link(up[tool], postgresql, milliseconds / 1_000)
            rows.append((f"{tool}, {milliseconds} ms away", f"{link.round_trips:,}",
                         f"{taken.seconds:.2f}"))
    print_table("1,000 tiny ones on PostgreSQL, far away; limit 30 round trips, 1/100 of"
                " dbmate", ("", "round trips", "seconds"), rows)


def across_link(command, postgresql, delay):
    socket = f"{postgresql.folder}/.s.PGSQL.5432"
    with postgresql.database("bench"), slow_link(socket, delay) as link:
        url = f"postgres://godwit@127.0.0.1:{link.port}/bench?sslmode=disable"
        return link, cost(*command(Database(url, url)))


def print_checks(project, rounds):
    """What the build does with a set."""
    rows = []
    for words, name, limit in (("1,000 small", "small_1000", 0.3),
                               ("10,000 tiny", "tiny_10000", 1.0)):
        command = project.check_command(f"sqlite_{name}")
        taken = statistics.median(
            cost("sh", "-c", command, cwd=project.build).processor for _ in range(rounds))
        rows.append((words, f"{taken:.2f}", f"{limit}",
                     "yes" if taken <= limit else "**no**"))
    print_table(f"Check of SQLite sets at level execute (median of {rounds})",
                ("CPU seconds", "limit", "met"), rows)


def print_left_out(arguments):
    if not arguments.peers:
        print("Without dbmate and Drizzle: --peers or $BENCH_PEERS says where they are.")
    if not arguments.corpora:
        print("Without the migrations of trigger.dev: --corpora says where they are.")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("godwit_build", type=pathlib.Path)
    parser.add_argument("--peers", type=pathlib.Path, default=os.environ.get("BENCH_PEERS"),
                        help="where npm has installed dbmate and Drizzle; default:"
                        " $BENCH_PEERS")
    parser.add_argument("--corpora", type=pathlib.Path,
                        help="as tests/corpora takes it; of it, trigger_dev is run")
    parser.add_argument("--disk", default=tempfile.gettempdir(),
                        help="a folder on a disk")
    parser.add_argument("--quick", action="store_true",
                        help="a fifth of the rounds, and no dbmate across a slow link,"
                        " which takes it minutes")
    parser.add_argument("--instructions", action="store_true",
                        help="count these too, which takes valgrind and minutes")
    parser.add_argument("--only", default="", metavar="PATTERN",
                        help="the rows whose titles match this, and nothing else")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    # In memory, since some disks take minutes to remove what was 10,000 files.
    with installed(arguments.godwit_build.resolve(), MEMORY) as (folder, prefix), \
            cluster() as server:
        make_durable(server)
        print_left_out(arguments)
        postgresql = Postgresql(server)
        project = Project(folder, prefix, arguments.corpora)
        peers = Peers(arguments.peers, project.sets)
        contests = [
            contest for contest in Contests(project, peers, Sqlite(MEMORY),
                                            Sqlite(arguments.disk), postgresql).all()
            if re.search(arguments.only, contest.title)
        ]
        needed = {(contest.engine.dialect, contest.name) for contest in contests}
        apart(lambda: project.write_sets(needed, bool(peers.modules)))
        project.configure()
        project.make({contest.target for contest in contests})
        print_contests(contests, arguments.quick)
        print_growth(contests)
        if arguments.instructions:
            print_instructions(contests)
        if not arguments.only:
            print_link(project, peers, postgresql, arguments.quick)
            print_checks(project, 3 if arguments.quick else 9)


main()
