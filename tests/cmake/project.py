# SPDX-License-Identifier: BSL-1.0
"""A small project that uses Godwit, in a folder of its own."""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# For sets whose texts are no SQL, which a build would not take.
UNCHECKED = "-DGODWIT_CHECK=off"

COUNTING_LAUNCHER = """\
#!/bin/sh
echo run >> {log}
exec "$@"
"""

COUNTING_PYTHON = """\
#!/bin/sh
case "$*" in *embed.py*) echo run >> {log} ;; esac
exec {python} "$@"
"""

# The administrator reads all files, unless he gives up these rights.
WITHOUT_PRIVILEGES = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if os.geteuid() == 0
    else ()
)


class Project:
    """Copies tests/cmake/<case>/ to `folder`, and builds it with `settings`.

    Compilers and Python are called through scripts that count their runs.
    """

    def __init__(self, case, folder, settings):
        self.folder = folder
        self.source = os.path.join(folder, "source")
        self.binary = os.path.join(folder, "build")
        self.migrations = os.path.join(self.source, "migrations")
        self.settings = settings
        shutil.rmtree(folder, ignore_errors=True)
        self._write_source(case)
        os.makedirs(self.migrations, exist_ok=True)
        self.scripts = os.path.join(folder, "scripts")
        os.mkdir(self.scripts)
        self.add_script("launcher", COUNTING_LAUNCHER)
        self.add_script("python", COUNTING_PYTHON)

    # Files of the set.

    def path(self, name):
        return os.path.join(self.migrations, name)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        with open(self.path(name), "wb") as file:
            file.write(data)

    # Scripts that stand in for programs.

    def add_script(self, name, text, **fields):
        """`text` may name its {log}, the {python} and the given fields."""
        fields = {"log": self.log(name), "python": sys.executable, **fields}
        quoted = {key: shlex.quote(value) for key, value in fields.items()}
        with open(self.script(name), "w") as script:
            script.write(text.format(**quoted))
        os.chmod(self.script(name), 0o755)

    def script(self, name):
        return os.path.join(self.scripts, name)

    def log(self, name):
        # Projects that count runs of CMake write this one themselves.
        if name == "cmake":
            return os.path.join(self.binary, "cmake.log")
        return os.path.join(self.scripts, name + ".log")

    # Building. Each returns the finished process, with its output as text.

    def configure(self, *options):
        settings = self.settings
        return self._run(
            "cmake",
            *("-S", self.source, "-B", self.binary),
            *("-G", settings.generator),
            f"-DCMAKE_PREFIX_PATH={settings.prefix}",
            f"-DCMAKE_CXX_COMPILER={settings.compiler}",
            f"-DCMAKE_CXX_FLAGS={settings.flags}",
            f"-DCMAKE_EXE_LINKER_FLAGS={settings.linker_flags}",
            f"-DCMAKE_CXX_COMPILER_LAUNCHER={self.script('launcher')}",
            f"-DPython3_EXECUTABLE={self.script('python')}",
            f"-DSUPPORT_DIR={HERE}",
            "--no-warn-unused-cli",
            *(options or ("-DCMAKE_BUILD_TYPE=Debug",)),
        )

    def build(self, target="all", environment=None, without_privileges=False):
        finished = self._run(
            *(WITHOUT_PRIVILEGES if without_privileges else ()),
            *("cmake", "--build", self.binary, "--target", target, "-j2"),
            environment=environment,
        )
        self._wait_for_another_time()
        return finished

    def _wait_for_another_time(self):
        """Files get their times in ticks of the kernel, which a busy virtual
        machine may hold up. No build tool sees a change of the tick in which
        it began to build; people are slower than that."""
        probe = os.path.join(self.scripts, "time")
        begin = touched(probe)
        while touched(probe) <= begin:
            pass

    def build_well(self, target="all", environment=None):
        finished = self.build(target, environment)
        check(finished.returncode == 0, finished.stdout)
        return finished.stdout

    def ctest(self, *options, environment=None):
        return self._run(
            *("ctest", "--test-dir", self.binary, "-C", "Debug"),
            *("--output-on-failure", *options),
            environment=environment,
        )

    def configure_and_build(self, *options):
        configured = self.configure(*options)
        check(configured.returncode == 0, configured.stdout)
        return self.build_well()

    def counted_build(self):
        """Builds; (runs of the compiler, of embed.py, of CMake) meanwhile."""
        before = self.counts()
        self.build_well()
        return tuple(a - b for a, b in zip(self.counts(), before))

    def counts(self):
        logs = map(self.log, ("launcher", "python", "cmake"))
        return tuple(map(count_lines, logs))

    # What the built program carries.

    def program(self, name):
        folder = self.binary
        if self.settings.generator == "Ninja Multi-Config":
            folder = os.path.join(folder, "Debug")
        return os.path.join(folder, name)

    def embedded(self, program="print_set"):
        """{name: text} of the set, after a check of all its digests."""
        output = subprocess.check_output([self.program(program)], text=True)
        header, *lines = output.splitlines()
        files, digest = {}, hashlib.sha256()
        for line in lines:
            name, text, checksum = line.split(" ")
            name, text = bytes.fromhex(name), bytes.fromhex(text)
            check_equal(checksum, normalised_checksum(text))
            digest.update(name + b"\0" + checksum.encode())
            files[os.fsdecode(name)] = text
        check_equal(header.split(" ")[-1], digest.hexdigest())
        check_equal(list(files), sorted(files, key=os.fsencode))
        return files

    def check_embeds_the_directory(self):
        check_equal(self.embedded(), directory_contents(self.migrations))

    # The rest is private.

    def _write_source(self, case):
        shutil.copytree(os.path.join(HERE, case), self.source)

    def _run(self, *command, environment=None):
        return subprocess.run(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )


def touched(path):
    """The time that a change now gets."""
    with open(path, "w") as file:
        return os.fstat(file.fileno()).st_mtime_ns


def count_lines(path):
    try:
        with open(path) as file:
            return len(file.readlines())
    except FileNotFoundError:
        return 0


def directory_contents(directory):
    contents = {}
    for entry in os.scandir(directory):
        if entry.is_file():
            with open(entry.path, "rb") as file:
                contents[entry.name] = carried(entry.name, file.read())
    return contents


def carried(name, text):
    """What a set has of a file, as docs/format.md defines it; of C++ that is
    written with line feeds."""
    if not name.endswith(".cpp"):
        return text
    lines = text.decode().split("\n")
    code = [i for i, l in enumerate(lines) if l.strip() and not l.startswith("//")]
    head = lines[: code[0]] if code else lines
    head.append(f"// sha256: {normalised_checksum(text)}\n")
    return "\n".join(head).encode()


def normalised_checksum(text):
    """As docs/format.md defines it, and not as embed.py computes it."""
    if text[:3] == b"\xef\xbb\xbf":
        text = text[3:]
    lines = text.split(b"\r\n")
    text = b"\n".join(line.replace(b"\r", b"\n") for line in lines)
    return hashlib.sha256(text).hexdigest()


def builds(what, build):
    """Whether a build of Godwit has that: LIBSQL, STUDIO and so on."""
    with open(os.path.join(build, "CMakeCache.txt")) as cache:
        return re.search(rf"^GODWIT_WITH_{what}:BOOL=(ON|TRUE)$", cache.read(),
                         re.MULTILINE | re.IGNORECASE) is not None


def require_tool(tool, package):
    """A test whose tool is missing fails, and does not skip."""
    check(shutil.which(tool), f"{tool} is missing (package {package})")


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def check_equal(actual, expected):
    check(actual == expected, f"\nactual:   {actual}\nexpected: {expected}")


def check_contains(text, expected):
    """Ignores where CMake breaks lines."""
    check(
        " ".join(expected.split()) in " ".join(text.split()),
        f"\nexpected: {expected}\nin:\n{text}",
    )
