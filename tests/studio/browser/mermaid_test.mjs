// SPDX-License-Identifier: BSL-1.0
// What is written as Mermaid is drawn by Mermaid, whatever tables are called.
//
//   mermaid_test.mjs <dialect> <godwit> <folder with migrations>...
//
// Each folder is drawn whole, and so is a schema of names that mean something to
// Mermaid, to HTML or to SQL. A server of PostgreSQL is in GODWIT_TEST_POSTGRESQL.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { after, before } from 'node:test';
import { modulePath, startBrowser } from './studio.mjs';

const [dialect, tool, ...folders] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'godwit-mermaid-'));

const names = [
  ...['one', 'many', 'only', 'zero', 'to', 'u', 'PK', 'fk', 'uk', 'optionally', 'end', 'class', 'classDef', 'style', 'direction', 'TB', 'LR', 'title', 'accTitle', 'accDescr', 'erDiagram', 'default', 'subgraph', 'click', 'graph', 'constructor', 'toString', '__proto__'],
  ...['a b', ' a', 'a ', 'a"b', "a'b", 'a`b', 'a\\b', 'a%b', '%%', '%%{init: {}}%%', 'a#b', '#35;', '&lt;', '<b>', '<script>hurt()</script>', '{', '}', '[', ']', '(', ')', '|', '||--o{', ':', ';', ',', '.', '..', '-', '--', '---', '*', '_', '__', '$', '@', '!', '?', '~', '~ ~', 'a~b ~', '^', '=', '/', '//', '/* */'],
  ...['1', '1a', '0', '-1', 'ä', 'Größe', '表', '😀', '\u202eabc', 'a\nb', 'a\tb', 'a\r\nb', 'x'.repeat(60)],
];
const types = {
  sqlite: ['integer', 'text', 'decimal(10, 2)', 'unsigned big int', '"odd ""type"""', '[type]', '', '"x-y"', 'one'],
  postgresql: ['integer', 'text', 'numeric(10, 2)', 'timestamp with time zone', 'text[]', 'integer[][]', '"char"', 'interval day to second(3)', 'bit varying(5)', '"odd ""type"""'],
};

const quoted = name => `"${name.replace(/"/g, '""')}"`;
const fitting = name => (dialect === 'sqlite' ? name : name.slice(0, 60));

function writeHostile() {
  const folder = join(work, 'hostile');
  mkdirSync(folder);
  let sql = dialect === 'sqlite' ? '' : 'CREATE TYPE "odd ""type""" AS ENUM (\'a\');\n';
  names.map(fitting).forEach((name, i) => {
    const type = types[dialect][i % types[dialect].length];
    const before = i > 0 ? `, ${quoted(`of ${names[i - 1]}`.slice(0, 60))} integer REFERENCES ${quoted(fitting(names[i - 1]))}` : '';
    // Of one letter, so that no name of a column comes twice.
    sql += `CREATE TABLE ${quoted(name)} (${quoted('I')} integer PRIMARY KEY, ${quoted(name)} ${type}${before});\n`;
    if (dialect === 'postgresql') sql += `COMMENT ON COLUMN ${quoted(name)}.${quoted(name)} IS '${`${name} "is" \\ 'it'\nand <more>`.replace(/'/g, "''")}';\n`;
  });
  writeFileSync(join(folder, '0001_hostile.sql'), sql);
  return folder;
}

let browser;
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ path: modulePath('@mermaid-js/tiny/dist/mermaid.tiny.js') });
  await page.evaluate(() => globalThis.mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', maxTextSize: 1e7, maxEdges: 1e5 }));
});
after(async () => {
  await browser.close();
  rmSync(work, { recursive: true });
});

/** How many boxes and lines Mermaid makes of a text. */
const drawn = async text => {
  const svg = await page.evaluate(async given => (await globalThis.mermaid.render('drawn', given)).svg, text);
  return page.evaluate(given => {
    const made = new DOMParser().parseFromString(given, 'text/html');
    return [made.querySelectorAll('.node').length, made.querySelectorAll('.relationshipLine').length];
  }, svg);
};

const server = process.env.GODWIT_TEST_POSTGRESQL;
const scratch = dialect === 'postgresql' ? ['--scratch', `${server} dbname=postgres`] : [];
const diagram = (folder, format, ...words) => execFileSync(tool, ['diagram', folder, '--dialect', dialect, ...scratch, '--format', format, ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });

for (const folder of [writeHostile(), ...folders]) {
  for (const columns of ['all', 'keys', 'none']) {
    test(`draws ${basename(folder)} with ${columns} of its columns`, async () => {
      const { tables, edges } = JSON.parse(diagram(folder, 'json'));
      assert.ok(tables.length > 0);
      assert.deepEqual(await drawn(diagram(folder, 'mermaid', '--columns', columns)), [tables.length, edges.length]);
    });
  }
}
