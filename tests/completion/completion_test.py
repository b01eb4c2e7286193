#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shells complete command lines of an executor, each by itself.

  completion_test.py <bash|zsh|fish|man> <shell> <executor>

The executor is called shop-migrate here. What a shell offers is asked of the
shell; the page of the manual is read by groff, which says what is wrong with it.
"""

import os
import pty
import select
import subprocess
import sys
import tempfile

NAME = "shop-migrate"
DEADLINE = 60

# A command line, words that must be offered, and words that must not be.
CASES = (
    ("", "up status create-database completion", "--to 0003"),
    ("st", "status", "up"),
    ("--lo", "--lock-timeout --log-file --log-format", "--json"),
    ("up --t", "--to --transaction --table-lock-timeout", "--steps"),
    ("--set shop up --st", "--steps --statement-timeout", "--to"),
    ("up --transaction ", "each batch", "up"),
    ("--log-format ", "text json", "up"),
    ("lint --dialect ", "sqlite postgresql", "lint"),
    ("help ", "up down lint", "--json"),
    ("completion ", "bash zsh fish", "up"),
    ("lint mi", "migrations/", "status"),
    ("restore ", "here.backup", "status"),
    ("create --directory ", "migrations/", "here.backup"),
)
# Where the value follows an equals sign; how the rest is written is the shell's
# affair.
WITH_EQUALS = (("up --transaction=b", "batch"), ("--log-format=j", "json"))


def script(executor, *words):
    return subprocess.run(
        [NAME, *words], executable=executor, check=True, text=True,
        stdout=subprocess.PIPE,
    ).stdout


def bash(shell, folder, line):
    """Cuts the line as readline does, at "=" too, and asks the function that
    `complete` has registered."""
    words = [NAME, *line.replace("=", " = ").split()]
    if line == "" or line.endswith(" "):
        words.append("")
    quoted = " ".join(f"'{word}'" for word in words)
    return subprocess.run(
        [shell, "--norc", "--noprofile", "-c",
         f". ./script; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
         f"set -- $(complete -p {NAME}); ${{3}}; "
         "for i in \"${COMPREPLY[@]}\"; do "
         "[[ -d $i ]] && i+=/; echo \"$i\"; done"],
        cwd=folder, check=True, text=True, stdout=subprocess.PIPE,
    ).stdout.split()


def fish(shell, folder, line):
    offered = subprocess.run(
        [shell, "--no-config", "-c",
         f"source script; complete -C '{NAME} {line}'"],
        cwd=folder, check=True, text=True, stdout=subprocess.PIPE,
        env=os.environ | {"HOME": folder},
    ).stdout
    return [row.split("\t")[0] for row in offered.splitlines()]


ZSH_SETUP = """PROMPT=ready
autoload -U compinit; compinit -u -D
source ./script
zstyle ':completion:*' list-colors
zstyle ':completion:*:descriptions' format ''
setopt no_list_ambiguous list_rows_first
LISTMAX=1000
compadd() {
  # Not what is offered by another call from within.
  [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]] && { builtin compadd "$@"; return }
  local -a matches
  builtin compadd -A matches "$@"
  print -l -- "${matches[@]}" >> offered
  builtin compadd "$@"
}
"""


def zsh(shell, folder, line):
    """An interactive shell on a terminal, and somebody who presses the key."""
    offered = os.path.join(folder, "offered")
    with open(os.path.join(folder, ".zshrc"), "w", encoding="utf-8") as file:
        file.write(ZSH_SETUP)
    open(offered, "w", encoding="utf-8").close()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(ZDOTDIR=folder, HOME=folder, TERM="dumb")
        os.execv(shell, [shell, "-d", "-i"])
    read_until(terminal, "ready")
    os.write(terminal, f"{NAME} {line}\t".encode())
    # The line is cleared, and the answer to the next one shows that it is over.
    os.write(terminal, b"\x15echo o''ver\n")
    read_until(terminal, "over")
    os.write(terminal, b"exit\n")
    os.close(terminal)
    os.waitpid(child, 0)
    with open(offered, encoding="utf-8") as file:
        words = file.read().split()
    return [word + "/" if os.path.isdir(os.path.join(folder, word)) else word
            for word in words]


def read_until(terminal, words):
    text = ""
    while words not in text:
        if not select.select([terminal], [], [], DEADLINE)[0]:
            sys.exit(f"no answer from the shell: {text}")
        text += os.read(terminal, 65536).decode(errors="replace")


def check_shell(offer, shell, executor, name):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "migrations"))
        open(os.path.join(folder, "here.backup"), "w", encoding="utf-8").close()
        with open(os.path.join(folder, "script"), "w", encoding="utf-8") as file:
            file.write(script(executor, "completion", name))
        for line, wanted, unwanted in CASES:
            offered = [word.rstrip("=") for word in offer(shell, folder, line)]
            for word in wanted.split():
                if word not in offered:
                    sys.exit(f"'{line}': no {word} in {offered}")
            for word in unwanted.split():
                if word in offered:
                    sys.exit(f"'{line}': {word} in {offered}")
        for line, end in WITH_EQUALS:
            offered = offer(shell, folder, line)
            if [word for word in offered if word.endswith(end)] != offered:
                sys.exit(f"'{line}': not only {end} in {offered}")
            if not offered:
                sys.exit(f"'{line}': nothing is offered")


def check_manual(groff, executor):
    read = subprocess.run(
        [groff, "-man", "-ww", "-z", "-Tutf8", "-K", "utf8"],
        input=script(executor, "man"), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True,
    )
    if read.stdout:
        sys.exit(f"groff says: {read.stdout}")
    shown = subprocess.run(
        [groff, "-man", "-Tascii", "-P-cbou"], input=script(executor, "man"),
        text=True, stdout=subprocess.PIPE, check=True,
    ).stdout
    for words in ("SHOP-MIGRATE(1)", "shop-migrate - migrates a database",
                  "--transaction each|batch", "-d, --database-url URL",
                  "DATABASE_URL", "shop-migrate up --to 0003"):
        if words not in shown:
            sys.exit(f"not in the page: {words}\n{shown}")


def main():
    what, program, executor = sys.argv[1:]
    if what == "man":
        check_manual(program, executor)
    else:
        offer = {"bash": bash, "zsh": zsh, "fish": fish}[what]
        check_shell(offer, program, executor, what)


if __name__ == "__main__":
    main()
