# SPDX-License-Identifier: BSL-1.0
"""A server of one test run, whichever it is: the folder that it has, and the
process that stays behind and stops it when its owner is gone."""

import collections
import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time

# Seconds.
SERVER_STOPS_WITHIN = 10
SERVER_STARTS_WITHIN = 60
PR_SET_PDEATHSIG = 1

# Under which servers of this user run, if not under his own.
OTHER_ACCOUNTS = set()


class Refusal(Exception):
    """What the user can mend."""


# The folder of a server.
#
# It is often in /tmp, under a name that others can guess, so that
# anybody may have put something there. Nothing in a folder is read, written or
# removed before it is known to be ours: of this user or of the server's, closed
# to everybody else, and no link. Links in it are not followed either, since
# this may be root and the folder the server's.


def is_ours(status):
    accounts = {os.geteuid(), *OTHER_ACCOUNTS}
    return status.st_uid in accounts and status.st_mode & 0o077 == 0


def not_ours(folder):
    return Refusal(
        f"{folder} is not a folder of this user's that is closed to others"
        " (mode 0700), so nothing in it is touched; remove it"
    )


@contextlib.contextmanager
def our_folder(folder):
    """Its descriptor, or None where there is nothing."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        descriptor = os.open(folder, flags)
    except FileNotFoundError:
        descriptor = None
    except OSError:  # a link, a file, or closed to us
        raise not_ours(folder) from None
    try:
        if descriptor is not None and not is_ours(os.fstat(descriptor)):
            raise not_ours(folder)
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def open_in(folder, name, mode):
    """A file of our folder, and no link. "x" makes it."""

    def opener(path, flags):
        return os.open(path, flags | os.O_NOFOLLOW, 0o600, dir_fd=at)

    with our_folder(folder) as at:
        if at is None:
            raise FileNotFoundError(folder)
        return open(name, mode, opener=opener)


def make_folder(folder):
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        raise not_ours(folder) from None


def remove(*folders):
    """Those that are ours. What stands in them may have been made by anybody
    who runs the server's account, so links are removed and not followed."""
    for folder in folders:
        with our_folder(folder) as descriptor:
            if descriptor is None:
                continue
        shutil.rmtree(folder, ignore_errors=True)


# The server, and the process that watches it.


def serve(folder, owner, start, stop_signal=signal.SIGTERM):
    """In a folder that is new. `start` makes the server, once it takes
    connections, and returns its process; what it is given, it calls with a
    further folder that is to be removed in the end."""
    lock = open_in(folder, "supervisor", "x")
    fcntl.flock(lock, fcntl.LOCK_EX)
    answer, to_answer = os.pipe()
    if os.fork() == 0:
        os.close(answer)
        supervise(folder, owner, start, stop_signal, lock, to_answer)
    # The lock is the supervisor's alone: a copy here would outlive it.
    lock.close()
    os.close(to_answer)
    with open(answer) as reader:
        message = reader.read()
    if message != "ready":
        raise Refusal(message or "the server was stopped while it started")


def supervise(folder, owner, start, stop_signal, lock, to_answer):
    """Never returns."""
    server = None
    kept = []
    message = "ready"

    def keep(path):
        kept.append(path)
        introduce(lock, owner, path)

    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        introduce(lock, owner)
        detach()
        try:
            server = start(keep)
        except (Refusal, OSError) as problem:
            message = str(problem)
        os.write(to_answer, message.encode())
        os.close(to_answer)
        while server and is_alive(owner) and server.poll() is None:
            time.sleep(0.1)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if server:
            stop_at_once(server, stop_signal)
        with contextlib.suppress(Refusal):
            remove(*kept, folder)
        os._exit(0)


def launch(folder, command, is_ready, stop_signal=signal.SIGTERM, **options):
    """A server of a folder, once it is ready."""
    with open_in(folder, "server.log", "x") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: die_with_the_parent(stop_signal),
            **options,
        )
    end = time.monotonic() + SERVER_STARTS_WITHIN
    while not is_ready():
        if server.poll() is not None or time.monotonic() > end:
            stop_at_once(server, stop_signal)
            with open_in(folder, "server.log", "r") as output:
                raise Refusal(f"the server does not start:\n{output.read()}")
        time.sleep(0.003)
    return server


def stop_at_once(server, stop_signal):
    server.send_signal(stop_signal)
    try:
        server.wait(SERVER_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()


def introduce(lock, owner, data=""):
    """Says who watches, for whom, and where the data lies."""
    lock.seek(0)
    lock.write(f"{os.getpid()}\n{owner}\n{data}\n")
    lock.flush()


def detach():
    os.setsid()
    os.chdir("/")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def die_with_the_parent(stop_signal):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


# What a server's process has said of itself; without the first two where it is
# not running.
Supervisor = collections.namedtuple(
    "Supervisor", "process owner data", defaults=(None, None, "")
)


def supervisor(folder):
    try:
        with open_in(folder, "supervisor", "r") as file:
            # The server's account, which owns the folder, did not write it.
            status = os.fstat(file.fileno())
            # One without a name is being removed.
            if status.st_uid != os.geteuid() or status.st_nlink > 1:
                raise not_ours(folder)
            process, owner, data = (file.read() + "\n" * 3).split("\n")[:3]
            if is_locked(file) and process:
                return Supervisor(int(process), int(owner), data)
            return Supervisor(data=data)
    except FileNotFoundError:
        return Supervisor()


def is_locked(file):
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def wait_until_free(file, process):
    end = time.monotonic() + 3 * SERVER_STOPS_WITHIN
    while is_locked(file):
        if time.monotonic() > end:
            raise Refusal(f"process {process} does not stop its server")
        time.sleep(0.01)


def refuse_another_owner(folder, owner):
    running = supervisor(folder)
    if running.process and running.owner != owner and is_alive(running.owner):
        raise Refusal(
            f"the server in {folder} belongs to process {running.owner}, which"
            " runs tests of this build; wait until it has ended"
        )


def stop(folder, owner):
    refuse_another_owner(folder, owner)
    running = supervisor(folder)
    if running.process:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            with open_in(folder, "supervisor", "r") as file:
                os.kill(running.process, signal.SIGTERM)
                wait_until_free(file, running.process)
    remove(*filter(None, (running.data, folder)))
