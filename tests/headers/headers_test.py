# SPDX-License-Identifier: BSL-1.0
"""Public headers compile by themselves, with each compiler and standard
library, and what would dangle or is too old for them does not compile.

    headers_test.py INCLUDE_DIRECTORY [CLIENT_HEADER=DIRECTORY...]

A client header shows what is a database's own, and needs that: where it is not,
nobody can use the header.
"""

import pathlib
import subprocess
import sys
import unittest

COMPILERS = {
    "g++": ["g++"],
    "clang++ with libc++": ["clang++", "-stdlib=libc++"],
}
STRICT = [
    "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow",
    "-Wconversion", "-Werror",
]  # fmt: skip

# For programs below C++20.
PLAIN = {"embedded_data.h", "migrate.h"}

# Each uses what is gone by then.
DANGLING = {
    "migrations of a set that nobody keeps": """
        auto f(godwit::EmbeddedSet set) {
          return godwit::MigrationSet::from(set).value().all();
        }""",
    "a migration of a set that nobody keeps": """
        auto f(godwit::EmbeddedSet set, godwit::Version version) {
          return godwit::MigrationSet::from(set).value().find(version);
        }""",
    "a migrator of a connection that nobody keeps": """
        auto f(godwit::EmbeddedSet set) {
          return godwit::Migrator(godwit::connect("sqlite:a.db").value(), set);
        }""",
    "a set of data that nobody keeps": """
        auto f() { return godwit::EmbeddedSet(godwit::EmbeddedData{}); }""",
}

USED = """
    godwit::RunReport f(godwit::EmbeddedSet set) {
      auto connection = godwit::connect("sqlite:a.db").value();
      godwit::Migrator migrator(connection, set, {.applied_by = "me"});
      const godwit::Plan plan = migrator.plan_up({.to = godwit::Version(7)})
                                    .value();
      return migrator.run(plan).value();
    }"""


def compiled(command, standard, text):
    return subprocess.run(
        [
            *command, f"-std={standard}", *STRICT, f"-I{INCLUDE}",
            *(f"-isystem{place}" for place in CLIENTS.values()
              if place != "/usr/include"),
            "-x", "c++", "-",
        ],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip


def names():
    found = sorted(path.name for path in (INCLUDE / "godwit").glob("*.h"))
    return [n for n in found if not n.startswith("rows_") or n in CLIENTS]


class Headers(unittest.TestCase):
    def assert_compiles(self, command, standard, text):
        result = compiled(command, standard, text)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_each_compiles_by_itself(self):
        for title, command in COMPILERS.items():
            for name in names():
                with self.subTest(compiler=title, header=name):
                    self.assert_compiles(
                        command, "c++20", f"#include <godwit/{name}>\n"
                    )

    def test_what_programs_below_cxx20_use_is_cxx11(self):
        for title, command in COMPILERS.items():
            for standard in ("c++11", "c++17"):
                for name in sorted(PLAIN):
                    with self.subTest(compiler=title, header=name):
                        self.assert_compiles(
                            command, standard, f"#include <godwit/{name}>\n"
                        )

    def test_others_say_that_they_need_cxx20(self):
        for name in sorted(set(names()) - PLAIN):
            result = compiled(["g++"], "c++17", f"#include <godwit/{name}>\n")
            first = result.stderr.split("error: ", 1)[-1]
            with self.subTest(header=name):
                self.assertIn("Godwit's headers need C++20", first[:200])

    def test_what_would_dangle_does_not_compile(self):
        head = "#include <godwit/godwit.h>\n"
        for title, command in COMPILERS.items():
            self.assert_compiles(command, "c++20", head + USED)
            for sentence, text in DANGLING.items():
                with self.subTest(compiler=title, use=sentence):
                    result = compiled(command, "c++20", head + text)
                    self.assertNotEqual(result.returncode, 0)


if __name__ == "__main__":
    INCLUDE = pathlib.Path(sys.argv[1])
    CLIENTS = dict(
        client.split("=") for argument in sys.argv[2:] for client in argument.split(";") if client
    )
    del sys.argv[1:]
    unittest.main()
