#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The PostgreSQL server of one test run.

  postgresql_cluster.py start <folder> [--owner PID]
  postgresql_cluster.py stop <folder>
  postgresql_cluster.py createdb <conninfo> <name>
  postgresql_cluster.py dropdb <conninfo> <name>

A fresh cluster that listens only on a unix socket in <folder>, which has to be
a short path: sockets have less than 107 bytes. The user `godwit` is a superuser
without a password; the user `locked` needs the password in LOCKED_PASSWORD.
The server stops when the owner (by default the parent process, which is ctest)
is gone, so that an interrupted run leaves nothing behind.
"""

import argparse
import glob
import os
import pwd
import re
import shutil
import subprocess
import sys
import time

LOCKED_PASSWORD = "only-for-tests"

# Speed over safety throughout: nobody needs this cluster after a crash.
SETTINGS = """
listen_addresses = ''
max_connections = 100
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
local all locked scram-sha-256
local all all    trust
"""

ROOM_NEEDED = 2 * 1024**3


def fail(message):
    sys.exit(f"postgresql_cluster.py: {message}")


def binaries():
    """The folder of initdb, pg_ctl and psql."""
    for folder in candidate_folders():
        if os.access(os.path.join(folder, "initdb"), os.X_OK):
            return folder
    fail(
        "no PostgreSQL server found (initdb); install it (Debian: "
        "apt-get install postgresql) or set GODWIT_POSTGRESQL_BIN to its "
        "folder of programs"
    )


def candidate_folders():
    if os.environ.get("GODWIT_POSTGRESQL_BIN"):
        return [os.environ["GODWIT_POSTGRESQL_BIN"]]
    installed = glob.glob("/usr/lib/postgresql/*/bin")
    installed.sort(key=lambda path: [int(n) for n in re.findall(r"\d+", path)])
    return [*configured_folder(), *reversed(installed)]


def configured_folder():
    try:
        found = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    return [found.stdout.strip()]


def server_account():
    """PostgreSQL refuses to run as root, and containers often are root."""
    if os.getuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
        uid, gid = account.pw_uid, account.pw_gid
    except KeyError:
        uid = gid = 65534
    return account_of(uid, gid)


def account_of(uid, gid):
    return {"user": uid, "group": gid, "extra_groups": []}


def owner_account(path):
    """Whoever started the server that is to be stopped."""
    owner = os.stat(path)
    return account_of(owner.st_uid, owner.st_gid) if os.getuid() == 0 else {}


def run(program, *arguments, **options):
    """Runs a program of the server; without inherited streams, because ctest
    waits until all that hold them are gone."""
    done = subprocess.run(
        [os.path.join(binaries(), program), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        **options,
    )
    if done.returncode != 0:
        fail(f"{program} failed:\n{done.stdout}")
    return done.stdout


def make_folder(path):
    os.mkdir(path, 0o755)
    account = server_account()
    if account:
        os.chown(path, account["user"], account["group"])


def data_folder(folder):
    return os.path.realpath(os.path.join(folder, "data"))


def make_data_folder(folder):
    """In memory where there is room, reached through a link."""
    memory = "/dev/shm"
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_NEEDED:
        in_memory = os.path.join(memory, os.path.basename(folder))
        shutil.rmtree(in_memory, ignore_errors=True)
        os.symlink(in_memory, os.path.join(folder, "data"))
    make_folder(data_folder(folder))


def initialise(folder):
    make_folder(folder)
    make_data_folder(folder)
    data = data_folder(folder)
    run(
        "initdb", "--pgdata", data, "--username=godwit", "--auth=trust",
        "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        **server_account(),
    )
    with open(os.path.join(data, "postgresql.conf"), "a") as configuration:
        configuration.write(SETTINGS)
        configuration.write(f"unix_socket_directories = '{folder}'\n")
    with open(os.path.join(data, "pg_hba.conf"), "w") as access:
        access.write(ACCESS)


def launch(folder):
    log = os.path.join(folder, "server.log")
    run(
        "pg_ctl", "start", "--wait", "--silent", "--pgdata", data_folder(folder),
        "--log", log, **server_account(),
    )
    psql(
        f"host={folder} port=5432 user=godwit dbname=postgres",
        f"CREATE ROLE locked LOGIN PASSWORD '{LOCKED_PASSWORD}'",
    )


def psql(conninfo, sql):
    return run(
        "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname",
        conninfo, "--command", sql,
    )


def start(folder, owner):
    binaries()
    stop(folder)
    initialise(folder)
    launch(folder)
    watch(folder, owner)


def stop(folder):
    data = data_folder(folder)
    if is_running(data):
        run(
            "pg_ctl", "stop", "--mode=immediate", "--silent", "--pgdata", data,
            **owner_account(data),
        )
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def server_process(data):
    try:
        with open(os.path.join(data, "postmaster.pid")) as file:
            return int(file.readline())
    except (OSError, ValueError):
        return None


def is_running(data):
    process = server_process(data)
    return process is not None and is_alive(process)


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def watch(folder, owner):
    """Leaves a small process behind that stops the server after its owner."""
    server = server_process(data_folder(folder))
    if os.fork() != 0:
        return
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    while is_alive(owner) and is_alive(server):
        time.sleep(0.5)
    # A later start may have made another cluster in the same folder.
    if server_process(data_folder(folder)) == server:
        stop(folder)
    os._exit(0)


def parse_arguments():
    parser = argparse.ArgumentParser(description="PostgreSQL server of a test run")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("start")
    starting.add_argument("folder")
    starting.add_argument("--owner", type=int, default=os.getppid())
    commands.add_parser("stop").add_argument("folder")
    for name in ("createdb", "dropdb"):
        command = commands.add_parser(name)
        command.add_argument("conninfo")
        command.add_argument("name")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if arguments.command == "start":
        start(arguments.folder, arguments.owner)
    elif arguments.command == "stop":
        stop(arguments.folder)
    elif arguments.command == "createdb":
        sql = f'CREATE DATABASE "{arguments.name}" TEMPLATE template0'
        psql(arguments.conninfo + " dbname=postgres", sql)
    else:
        sql = f'DROP DATABASE IF EXISTS "{arguments.name}" WITH (FORCE)'
        psql(arguments.conninfo + " dbname=postgres", sql)


if __name__ == "__main__":
    main()
