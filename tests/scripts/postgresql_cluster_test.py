# SPDX-License-Identifier: BSL-1.0
"""A server's folder in /tmp has a name that others can guess: what they put
there is not followed, read or removed.

  postgresql_cluster_test.py <script>

The server of libSQL is started by the same module, so that its script stands
the tests of PlantedFolders, too.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

SCRIPT = os.path.abspath(sys.argv.pop())
ROOT = os.geteuid() == 0
STRANGER = 12345
REFUSED = "is not a folder of this user's that is closed to others"


# One that other users can run, too.
PYTHON = shutil.which("python3", path="/usr/bin") or sys.executable


def cluster(command, *arguments, **options):
    if command in ("start", "stop"):
        arguments = ("--owner", str(os.getpid()), *arguments)
    return subprocess.run(
        [PYTHON, "-B", SCRIPT, command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


class PlantedFolders(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="gwt-", dir="/tmp")
        os.chmod(self.place, 0o755)
        self.addCleanup(shutil.rmtree, self.place)
        self.folder = os.path.join(self.place, "c")
        self.victim = os.path.join(self.place, "victim")
        os.mkdir(self.victim, 0o700)
        with open(os.path.join(self.victim, "letter"), "w") as file:
            file.write("dear")

    def check_victim(self):
        with open(os.path.join(self.victim, "letter")) as file:
            self.assertEqual(file.read(), "dear")
        self.assertEqual(os.listdir(self.victim), ["letter"])

    def check_refused(self, **options):
        commands = (("stop",), ("start",), ("run", "true"))
        for command, *program in commands:
            done = cluster(command, self.folder, *program, **options)
            self.assertNotEqual(done.returncode, 0, command)
            self.assertIn(REFUSED, done.stdout)
        self.check_victim()

    def check_starts(self):
        done = cluster("start", self.folder)
        self.assertEqual(done.returncode, 0, done.stdout)
        done = cluster("stop", self.folder)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertFalse(os.path.lexists(self.folder))
        self.check_victim()

    def make_folder(self, mode=0o700):
        os.mkdir(self.folder)
        os.chmod(self.folder, mode)

    def plant(self, name, target=""):
        os.symlink(
            os.path.join(self.victim, target), os.path.join(self.folder, name)
        )

    def test_a_link_is_not_followed(self):
        os.symlink(self.victim, self.folder)
        self.check_refused()

    def test_a_file_is_not_removed(self):
        with open(self.folder, "w"):
            pass
        self.check_refused()
        self.assertTrue(os.path.exists(self.folder))

    def test_a_folder_that_is_open_to_others_is_refused(self):
        for mode in (0o755, 0o750, 0o701, 0o777, 0o1777):
            self.make_folder(mode)
            self.plant("data")
            self.check_refused()
            shutil.rmtree(self.folder)

    def test_links_in_our_own_folder_are_removed_and_not_followed(self):
        self.make_folder()
        self.plant("data")
        self.plant("server.log", "letter")
        self.check_starts()

    def test_a_link_for_the_supervisor_is_not_read(self):
        self.make_folder()
        self.plant("supervisor", "letter")
        done = cluster("stop", self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.check_victim()

    @unittest.skipUnless(ROOT, "needs root to make folders of others")
    def test_a_folder_of_another_user_is_refused(self):
        for mode in (0o700, 0o777):
            self.make_folder(mode)
            self.plant("data")
            os.chown(self.folder, STRANGER, STRANGER)
            self.check_refused()
            shutil.rmtree(self.folder)

    @unittest.skipUnless(ROOT, "needs root to be another user")
    def test_another_user_does_not_use_a_folder_of_root(self):
        self.make_folder()
        self.plant("data")
        self.check_refused(user=65534, group=65534, extra_groups=[])

    # The server's account owns the folder, and whoever is in it could write
    # there which process is to be ended and what is to be removed.
    @unittest.skipUnless(ROOT, "otherwise the server's account is this user")
    def test_what_root_did_not_write_is_not_believed(self):
        self.make_folder()
        bystander = subprocess.Popen(["sleep", "60"])
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        path = os.path.join(self.folder, "supervisor")
        with open(path, "w") as file:
            file.write(f"{bystander.pid}\n{os.getpid()}\n{self.victim}\n")
            file.flush()
            os.chown(path, STRANGER, STRANGER)
            fcntl.flock(file, fcntl.LOCK_EX)
            done = cluster("stop", self.folder)
        self.assertIn(REFUSED, done.stdout)
        self.assertIsNone(bystander.poll())
        self.check_victim()


class Servers(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="gwt-", dir="/tmp")
        os.chmod(self.place, 0o755)
        self.addCleanup(shutil.rmtree, self.place)
        self.folder = os.path.join(self.place, "c")

    def test_what_a_killed_one_left_is_removed_by_the_next(self):
        self.assertEqual(cluster("start", self.folder).returncode, 0)
        with open(os.path.join(self.folder, "supervisor")) as file:
            process, _, data = file.read().split()
        with open(os.path.join(data, "postmaster.pid")) as file:
            server = int(file.readline())
        os.kill(int(process), signal.SIGKILL)
        self.wait_for_end_of(server)
        self.assertTrue(os.path.exists(data))

        self.assertEqual(cluster("start", self.folder).returncode, 0)

        self.assertFalse(os.path.exists(data))
        self.assertEqual(cluster("stop", self.folder).returncode, 0)
        self.assertFalse(os.path.exists(self.folder))

    def wait_for_end_of(self, process):
        deadline = time.monotonic() + 30
        with contextlib.suppress(OSError):
            while os.readlink(f"/proc/{process}/exe"):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.01)

    def test_one_that_could_not_be_made_is_not_waited_for(self):
        """Its files are still being removed when that is told."""
        initdb = os.path.join(self.place, "initdb")
        with open(initdb, "w") as file:
            file.write('#!/bin/sh\ncd "$2" && seq 5000 | xargs touch; exit 1\n')
        os.chmod(initdb, 0o755)
        environment = {**os.environ, "GODWIT_POSTGRESQL_BIN": self.place}
        done = cluster("once", "true", env=environment, timeout=60)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("initdb failed (1)", done.stdout)

    def test_nobody_can_guess_where_one_is_that_is_used_once(self):
        folders = [self.folder_of_one(exit_code) for exit_code in (0, 3)]
        self.assertNotEqual(*folders)

    def folder_of_one(self, exit_code):
        """Closed while the program runs, and gone after it."""
        program = (
            'folder=${DATABASE_URL##*host=}; folder=${folder%%&*}; '
            f'stat -c %a "$folder"; echo "$folder"; exit {exit_code}'
        )
        done = cluster("once", "sh", "-c", program)
        self.assertEqual(done.returncode, exit_code, done.stdout)
        mode, folder = done.stdout.split()
        self.assertEqual(int(mode, 8), stat.S_IRWXU)
        self.assertFalse(os.path.exists(folder))
        return folder


if __name__ == "__main__":
    unittest.main()
