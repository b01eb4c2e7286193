# SPDX-License-Identifier: BSL-1.0
"""`godwit studio` as somebody at a terminal meets it.

  command_test.py <godwit> <folder of SQLite migrations> <a program without sets>
"""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

from serving import ADDRESS, SECRET, Place, Serving, check, wait_for


def main(godwit, migrations, empty):
    with tempfile.TemporaryDirectory() as work:
        place = Place(godwit, migrations, work)
        place.empty = empty
        for check in (
            prints_an_address_and_ends,
            opens_a_browser_by_a_file,
            opens_no_browser_where_nobody_sees_it,
            says_how_to_come_by_ssh,
            lets_others_forward_to_it,
            says_what_is_wrong,
            refuses_to_write_to_a_protected_database,
            skips_a_database_of_another_dialect,
            draws_what_the_command_draws,
            generates_what_is_declared,
            waits_no_minute_for_a_locked_file,
            applies_no_text_that_is_gone,
        ):
            check(place)
            place.check_nothing_is_left(check.__name__)


def prints_an_address_and_ends(place):
    studio = Serving(place)
    with urllib.request.urlopen(f"http://127.0.0.1:{studio.port}/", timeout=60) as page:
        check(b"Godwit" in page.read(), "no page")
    token = studio.enter()
    overview = studio.call("overview", token)
    check(overview["sets"][0]["pending"] > 0, overview)
    check(overview["write"] is False, overview)
    check(studio.once not in studio.arguments(), studio.arguments())
    studio.end()
    check(not os.path.exists(f"{place.work}/shop.db"), "a look has made the file")
    Serving(place, "--write").end(signal.SIGTERM)


def opens_a_browser_by_a_file(place):
    studio = Serving(place, terminal=True, environment={"DISPLAY": ":0"})
    wait_for(lambda: os.path.exists(place.opened), "no browser was opened")
    with open(place.opened) as file:
        given = file.read().splitlines()
    check(len(given) == 1 and studio.once not in given[0], given)
    mode = stat.S_IMODE(os.stat(given[0]).st_mode)
    check(mode == 0o600, oct(mode))
    folder = stat.S_IMODE(os.stat(os.path.dirname(given[0])).st_mode)
    check(folder == 0o700, oct(folder))
    with open(given[0]) as file:
        check(ADDRESS.search(file.read())[2] == studio.once, "the file leads elsewhere")
    studio.enter()
    wait_for(lambda: not os.path.exists(given[0]), "the file stays")
    studio.end()

    os.remove(place.opened)
    left = Serving(place, terminal=True, environment={"WAYLAND_DISPLAY": "wayland-0"})
    wait_for(lambda: os.path.exists(place.opened), "no browser was opened")
    left.end()


def opens_no_browser_where_nobody_sees_it(place):
    display = {"DISPLAY": ":0"}
    Serving(place, environment=display).end()
    Serving(place, terminal=True).end()
    Serving(place, "--no-browser", terminal=True, environment=display).end()
    check(not os.path.exists(place.opened), "a browser was opened")
    without = {**display, "PATH": os.path.join(place.work, "nothing")}
    studio = Serving(place, terminal=True, environment=without)
    check("no browser could be opened" in studio.output, studio.output)
    studio.end()


def says_how_to_come_by_ssh(place):
    there = {"SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 2222", "DISPLAY": "localhost:10.0"}
    studio = Serving(place, terminal=True, environment=there)
    tunnel = f"ssh -N -L {studio.port}:127.0.0.1:{studio.port} -p 2222 "
    check(tunnel in studio.output, studio.output)
    check("@192.0.2.1" in studio.output, studio.output)
    check(not os.path.exists(place.opened), "a browser was opened")
    studio.end()


def lets_others_forward_to_it(place):
    studio = Serving(place, "--allow-host", "shop.test:8080")
    for host, status in (("shop.test:8080", 200), ("shop.test", 421)):
        request = urllib.request.Request(f"http://127.0.0.1:{studio.port}/", None, {"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=60) as page:
                check(page.status == status, (host, page.status))
        except urllib.error.HTTPError as refused:
            check(refused.code == status, (host, refused.code))
    studio.end()


def says_what_is_wrong(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = place.refused("--port", str(other.getsockname()[1]))
    check("of --port is taken by another program" in taken, taken)
    check("'0' is not a port" in place.refused("--port", "0"), "port 0")
    check("'70000' is not a port" in place.refused("--port", "70000"), "port 70000")
    nothing = place.refused(of=place.empty)
    check("no migrations in this file" in nothing, nothing)
    missing = place.refused(of=os.path.join(place.work, "nothing-here"))
    check("nothing-here" in missing, missing)
    away = place.refused(url=f"libsql://127.0.0.1:1/{SECRET}")
    check("127.0.0.1:1" in away or "libSQL" in away, away)
    check("--write" in place.refused("--production"), "production without write")
    check("is no host" in place.refused("--allow-host", "http://a.test"), "a URL as a host")
    studio = Serving(place, "--port", str(free_port()))
    studio.end()


def refuses_to_write_to_a_protected_database(place):
    marked = {"GODWIT_ENV": "production"}
    text = place.refused("--write", environment=marked)
    check("GODWIT_ENV=production" in text and "--production" in text, text)
    Serving(place, environment=marked).end()
    Serving(place, "--write", "--production", environment=marked).end()


def skips_a_database_of_another_dialect(place):
    for command in ("studio", "drift"):
        words = place.command("--skip-other-dialects", url="postgresql://localhost/shop")
        words[1] = command
        ended = subprocess.run(words, env=place.environment, cwd=place.work,
                               capture_output=True, text=True, timeout=60)
        check(ended.returncode == 0, (command, ended))
        check("is skipped: the URL names a postgresql" in ended.stdout, ended)


def draws_what_the_command_draws(place):
    url = f"sqlite:{place.work}/drawn.db"
    studio = Serving(place, "--write", url=url)
    token = studio.enter()
    plan = studio.call("plan", token, direction="up")["hash"]
    studio.call("up", token, plan=plan, confirm="yes")
    for kind in ("svg", "dot", "mermaid"):
        drawn = subprocess.run(
            [place.godwit, "diagram", "-d", url, "--no-env", "--format", kind],
            env=place.environment, cwd=place.work, capture_output=True, text=True,
            timeout=60,
        )
        check("person" in drawn.stdout, drawn)
        shown = studio.call("diagram", token, format=kind)["text"]
        check(shown == drawn.stdout, (kind, shown, drawn))
    studio.end()


def generates_what_is_declared(place):
    folder = os.path.join(place.work, "migrations")
    schema = os.path.join(place.work, "schema.sql")
    os.mkdir(folder)
    with open(os.path.join(folder, "0001_note.sql"), "w") as file:
        file.write("-- migrate:up\nCREATE TABLE note (id integer PRIMARY KEY);\n"
                   "-- migrate:down\nDROP TABLE note;\n")
    with open(schema, "w") as file:
        file.write("CREATE TABLE note (id integer PRIMARY KEY, text text);\n")
    studio = Serving(place, "--write", "--schema", schema, of=folder)
    token = studio.enter()
    plan = studio.call("plan", token, direction="up")["hash"]
    studio.call("up", token, plan=plan, confirm="yes")
    planned = studio.call("generate", token, name="add_text", dry_run=True)
    check(planned["command"] == "generate" and planned["dry_run"], planned)
    check(len(planned["changes"]) == 1, planned)
    check(len(os.listdir(folder)) == 1, os.listdir(folder))
    declared = studio.call("drift", token)["declared"]
    check(declared == planned["changes"], declared)
    written = studio.call("generate", token, name="add_text")
    check(os.path.exists(os.path.join(place.work, written["files"][0]["file"])), written)
    check("0002_add_text" in "".join(os.listdir(folder)), os.listdir(folder))
    studio.end()


def applies_no_text_that_is_gone(place):
    folder = os.path.join(place.work, "edited")
    os.mkdir(folder)
    file = os.path.join(folder, "0001_text.sql")

    def save(name, path=file):
        with open(path, "w") as text:
            text.write(f"-- migrate:up\nCREATE TABLE {name} (id integer PRIMARY KEY);\n")

    save("old_text")
    url = f"sqlite:{place.work}/edited.db"
    sqlite3.connect(f"{place.work}/edited.db").close()
    studio = Serving(place, "--write", url=url, of=folder)
    token = studio.enter()
    plan = studio.call("plan", token, direction="up")["hash"]
    check(studio.call("overview", token)["files_changed"] is False, "they are as they were")
    other = os.path.join(folder, "0002_more.sql")
    for change in (lambda: save("new_text"), lambda: save("more", other),
                   lambda: os.remove(file)):
        change()
        check(studio.call("overview", token)["files_changed"] is True, "they have changed")
        for endpoint in ("plan", "up", "down"):
            status, answer = studio.ask(endpoint, token, {"direction": "up", "plan": plan,
                                                          "confirm": "yes"})
            check(status == 400 and "have changed since studio was started" in answer,
                  (endpoint, status, answer))
        os.path.exists(other) and os.remove(other)
        save("old_text")
        check(studio.call("overview", token)["files_changed"] is False, "it is the old text")
    save("new_text")
    studio.end()

    again = Serving(place, "--write", url=url, of=folder)
    token = again.enter()
    plan = again.call("plan", token, direction="up")["hash"]
    again.call("up", token, plan=plan, confirm="yes")
    with sqlite3.connect(f"{place.work}/edited.db") as made:
        names = {name for (name,) in made.execute("SELECT name FROM sqlite_schema")}
    made.close()
    check("new_text" in names and "old_text" not in names, names)
    again.end()


def waits_no_minute_for_a_locked_file(place):
    file = f"{place.work}/locked.db"
    locker = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    locker.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
    studio = Serving(place, url=f"sqlite:{file}")
    token = studio.enter()
    locker.execute("BEGIN EXCLUSIVE")
    # Whoever waits as long as that finds it free, and no error.
    letting_go = threading.Timer(30, locker.rollback)
    letting_go.start()
    answers = {}

    def ask(endpoint, body):
        answers[endpoint] = studio.ask(endpoint, token, body)

    asked = {"overview": {}, "status": {}, "history": {}, "drift": {}, "schema": {},
             "plan": {"direction": "up"}, "rows": {"table": "one"}}
    tabs = [threading.Thread(target=ask, args=each) for each in asked.items()]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    letting_go.cancel()
    locker.close()
    for endpoint in asked:
        status, answer = answers[endpoint]
        check(status == 409 and "database is locked" in answer, (endpoint, status, answer))
    studio.end()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


main(*sys.argv[1:])
