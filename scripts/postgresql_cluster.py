#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The PostgreSQL server of one test run.

  postgresql_cluster.py start [--cache <folder>] [--template-sql <file>]...
      [--owner PID] <folder> [--template-command <program> <argument>...]
  postgresql_cluster.py stop [--owner PID] <folder>
  postgresql_cluster.py run <folder> <program> <argument>...
  postgresql_cluster.py once [--cache <folder>] [--template-sql <file>]...
      <program> <argument>...
  postgresql_cluster.py createdb <conninfo> <name>
  postgresql_cluster.py dropdb <conninfo> <name>

A fresh cluster that listens only on a unix socket in <folder>, which has to be
a short path: sockets have less than 107 bytes. What is there already is only
touched where it is a folder of this user's that is closed to others. The user
`godwit` is a superuser without a password; members of the role `needs_password`,
if there is one, need theirs. `run` gives a program a database of its own, in
DATABASE_URL; `once` starts a server for that and stops it.

A process that stays behind stops the server when its owner is gone (by default
the parent of this one, which is ctest), so that a run leaves nothing behind
however it ends.
"""

import argparse
import collections
import contextlib
import ctypes
import fcntl
import functools
import glob
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

OPTIONS = [
    "--username=godwit",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--wal-segsize=1",
    "--no-sync",
]

# Speed over safety throughout: nobody needs this cluster after a crash. A
# killed server leaves no shared memory of the kind mmap.
SETTINGS = """
listen_addresses = ''
max_connections = 100
max_prepared_transactions = 10
fsync = off
full_page_writes = off
synchronous_commit = off
max_wal_size = 4GB
autovacuum = off
dynamic_shared_memory_type = mmap
timezone = 'UTC'
log_timezone = 'UTC'
"""

ACCESS = """
local all +needs_password scram-sha-256
local all all             trust
"""

ROOM_NEEDED = 2 * 1024**3
# Seconds; a server that is told to stop at once kills what has not ended after
# five (manual, section 19.5).
SERVER_STOPS_WITHIN = 10
SERVER_STARTS_WITHIN = 60
PR_SET_PDEATHSIG = 1
NO_SERVER = """\
no PostgreSQL server found (initdb); install it (Debian: apt-get install \
postgresql) or set GODWIT_POSTGRESQL_BIN to its folder of programs"""


class Refusal(Exception):
    pass


# The programs of the server, and who may run them.


@functools.cache
def binaries():
    """The folder of initdb, postgres and psql."""
    for folder in candidate_folders():
        if os.access(os.path.join(folder, "initdb"), os.X_OK):
            return folder
    raise Refusal(NO_SERVER)


def candidate_folders():
    if os.environ.get("GODWIT_POSTGRESQL_BIN"):
        return [os.environ["GODWIT_POSTGRESQL_BIN"]]
    installed = glob.glob("/usr/lib/postgresql/*/bin")
    installed.sort(key=lambda path: [int(n) for n in re.findall(r"\d+", path)])
    return [*configured_folder(), *reversed(installed)]


def configured_folder():
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        found = subprocess.run(
            ["pg_config", "--bindir"],
            capture_output=True,
            text=True,
            check=True,
        )
        yield found.stdout.strip()


def server_account():
    """PostgreSQL refuses to run as root, and containers often are root."""
    if os.getuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
        uid, gid = account.pw_uid, account.pw_gid
    except KeyError:
        uid = gid = 65534
    return {"user": uid, "group": gid, "extra_groups": []}


def run(program, *arguments, stdin="", **options):
    """Runs a program; without inherited streams, because ctest waits until all
    that hold them are gone."""
    done = subprocess.run(
        [program, *arguments],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    if done.returncode != 0:
        name = os.path.basename(program)
        raise Refusal(f"{name} failed ({done.returncode}):\n{done.stdout}")
    return done.stdout


def run_binary(program, *arguments, **options):
    return run(os.path.join(binaries(), program), *arguments, **options)


def psql(conninfo, *arguments, stdin=""):
    run_binary(
        "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
        "--dbname", conninfo, *arguments, stdin=stdin,
    )


# The files of a cluster.
#
# Its folder is often in /tmp, under a name that others can guess, so that
# anybody may have put something there. Nothing in a folder is read, written or
# removed before it is known to be ours: of this user or of the server's, closed
# to everybody else, and no link. Links in it are not followed either, since
# this may be root and the folder the server's.


def our_accounts():
    return {os.geteuid(), server_account().get("user", os.geteuid())}


def is_ours(status):
    return status.st_uid in our_accounts() and status.st_mode & 0o077 == 0


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


def hand_over(folder):
    """To the server and nobody else: whoever reaches its socket may do with
    its account what he wants."""
    account = server_account()
    with our_folder(folder) as descriptor:
        if account:
            os.fchown(descriptor, account["user"], account["group"])


def make_folder(folder):
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        raise not_ours(folder) from None
    hand_over(folder)


def make_data_folder(folder):
    """In memory where there is room."""
    memory = "/dev/shm"
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_NEEDED:
        data = tempfile.mkdtemp("", os.path.basename(folder) + "-", memory)
        hand_over(data)
    else:
        data = os.path.join(folder, "data")
        make_folder(data)
    return data


def remove(*folders):
    """Those that are ours. What stands in them may have been made by anybody
    who runs the server's account, so links are removed and not followed."""
    for folder in folders:
        with our_folder(folder) as descriptor:
            if descriptor is None:
                continue
        shutil.rmtree(folder, ignore_errors=True)


def fill_data_folder(folder, data, cache):
    """By initdb, which takes most of a second, or with what it once made."""
    kept = cache and os.path.join(cache, f"initdb-{cache_key()}.tar")
    if kept and os.access(kept, os.R_OK):
        run("tar", "-C", data, "-xf", kept)
    else:
        account = server_account()
        run_binary("initdb", "--pgdata", data, *OPTIONS, cwd="/", **account)
        if kept:
            keep(data, kept)
    with open_in(data, "postgresql.conf", "a") as configuration:
        configuration.write(SETTINGS)
        configuration.write(f"unix_socket_directories = '{folder}'\n")
    with open_in(data, "pg_hba.conf", "w") as access:
        access.write(ACCESS)


def cache_key():
    """Changes with all that decides what initdb makes, and for whom."""
    owner = server_account().get("user", os.getuid())
    program = os.path.realpath(os.path.join(binaries(), "initdb"))
    installed = os.stat(program).st_mtime_ns
    parts = [program, str(installed), str(owner), *OPTIONS]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def keep(data, kept):
    """As an archive, which is unpacked in two thirds of the time that a copy
    takes, and in one step, so that nobody finds half of it."""
    unfinished = f"{kept}.{os.getpid()}"
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    run("tar", "-C", data, "-cf", unfinished, ".")
    os.replace(unfinished, kept)


# The server, and the process that watches it.


def start(folder, owner, cache, template_sql, template_command):
    refuse_another_owner(folder, owner)
    stop(folder, owner)
    make_folder(folder)
    serve(folder, owner, cache, template_sql, template_command)


def serve(folder, owner, cache, template_sql, template_command):
    """In a folder that is new."""
    lock = open_in(folder, "supervisor", "x")
    fcntl.flock(lock, fcntl.LOCK_EX)
    answer, to_answer = os.pipe()
    if os.fork() == 0:
        os.close(answer)
        supervise(folder, owner, cache, lock, to_answer)
    # The lock is the supervisor's alone: a copy here would outlive it.
    lock.close()
    os.close(to_answer)
    with open(answer) as reader:
        message = reader.read()
    if message != "ready":
        raise Refusal(message or "the server was stopped while it started")
    fill_template(folder, template_sql, template_command)


def supervise(folder, owner, cache, lock, to_answer):
    """Never returns."""
    server = None
    data = ""
    message = "ready"
    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        introduce(lock, owner)
        detach()
        try:
            data = make_data_folder(folder)
            introduce(lock, owner, data)
            fill_data_folder(folder, data, cache)
            server = launch(folder, data)
        except (Refusal, OSError) as problem:
            message = str(problem)
        os.write(to_answer, message.encode())
        os.close(to_answer)
        while server and is_alive(owner) and server.poll() is None:
            time.sleep(0.1)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if server:
            stop_at_once(server)
        with contextlib.suppress(Refusal):
            remove(*filter(None, (data, folder)))
        os._exit(0)


def stop_at_once(server):
    server.send_signal(signal.SIGQUIT)
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


def launch(folder, data):
    """The server, once it takes connections."""
    with open_in(folder, "server.log", "x") as output:
        server = subprocess.Popen(
            [os.path.join(binaries(), "postgres"), "-D", data],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_the_parent,
            **server_account(),
        )
    end = time.monotonic() + SERVER_STARTS_WITHIN
    while not is_ready(data):
        if server.poll() is not None or time.monotonic() > end:
            stop_at_once(server)
            with open_in(folder, "server.log", "r") as output:
                raise Refusal(f"the server does not start:\n{output.read()}")
        time.sleep(0.003)
    return server


def die_with_the_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def is_ready(data):
    try:
        with open_in(data, "postmaster.pid", "r") as file:
            return file.read().rstrip().endswith("ready")
    except FileNotFoundError:
        return False


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


# Databases.


def fill_template(folder, files, command):
    """New databases are copies of template1."""
    environment = environment_of(folder, "template1")
    for file in files:
        psql(environment["DATABASE_URL"], "--file", file)
    if command:
        run(*command, env=environment)


def run_with_database(folder, command):
    with our_folder(folder) as descriptor:
        if descriptor is None:
            raise Refusal(f"there is no server in {folder}")
    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    server = f"host={folder} port=5432 user=godwit"
    create_database(server, name)
    try:
        done = subprocess.run(command, env=environment_of(folder, name))
    except OSError as problem:
        raise Refusal(f"{command[0]}: {problem.strerror}")
    finally:
        drop_database(server, name)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def run_once(cache, template_sql, command):
    """In a folder that nobody can guess. In /tmp, because the path of a socket
    must be short."""
    owner = os.getpid()
    folder = tempfile.mkdtemp(prefix="gw-", dir="/tmp")
    try:
        hand_over(folder)
        serve(folder, owner, cache, template_sql, [])
        return run_with_database(folder, command)
    finally:
        stop(folder, owner)


def environment_of(folder, name):
    url = f"postgresql://godwit@/{name}?host={folder}&port=5432"
    return {**os.environ, "DATABASE_URL": url}


# Copying files is twice as fast as writing the copy to the log, which is what
# servers do by themselves since 15, where the choice came.
CREATE_DATABASE = """\
SELECT format('CREATE DATABASE "{name}" TEMPLATE "{template}" %s', CASE
  WHEN current_setting('server_version_num')::int >= 150000
  THEN 'STRATEGY file_copy' ELSE '' END) \\gexec
"""


def create_database(server, name, template="template1"):
    sql = CREATE_DATABASE.format(name=name, template=template)
    psql(f"{server} dbname=postgres", stdin=sql)


def drop_database(server, name):
    sql = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    psql(f"{server} dbname=postgres", stdin=sql)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("start", "stop", "run", "once"):
        command = commands.add_parser(name)
        if name != "once":
            command.add_argument("folder")
        if name in ("start", "once"):
            command.add_argument("--cache")
            command.add_argument("--template-sql", action="append", default=[])
        if name in ("run", "once"):
            command.add_argument("program", nargs=argparse.REMAINDER)
        else:
            command.add_argument("--owner", type=int, default=os.getppid())
        if name == "start":
            command.add_argument("--template-command", nargs=argparse.REMAINDER)
    for name in ("createdb", "dropdb"):
        command = commands.add_parser(name)
        command.add_argument("conninfo")
        command.add_argument("name")
    return parser.parse_args()


def perform(arguments):
    if arguments.command == "start":
        start(
            arguments.folder,
            arguments.owner,
            arguments.cache,
            arguments.template_sql,
            arguments.template_command,
        )
    elif arguments.command == "stop":
        stop(arguments.folder, arguments.owner)
    elif arguments.command == "run":
        return run_with_database(arguments.folder, arguments.program)
    elif arguments.command == "once":
        return run_once(
            arguments.cache,
            arguments.template_sql,
            arguments.program,
        )
    elif arguments.command == "createdb":
        create_database(arguments.conninfo, arguments.name)
    else:
        drop_database(arguments.conninfo, arguments.name)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(perform(parse_arguments()))
    except Refusal as refusal:
        sys.exit(f"postgresql_cluster.py: {refusal}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
