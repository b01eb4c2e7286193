# SPDX-License-Identifier: BSL-1.0
"""What `diagram` and `docs` make of names that mean something to every format,
read by those who read such files: an XML parser, Graphviz, and the grammar of
Mermaid. On PostgreSQL a server is in GODWIT_TEST_POSTGRESQL.

  documents_test.py <godwit> <sqlite|postgresql> <work folder> [<dot>]
"""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

TOOL, DIALECT, WORK = sys.argv[1:4]
DOT = sys.argv[4] if len(sys.argv) > 4 and sys.argv[4] else None

TABLE = 'we"ird`|<b>&amp;'
OTHER = "]]>--<!--"
SCHEMA = 's"<&>\\{};'
COLUMNS = ["a|b", "x\ny", "🦆 quack", "one", "\\back\\", "%d#;{}[]", "<script>"]
FIRST = """\
CREATE TABLE {table} ({key} integer PRIMARY KEY, {columns});
CREATE TABLE {other} (id integer PRIMARY KEY,
  ref integer CONSTRAINT "c<k>" REFERENCES {table} ({key}),
  self integer REFERENCES {other});
CREATE TABLE "README" (id integer PRIMARY KEY);
CREATE TABLE "con" (id integer PRIMARY KEY, "日本" timestamp);
CREATE TABLE "../../etc/passwd" (id integer, text text DEFAULT '```|<b>');
CREATE VIEW "v`" AS SELECT '```' AS fence;
"""
if DIALECT == "postgresql":
    FIRST += "CREATE SCHEMA {schema}; CREATE TABLE {schema}.inside (id integer);\n"
SECOND = 'DROP TABLE "con";\n'

ENTITY = re.compile(r'  t\d+\["[^"%\\#<>&\r\n\v\b]+"\]( \{)?')
ATTRIBUTE = re.compile(
    r"    [A-Za-z_][A-Za-z0-9_()\[\],]* [A-Za-z_][A-Za-z0-9_]*"
    r'( (PK|FK|PK, FK))?( "[^"]*")?'
)
RELATION = re.compile(r'  t\d+ \|[|o]--o[{|] t\d+ : "[^"%\\#<>&\r\n]+"')


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def check(holds, message):
    if not holds:
        sys.exit(f"error: {message}")


def run(*arguments, code=0):
    server = os.environ.get("GODWIT_TEST_POSTGRESQL", "")
    scratch = ["--scratch", server + " dbname=postgres"] if DIALECT == "postgresql" else []
    done = subprocess.run(
        [TOOL, arguments[0], "migrations", "--dialect", DIALECT, *scratch]
        + list(arguments[1:]),
        cwd=WORK,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    check(
        done.returncode == code,
        f"{arguments} exits with {done.returncode}:\n{done.stdout}{done.stderr}",
    )
    return done.stdout + done.stderr


def write(path, text):
    path = os.path.join(WORK, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def read(path):
    with open(os.path.join(WORK, path), encoding="utf-8", newline="") as file:
        return file.read()


def prepare():
    shutil.rmtree(WORK, ignore_errors=True)
    columns = ", ".join(f"{quoted(name)} text" for name in COLUMNS[1:])
    write(
        "migrations/0001_first.sql",
        FIRST.format(
            table=quoted(TABLE),
            other=quoted(OTHER),
            key=quoted(COLUMNS[0]),
            columns=columns,
            schema=quoted(SCHEMA),
        ),
    )


def frames():
    """The names on frames: those of schemas, where there are several."""
    return [] if DIALECT == "sqlite" else ["public", SCHEMA]


def check_svg(text):
    root = xml.fromstring(text)
    tags = {element.tag.split("}")[1] for element in root.iter()}
    check("script" not in tags and "foreignObject" not in tags, tags)
    for element in root.iter():
        for name in element.attrib:
            check(not name.startswith("on"), f"an attribute {name}")
    shown = {element.text for element in root.iter() if element.tag.endswith("}text")}
    for name in [*COLUMNS, TABLE, OTHER, *frames()]:
        seen = name.replace("\n", "\u240a")
        check(any(seen in (text or "") for text in shown), f"SVG without {name!r}")
    check("title" in tags and "desc" in tags, "SVG without words")


def check_mermaid(text):
    lines = text.splitlines()
    check(lines[0] == "erDiagram", lines[0])
    for line in lines[1:]:
        fits = line == "  }" or any(
            kind.fullmatch(line) for kind in (ENTITY, ATTRIBUTE, RELATION)
        )
        check(fits, f"not of Mermaid: {line}")
    check("one_" in text and '"x\u240ay"' in text, text)


def check_dot(text):
    if DOT is None:
        return
    drawn = subprocess.run(
        [DOT, "-Tsvg"], input=text.encode(), stdout=subprocess.PIPE, check=True
    )
    shown = "".join(xml.fromstring(drawn.stdout).itertext()).replace("\xa0", " ")
    for name in [TABLE, OTHER, "🦆 quack", "\\back\\", "<script>", *frames()]:
        check(name in shown, f"DOT without {name!r}")


def check_json(text):
    schema = json.loads(text)
    table = next(one for one in schema["tables"] if one["name"] == TABLE)
    check([one["name"] for one in table["columns"]] == COLUMNS, table)
    edges = {(one["from"] == one["to"]): one for one in schema["edges"]}
    check(edges[False]["name"] == "c<k>", edges)
    check(edges[True]["from_columns"] == ["self"], edges)
    check([one["name"] for one in schema["groups"]] == frames(), schema["groups"])
    check(len({one["id"] for one in schema["tables"]}) == len(schema["tables"]), "ids")


def check_formats():
    for format, its_check in (
        ("svg", check_svg),
        ("mermaid", check_mermaid),
        ("dot", check_dot),
        ("json", check_json),
    ):
        text = run("diagram", "--format", format)
        its_check(text)
        check(text == run("diagram", "--format", format), f"another {format}")
    few = run("diagram", "--focus", "README", "--format", "mermaid")
    check(few.count("t1") == 1 and "t2" not in few, few)


def cells(line):
    return re.sub(r"\\.", "", line).count("|")


def check_markdown(text):
    """No name leaves its cell, begins HTML or ends a block."""
    without_blocks = re.sub(r"^(`{3,})sql\n.*?^\1$", "", text, flags=re.S | re.M)
    body = without_blocks.split("\n", 1)[1].replace("<br>", "")
    check("<" not in body, body)
    check(re.search(r"(?<!\\)`", body) is None, body)
    rows = re.findall(r"(?:^\|.*\n)+", body, re.M)
    for table in rows:
        counts = {cells(line) for line in table.splitlines()}
        check(len(counts) == 1, table)


def pages():
    folder = os.path.join(WORK, "pages")
    return {name: read(f"pages/{name}") for name in sorted(os.listdir(folder))}


def check_pages():
    run("docs", "--out", "pages")
    made = pages()
    for name, text in made.items():
        check(re.fullmatch(r"[A-Za-z0-9_.-]+", name), name)
        check("\r" not in text, "a carriage return")
        if name.endswith(".svg"):
            xml.fromstring(text)
        else:
            check_markdown(text)
            for target in re.findall(r"\]\(([^)]*)\)", text):
                check(target in made, f"{name} leads to {target}")
    check(len({name.lower() for name in made}) == len(made), "names but for case")
    run("docs", "--out", "pages", "--check")
    check(run("docs", "--out", "pages").startswith("pages: 0 files written"), "again")
    return made


def check_changes(made):
    """Pages of a table that is gone go, and nothing else."""
    write("pages/by_hand.md", "# Mine\n")
    write("migrations/0002_second.sql", SECOND)
    said = run("docs", "--out", "pages", "--check", code=3)
    check("README.md says something else" in said, said)
    check("is about a table that is gone" in said, said)
    check(pages() == {**made, "by_hand.md": "# Mine\n"}, "--check writes")
    run("docs", "--out", "pages")
    gone = [name for name in made if name not in pages()]
    # A name that Windows keeps for itself, unless a schema stands before it.
    begin = "table-" if DIALECT == "sqlite" else "public.con."
    check(len(gone) == 1 and gone[0].startswith(begin), gone)
    check("by_hand.md" in pages(), "a page that was made by hand is gone")
    write("pages/README.md", "# Mine\n")
    said = run("docs", "--out", "pages", code=1)
    check("was not made by docs" in said, said)
    check(read("pages/README.md") == "# Mine\n", "a page made by hand is overwritten")


def check_missing_file():
    """A path with a slip in it is no empty schema, for which all pages go."""
    before = pages()
    done = subprocess.run(
        [TOOL, "docs", "-d", "sqlite:slip.db", "--no-env", "--out", "pages"],
        cwd=WORK, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )
    check(done.returncode == 1, done)
    check("there is no sqlite:slip.db" in done.stdout, done)
    check(pages() == before, "pages are gone")


prepare()
check_formats()
check_changes(check_pages())
check_missing_file()
