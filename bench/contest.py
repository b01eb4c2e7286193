# SPDX-License-Identifier: BSL-1.0
"""A floor, Godwit and others that do the same, in turns: a row of a table."""

import contextlib
import dataclasses
import re
import statistics
import subprocess
import typing

from measuring import cost

COLUMNS = ("floor, ms", "Godwit, ms", "wall", "CPU", "peak MB", "others, wall", "bar",
           "met")


@dataclasses.dataclass
class Contender:
    """Calls that make the command for a database: the one that is measured, and
    the one before it, if any, that migrates."""

    name: str
    command: typing.Callable
    before: typing.Callable = None


@dataclasses.dataclass
class Contest:
    title: str
    engine: typing.Any
    floor: Contender
    godwit: Contender
    others: list
    rounds: int
    bar: float  # of the ratio by the clock
    name: str  # of the set
    target: str  # what to build for it
    # From the floor's peak to the limit of Godwit's, in MB.
    memory: typing.Callable = None
    growth: tuple = None  # (what grows, with how many migrations)
    costs: dict = None

    def measure(self, quick):
        rounds = max(3, self.rounds // 5) if quick else self.rounds
        self.costs = {each.name: [] for each in self.contenders()}
        if self.floor.before:
            self.measure_on_migrated(rounds)
        else:
            self.measure_on_fresh(rounds)

    def contenders(self):
        return [self.floor, self.godwit, *self.others]

    def in_turns(self, rounds):
        """The others take part in two rounds, since some take minutes."""
        for number in range(rounds):
            yield self.floor
            yield self.godwit
            if number < 2:
                yield from self.others

    def measure_on_fresh(self, rounds):
        for each in self.in_turns(rounds):
            with self.engine.database("bench") as database:
                before = self.engine.processor_seconds()
                taken = cost(*each.command(database))
                server = self.engine.processor_seconds() - before
            self.costs[each.name].append(
                taken._replace(processor=taken.processor + server))

    def measure_on_migrated(self, rounds):
        """Without the server's time, which is less than what it is told in."""
        with contextlib.ExitStack() as stack:
            databases = {}
            for number, each in enumerate(self.contenders()):
                made = stack.enter_context(self.engine.database(f"bench_{number}"))
                cost(*each.before(made))
                databases[each.name] = made
            for each in self.in_turns(rounds):
                command = each.command(databases[each.name])
                self.costs[each.name].append(cost(*command))

    def median(self, name, what="seconds"):
        return statistics.median(getattr(each, what) for each in self.costs[name])

    def ratio(self, name="Godwit"):
        """By the clock, to the floor of the same round."""
        pairs = zip(self.costs[name], self.costs["floor"])
        return statistics.median(one.seconds / floor.seconds for one, floor in pairs)

    def processor_ratio(self):
        """Of sums, since a server's time is told in hundredths of a second."""
        godwit, floor = (sum(each.processor for each in self.costs[name])
                         for name in ("Godwit", "floor"))
        return godwit / floor

    def is_met(self):
        """By what is printed."""
        fast = float(f"{self.ratio():.2f}") <= self.bar
        return fast and (not self.memory or self.median("Godwit", "peak") <= self.limit())

    def limit(self):
        return self.memory(self.median("floor", "peak"))

    def cells(self):
        peaks, bar = "", f"{self.bar:g}"
        if self.memory:
            peaks = " / ".join(f"{self.median(name, 'peak'):.0f}"
                               for name in ("floor", "Godwit"))
            bar += f", {self.limit():.0f} MB"
        others = ", ".join(f"{each.name} {self.ratio(each.name):.3g}"
                           for each in self.others)
        return (self.title, f"{1000 * self.median('floor'):.1f}",
                f"{1000 * self.median('Godwit'):.1f}", f"{self.ratio():.2f}",
                f"{self.processor_ratio():.2f}", peaks, others, bar,
                "yes" if self.is_met() else "**no**")

    def instructions(self):
        """Of the floor and of Godwit, without a server's: what another load of
        the machine does not change."""
        return [self.instructions_of(each) for each in (self.floor, self.godwit)]

    def instructions_of(self, contender):
        with self.engine.database("bench") as database:
            if contender.before:
                cost(*contender.before(database))
            done = subprocess.run(
                ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                 *contender.command(database)),
                check=True, text=True, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE)
        return int(re.search(r"Collected : (\d+)", done.stderr).group(1))
