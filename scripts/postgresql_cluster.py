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
import contextlib
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

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import test_server  # noqa: E402
from test_server import Refusal, launch, open_in, our_folder, stop  # noqa: E402

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
# Stops it at once: it kills what has not ended after five seconds (manual,
# section 19.5).
STOP = signal.SIGQUIT
NO_SERVER = """\
no PostgreSQL server found (initdb); install it (Debian: apt-get install \
postgresql) or set GODWIT_POSTGRESQL_BIN to its folder of programs"""


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


# Its folders are ours, too.
test_server.OTHER_ACCOUNTS.update(
    {server_account()["user"]} if server_account() else ()
)


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


def hand_over(folder):
    """To the server and nobody else: whoever reaches its socket may do with
    its account what he wants."""
    account = server_account()
    with our_folder(folder) as descriptor:
        if account:
            os.fchown(descriptor, account["user"], account["group"])


def make_folder(folder):
    test_server.make_folder(folder)
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


# The server.


def start(folder, owner, cache, template_sql, template_command):
    stop(folder, owner)
    make_folder(folder)
    serve(folder, owner, cache, template_sql, template_command)


def serve(folder, owner, cache, template_sql, template_command):
    """In a folder that is new."""
    test_server.serve(
        folder, owner, functools.partial(start_cluster, folder, cache), STOP
    )
    fill_template(folder, template_sql, template_command)


def start_cluster(folder, cache, keep):
    data = make_data_folder(folder)
    keep(data)
    fill_data_folder(folder, data, cache)
    postgres = os.path.join(binaries(), "postgres")
    return launch(
        folder,
        [postgres, "-D", data],
        lambda: is_ready(data),
        STOP,
        **server_account(),
    )


def is_ready(data):
    try:
        with open_in(data, "postmaster.pid", "r") as file:
            return file.read().rstrip().endswith("ready")
    except FileNotFoundError:
        return False


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
