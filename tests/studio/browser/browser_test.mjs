// SPDX-License-Identifier: BSL-1.0
// The page of studio in a browser, on a real database.
//
//   browser_test.mjs <driver> <godwit> <godwit-scenario>
//
// GODWIT_STUDIO_PICTURES names a folder for the pictures of docs/studio.md.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { createDatabase } from './databases.mjs';
import { accessibilityFindings, call, enter, openTab, startBrowser, startStudio, visit } from './studio.mjs';

const [driver, tool, scenario] = process.argv.slice(2);
const dialect = driver === 'postgresql' ? 'postgresql' : 'sqlite';
const shop = new URL(`shop/${dialect}`, import.meta.url).pathname;
const pictures = process.env.GODWIT_STUDIO_PICTURES;
const hostile = '<script>window.hurt = 1</script>';
const picturesque = '<img src=x onerror=window.hurt=1>';
// Rows come one by one without an end.
const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** A database with the migrations of the shop, in a folder that tests may change. */
class Shop {
  constructor({ applied = '0003' } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'godwit-shop-'));
    this.set = join(this.folder, 'migrations');
    cpSync(shop, this.set, { recursive: true });
    this.database = createDatabase(driver);
    if (applied) this.migrate('up', '--to', applied);
  }

  migrate(...words) {
    const env = { ...process.env, SCENARIO_SETS: `${dialect}=${this.set}`, DATABASE_URL: this.database.url };
    return execFileSync(scenario, words, { env, encoding: 'utf8' });
  }

  run(sql) {
    return this.database.run(sql);
  }

  /** Rows to look at: more than a page of them. */
  fill() {
    const series = dialect === 'sqlite' ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)" : 'WITH n(i) AS (SELECT generate_series(1, 250))';
    const big = dialect === 'sqlite' ? "replace(hex(zeroblob(5000)), '0', 'long ')" : "repeat('long ', 10000)";
    this.run(`${series} INSERT INTO customer (id, email, name, balance, settings) SELECT i, 'user' || i || '@example.org', CASE WHEN i = 3 THEN NULL WHEN i = 4 THEN '' WHEN i = 5 THEN 'NULL' ELSE 'Person ' || i END, i, '{"theme": "dark", "sizes": [1, 9223372036854775807], "theme": "light"}' FROM n;
      INSERT INTO address (id, customer_id, city) SELECT id, id, 'Berlin' FROM customer;
      INSERT INTO category VALUES (1, NULL, 'all'), (2, 1, 'some');
      INSERT INTO product VALUES (1, 2, ${big}), (2, 2, '<b>bold</b>');
      INSERT INTO purchase VALUES (1, 7, 7, 8), (2, 7, NULL, NULL);
      INSERT INTO purchase_line VALUES (1, 1, 1, 5), (1, 2, 2, 6), (2, 1, 1, 7);
      INSERT INTO "${hostile}" VALUES (1, '<script>window.hurt = 3</script>', 'it''s 100 % \\ 😀');`);
    return this;
  }

  studio(...words) {
    return startStudio(tool, [this.set, '--dialect', dialect, '-d', this.database.url, ...words]);
  }

  drop() {
    this.database.drop();
    rmSync(this.folder, { recursive: true });
  }
}

/** Runs with the studio of a shop and a tab in it. Whatever comes of that, both end: a test that fails must not keep the others waiting. */
async function inTab(place, { words = [], tab = {} }, body) {
  const studio = await place.studio(...words);
  let page;
  try {
    page = await openTab(browser, tab);
    await enter(page, studio);
    await body(page, place, studio);
    assert.deepEqual(page.trouble, []);
  } finally {
    await page?.context().close();
    await studio.stop();
  }
}

/** Runs with a shop, its studio and a tab in it. */
function inStudio({ shop: options = {}, fill = false, prepare = () => {}, ...how }, body) {
  return async () => {
    const place = new Shop(options);
    try {
      if (fill) place.fill();
      prepare(place);
      await inTab(place, how, body);
    } finally {
      place.drop();
    }
  };
}

const writing = (options, body) =>
  inStudio({ words: ['--write'], ...options }, async (page, ...rest) => {
    await page.click('[role=switch]');
    await page.waitForSelector('#writing:not([hidden])');
    await body(page, ...rest);
  });

/** How the API names a table. */
const idOf = async (page, name) => (await call(page, 'schema')).tables.find(table => table.name === name).id;
const rowsOf = async (page, name) => `#/data/${encodeURIComponent(await idOf(page, name))}`;
const cell = (page, row, column) => page.locator(`[role=gridcell][data-row="${row}"][data-column="${column}"]`);
const columnNames = page => page.locator('[role=grid] thead th .name').allTextContents();

/** Goes to a cell by the keyboard alone. */
async function goTo(page, row, column) {
  await page.locator('[role=grid]').focus();
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < row; ++i) await page.keyboard.press('ArrowDown');
  const at = (await columnNames(page)).map(name => name.trim()).indexOf(column);
  for (let i = 0; i < at; ++i) await page.keyboard.press('ArrowRight');
  return at;
}

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Goes to a control by its name, as somebody does who has no mouse. */
async function tabTo(page, name, key = 'Tab') {
  const seen = [];
  while (!seen.at(-1)?.startsWith(name)) {
    assert.ok(seen.length < 30, `${name} is not reached: ${seen.join(', ')}`);
    await page.keyboard.press(key);
    seen.push(await page.evaluate(() => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()));
  }
}

async function type(page, text) {
  await page.keyboard.press('F2');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function review(page) {
  await page.keyboard.press('Control+s');
  await page.waitForSelector('dialog .code');
}

async function apply(page) {
  await review(page);
  await page.click('dialog >> text="Apply"');
}

async function applied(page) {
  await apply(page);
  await page.waitForSelector('dialog', { state: 'detached' });
}

/** Waits for something outside of the page, and tells how long that took in milliseconds. */
async function until(what, true_) {
  const began = Date.now();
  while (!(await true_())) {
    assert.ok(Date.now() - began < 10000, `${what}: not within 10 s`);
    await new Promise(done => setTimeout(done, 50));
  }
  return Date.now() - began;
}

/** Waits until a statement runs in the database, does what should end it, and waits until it has. */
async function endsIn(database, how, act) {
  await until('it runs', () => database.isBusy());
  await act();
  console.log(`${how} ends a statement after ${await until(how, () => !database.isBusy())} ms`);
}

/** What is hostile is shown as it is, and is nothing else. */
async function isText(page, shown, ...wanted) {
  for (const text of wanted) assert.ok((await shown.innerText()).includes(text), `${text} is not in ${await shown.innerText()}`);
  assert.deepEqual(await page.evaluate(() => [globalThis.hurt, document.querySelectorAll('[onload], [onerror], img, body script').length]), [undefined, 0]);
}

async function isInSight(page, selector) {
  await page.waitForSelector(selector);
  const box = await page.locator(selector).boundingBox();
  return box.y >= 0 && box.y + box.height <= page.viewportSize().height;
}

/** Takes a picture for the documentation. */
async function picture(page, name) {
  if (!pictures || driver !== 'sqlite') return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

describe('entering', () => {
  test('the address works once and leaves the address bar', inStudio({}, async (page, place, studio) => {
    assert.equal(new URL(page.url()).hash.includes('once'), false);
    const other = await openTab(browser);
    await other.goto(studio.url);
    await other.waitForSelector('[role=alert]:not([hidden])');
    assert.match(await other.locator('body').innerText(), /once/);
    await other.context().close();
  }));

  test('nobody else is asked for anything', inStudio({ fill: true }, async (page, place, studio) => {
    for (const view of ['#/overview', '#/diagram', '#/migrations', '#/drift', await rowsOf(page, 'customer'), '#/sql']) await visit(page, view);
    const others = page.requests.map(request => request.url()).filter(url => !url.startsWith(`${studio.origin}/`) && !url.startsWith('data:'));
    assert.deepEqual(others, []);
    assert.ok(page.requests.every(request => !request.url().includes('once') && !(request.headers().referer ?? '').includes('once')));
  }));

  test('a studio that has ended is told of, and the address of the next one is enough', writing({ fill: true }, async (page, place, studio) => {
    const gone = page.locator('#gone:not([hidden])');
    const works = async () => {
      await gone.waitFor({ state: 'detached' });
      // Which may be of another database.
      await page.waitForSelector('[role=switch][aria-checked=false]');
      assert.equal(new URL(page.url()).hash.includes('once'), false);
      await visit(page, await rowsOf(page, 'customer'));
      await page.waitForSelector('[role=gridcell]');
    };
    const port = new URL(studio.url).port;
    assert.equal(await studio.stop(), 0);
    await page.evaluate(() => (location.hash = '#/drift'));
    await gone.waitFor();
    assert.match(await gone.innerText(), /Start it again and open the address/);
    // Where it was, the tab asks with a token that is none any more.
    const again = await place.studio('--port', port, '--write');
    try {
      await gone.locator('text="Try again"').click();
      await page.waitForSelector('#gone >> text=/has no key/');
      assert.match(await gone.innerText(), /Open the address that it printed/);
      await page.goto(again.url);
      await works();
    } finally {
      await again.stop();
    }
    const elsewhere = await place.studio('--write');
    try {
      assert.notEqual(elsewhere.origin, again.origin);
      await page.goto(elsewhere.url);
      await works();
    } finally {
      await elsewhere.stop();
    }
    // Also what the page asked for when it ended.
    page.trouble = page.trouble.filter(text => !/ERR_CONNECTION_REFUSED|status of 4\d\d/.test(text));
  }));
});

describe('a database that cannot be reached', () => {
  test('is told of in each view, and taken up where it is back', inStudio({ fill: true }, async (page, place) => {
    place.database.goAway();
    await page.reload();
    for (const view of ['overview', 'diagram', 'migrations', 'drift', 'data']) {
      await page.click(`#view-${view}`);
      await page.waitForSelector(`#view-${view}[aria-current]`);
      await page.waitForSelector('main:not([aria-busy]) .fault');
    }
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.palette li');
    assert.equal(await page.locator('.palette li').count(), 6);
    await page.keyboard.press('Escape');
    place.database.comeBack();
    await page.click('text="Try again"');
    await page.waitForSelector('#place b');
    await page.waitForSelector('.side a');
    page.trouble = page.trouble.filter(text => !text.includes('Failed to load resource'));
  }));
});

describe('other pages', () => {
  test('of another origin, or another name of this machine, get nothing', inStudio({ fill: true, words: ['--write'] }, async (page, place, studio) => {
    const attacker = createServer((request, response) => response.setHeader('Content-Type', 'text/html').end('<h1>hello</h1>'));
    await new Promise(done => attacker.listen(0, '127.0.0.1', done));
    const evil = await openTab(browser);
    await evil.goto(`http://127.0.0.1:${attacker.address().port}/`);
    const tried = await evil.evaluate(async origin => {
      const body = JSON.stringify({ sql: 'delete from purchase_line', write: true, commit: true });
      const ways = [{ method: 'POST', body }, { method: 'POST', mode: 'no-cors', body }, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }, {}];
      return Promise.all(ways.map(way => fetch(`${origin}/api/run`, way).then(response => response.text(), () => '')));
    }, studio.origin);
    assert.deepEqual(tried, ['', '', '', '']);
    const script = await evil.evaluate(origin => new Promise(done => {
      const made = document.createElement('script');
      made.onload = () => done('loaded');
      made.onerror = () => done('refused');
      made.src = `${origin}/main.js`;
      document.body.append(made);
    }), studio.origin);
    assert.equal(script, 'refused');
    const frame = await evil.evaluate(origin => new Promise(done => {
      const made = document.createElement('iframe');
      made.onload = () => {
        try {
          done(made.contentDocument?.body?.innerText ?? '');
        } catch {
          done('');
        }
      };
      made.src = origin;
      document.body.append(made);
    }), studio.origin);
    assert.equal(frame, '');
    // A form can send what looks like JSON, by a navigation that no fetch makes.
    const sent = await Promise.all([
      evil.waitForResponse(response => response.url() === `${studio.origin}/api/run`),
      evil.evaluate(origin => {
        const form = document.createElement('form');
        Object.assign(form, { method: 'POST', action: `${origin}/api/run`, enctype: 'text/plain' });
        const field = document.createElement('input');
        Object.assign(field, { name: '{"sql": "delete from purchase_line", "write": true, "commit": true, "x": "', value: '"}' });
        form.append(field);
        document.body.append(form);
        form.submit();
      }, studio.origin),
    ]);
    assert.equal(sent[0].status(), 403);
    await evil.waitForLoadState();
    assert.doesNotMatch(await evil.locator('body').innerText(), /purchase_line|customer/);
    const rebound = await evil.goto(studio.origin.replace('127.0.0.1', 'evil.test'));
    assert.equal(rebound.status(), 421);
    assert.equal(place.run('SELECT count(*) FROM purchase_line;'), '3');
    await evil.context().close();
    attacker.close();
  }));

  test('hostile names and values are text', inStudio({ fill: true }, async page => {
    const rows = await rowsOf(page, hostile);
    for (const view of ['#/overview', '#/diagram', `#/diagram/${encodeURIComponent(await idOf(page, hostile))}`, '#/migrations', rows, `${rows}?filter=${encodeURIComponent('[["<img src=x>","=","<b>"]]')}`, '#/drift']) {
      await visit(page, view);
      if (view === rows) {
        await page.waitForSelector('[role=gridcell]');
        assert.equal(await cell(page, 0, 1).innerText(), '<script>window.hurt = 3</script>');
        assert.equal(await cell(page, 0, 2).innerText(), "it's 100 % \\ 😀");
        await picture(page, 'hostile');
      }
      assert.equal(await page.evaluate(() => window.hurt), undefined);
    }
    page.trouble = page.trouble.filter(text => !text.includes('status of 400'));
  }));

  test('hostile names of migrations are text', async () => {
    const place = new Shop();
    const file = join(place.set, `0005_${picturesque}.sql`);
    const look = async (page, view, selector) => {
      await visit(page, view);
      await page.waitForSelector(`${selector} >> text=${picturesque}`);
      await isText(page, page.locator(selector), picturesque);
    };
    try {
      place.migrate('up');
      writeFileSync(file, '-- migrate:up\nCREATE TABLE more (id integer);\n-- migrate:down\nDROP TABLE more;\n');
      const set = page => call(page, 'status').then(({ migrations }) => migrations.at(-1).set);
      await inTab(place, { words: ['--write'] }, async page => {
        await page.click('[role=switch]');
        await page.waitForSelector('#writing:not([hidden])');
        for (const [view, selector] of [['#/overview', 'main'], ['#/migrations', '.list'], [`#/migrations/${await set(page)}/0005`, '.detail'], ['#/migrations?plan=up', '.detail']]) await look(page, view, selector);
        await page.keyboard.press('Control+k');
        await page.keyboard.type('img');
        await page.waitForSelector('.palette li >> text=img');
        await isText(page, page.locator('.palette'), picturesque);
        await page.keyboard.press('Escape');
        await page.click('text="Apply…"');
        await page.waitForSelector('dialog .plan');
        await isText(page, page.locator('dialog'), picturesque);
        await page.click('dialog >> text=/^Apply 1/');
        await page.waitForSelector('dialog .good');
        await isText(page, page.locator('dialog .log'), picturesque);
        await page.click('dialog >> text="Done"');
        await page.waitForSelector('dialog', { state: 'detached' });
      });
      // Then only the database has the name.
      rmSync(file);
      await inTab(place, {}, async page => {
        for (const [view, selector] of [['#/migrations', '.list'], ['#/migrations', '.detail'], [`#/migrations/${await set(page)}/0005`, '.detail']]) await look(page, view, selector);
        page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
      });
    } finally {
      place.drop();
    }
  });

  test('hostile errors of the database are text', writing({ fill: true }, async page => {
    const constraint = '<svg onload=alert(1)>';
    await visit(page, await rowsOf(page, hostile));
    await goTo(page, 0, 'id');
    await type(page, '-1');
    await apply(page);
    await page.waitForSelector('dialog .fault');
    await isText(page, page.locator('dialog .fault'), constraint);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.ok((await page.locator('[role=gridcell].wrong').getAttribute('title')).includes(constraint));
    await isText(page, page.locator('.staged'), constraint);
    await page.click('text="Discard all"');
    await visit(page, '#/sql');
    await page.check('label:has-text("May write") input');
    for (const [sql, told] of [[`SELECT * FROM "${picturesque}"`, picturesque], [`UPDATE "${hostile}" SET id = -1`, constraint]]) {
      await page.locator('textarea').fill(sql);
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector(`.answers .fault >> text=${told}`);
      await isText(page, page.locator('.answers'), told);
    }
    page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
  }));
});

describe('migrations', () => {
  test('up asks as the terminal does, shows how it goes on, and down takes it back', writing({ shop: { applied: '' } }, async (page, place) => {
    await visit(page, '#/migrations?plan=up');
    await page.click('text="Apply…"');
    await page.waitForSelector('dialog');
    assert.match(await page.locator('dialog').innerText(), /create_shop[^]*add_phone/);
    await page.click('dialog >> text=/^Apply 4/');
    await page.waitForSelector('dialog .good');
    assert.match(await page.locator('dialog .good').innerText(), /4 migrations done/);
    await page.click('dialog >> text="Done"');
    await page.waitForFunction(() => document.querySelectorAll('.rows .state.applied').length === 4);
    assert.equal(place.run('SELECT count(*) FROM customer;'), '0');
    await visit(page, '#/migrations?plan=down');
    await page.click('text="Undo…"');
    await page.click('dialog >> text=/^Undo [0-9]/');
    await page.waitForSelector('dialog .good');
  }));

  test('each state has a look and a word of its own, as status tells', async () => {
    const place = new Shop();
    const drawn = new Map();
    const write = (file, name) => writeFileSync(join(place.set, file), `-- migrate:up\nCREATE TABLE ${name} (id integer);\n-- migrate:down\nDROP TABLE ${name};\n`);
    const told = () => {
      try {
        return JSON.parse(place.migrate('status', '--json'));
      } catch ({ stdout }) {
        return JSON.parse(stdout);
      }
    };
    const look = name => inTab(place, {}, async page => {
      await visit(page, '#/migrations');
      const rows = await page.locator('.rows tbody tr').evaluateAll(all => all.map(row => [row.children[0].textContent, row.children[1].textContent, row.querySelector('.state').textContent, row.querySelector('.state path').getAttribute('d')]));
      assert.deepEqual(rows.map(row => row.slice(0, 3)), told().migrations.map(m => [m.version, m.name, m.state.replace(/_/g, ' ')]));
      for (const [, , state, shape] of rows) drawn.set(state, shape);
      if (name) await picture(page, name);
      // There is no plan for a set that does not fit.
      page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
    });
    try {
      place.migrate('up');
      renameSync(join(place.set, '0003_create_hostile.sql'), join(place.folder, 'missing.sql'));
      const edited = join(place.set, '0002_create_purchase.sql');
      writeFileSync(edited, readFileSync(edited, 'utf8').replace('line  ', 'lines '));
      write('0005_more.sql', 'more');
      write('0002.5_late.sql', 'late');
      await look('migrations');
      // Beyond the set, which cannot have anything pending then.
      rmSync(join(place.set, '0004_add_phone.sql'));
      rmSync(join(place.set, '0005_more.sql'));
      await look();
      assert.deepEqual([...drawn.keys()].sort(), ['applied', 'edited', 'missing', 'newer', 'out of order', 'pending']);
      assert.equal(new Set(drawn.values()).size, drawn.size);
    } finally {
      place.drop();
    }
  });

  test('drift is shown with SQL both ways, as the command tells it', inStudio({}, async (page, place) => {
    await visit(page, '#/drift');
    assert.match(await page.locator('main').innerText(), /No drift/);
    place.run('ALTER TABLE customer ADD COLUMN nick text;');
    await page.click('text="Look again"');
    await page.waitForSelector('.change.added');
    const text = await page.locator('main').innerText();
    assert.match(text, /customer\.nick/);
    const drift = await call(page, 'drift');
    assert.match(drift.adopt, /ADD COLUMN/i);
    for (const sql of [drift.revert, drift.adopt]) assert.ok((await page.locator('.code').allTextContents()).includes(sql));
    await picture(page, 'drift');
  }));
});

describe('rows', () => {
  test('come page by page, sorted and filtered, and lead to others', inStudio({ fill: true }, async page => {
    await visit(page, await rowsOf(page, 'customer'));
    await page.waitForSelector('[role=gridcell]');
    await page.locator('[role=grid]').focus();
    for (let i = 0; i < 3; ++i) {
      await page.keyboard.press('Control+End');
      await page.waitForTimeout(300);
    }
    assert.equal(await page.locator('[role=grid]').getAttribute('aria-rowcount'), '251');
    assert.ok((await page.locator('[role=grid] tbody tr').count()) < 200);
    const { statements } = await call(page, 'statements');
    assert.ok(statements.every(({ sql }) => !/count\s*\(\s*\*/i.test(sql)), 'rows are not counted unasked');
    await visit(page, `${await rowsOf(page, 'customer')}?sort=${encodeURIComponent('[["balance",true]]')}&filter=${encodeURIComponent('[["name","begins","Person 2"]]')}`);
    await page.waitForFunction(() => document.querySelector('[role=gridcell]')?.textContent === '250');
    await visit(page, await rowsOf(page, 'purchase'));
    await goTo(page, 0, 'customer_id');
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => document.querySelector('[role=gridcell]')?.textContent === '7');
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel .links');
    assert.match(await page.locator('.panel').innerText(), /rows of purchase where customer_id = 7/);
    await picture(page, 'rows');
  }));

  test('are shown as they are: NULL, empty, long, JSON with what JavaScript would lose', inStudio({ fill: true }, async page => {
    await visit(page, await rowsOf(page, 'customer'));
    const name = await goTo(page, 2, 'name');
    assert.deepEqual([await cell(page, 2, name).innerText(), await cell(page, 3, name).innerText(), await cell(page, 4, name).innerText()], ['NULL', 'empty', 'NULL']);
    assert.deepEqual([await cell(page, 2, name).locator('.null').count(), await cell(page, 4, name).locator('.null').count()], [1, 0]);
    await goTo(page, 0, 'settings');
    await page.keyboard.press('Enter');
    await page.click('.panel >> text="JSON"');
    const tree = await page.locator('.tree').innerText();
    assert.match(tree, /9223372036854775807/);
    assert.equal(tree.match(/theme/g).length, 2);
    await visit(page, await rowsOf(page, 'product'));
    await goTo(page, 0, 'title');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel pre, .panel textarea');
    assert.ok((await page.locator('.panel pre').innerText()).length >= 49000);
  }));

  test('come by whatever address somebody writes', inStudio({ fill: true }, async page => {
    const rows = await rowsOf(page, 'customer');
    for (const how of ['filter=[["name"]]', 'filter=[1,["name",1],{}]', 'filter={', 'sort=[1]', 'sort=foo', 'sort=null']) {
      await visit(page, `${rows}?${how}`);
      await page.waitForFunction(() => document.querySelector('[role=gridcell]')?.textContent === '1');
      assert.equal(await page.locator('.pill, main .fault').count(), 0);
    }
    await visit(page, '#/data/%');
    await page.waitForSelector('text="There is no such table"');
    await visit(page, '#/diagram/%E0%A4%A');
    await page.waitForSelector('.box');
    await visit(page, '#/constructor');
    await page.waitForSelector('.verdict');
  }));

  test('with JSON of any depth are shown', inStudio({ fill: true }, async (page, place) => {
    const nested = depth => '['.repeat(depth) + ']'.repeat(depth);
    place.run(`UPDATE customer SET settings = '${nested(200)}' WHERE id = 1; UPDATE customer SET settings = '${nested(201)}' WHERE id = 2; UPDATE customer SET settings = '${nested(100000)}' WHERE id = 3;`);
    await visit(page, await rowsOf(page, 'customer'));
    for (const [row, ways] of [[0, 'Text JSON Hex'], [1, 'Text Hex'], [2, 'Text Hex']]) {
      await goTo(page, row, 'settings');
      await press(page, 'Enter');
      await page.waitForSelector('.tabs button');
      assert.equal((await page.locator('.tabs [aria-pressed], .tabs button').allTextContents()).filter(name => /^(Text|JSON|Hex)$/.test(name)).join(' '), ways);
    }
    await goTo(page, 0, 'settings');
    await page.click('.panel >> text="JSON"');
    await page.waitForSelector('.tree');
  }));

  test('are filtered by one filter while another is being written, or goes', inStudio({ fill: true }, async page => {
    const first = value => page.waitForFunction(text => document.querySelector('[role=gridcell]')?.textContent === text, value);
    const value = index => page.locator(`.pill >> nth=${index} >> [aria-label=Value]`);
    await visit(page, await rowsOf(page, 'customer'));
    for (let i = 0; i < 3; ++i) await page.click('text="+ Filter"');
    await value(0).fill('7');
    await press(page, 'Enter');
    await first('7');
    assert.equal(await page.locator('.pill').count(), 3);
    await page.locator('.pill >> nth=1 >> [aria-label=Operator]').selectOption('>');
    await value(1).fill('8');
    await press(page, 'Enter');
    await page.waitForSelector('text="No rows"');
    await page.click('.pill >> nth=0 >> button');
    await first('9');
    await page.click('.pill >> nth=1 >> button');
    await page.waitForFunction(() => document.querySelectorAll('.pill').length === 1);
    await page.click('text="+ Filter"');
    await page.click('.pill >> nth=1 >> button');
    assert.equal(await page.locator('.pill').count(), 1);
  }));

  test('are estimated, and counted on request', inStudio({ fill: true }, async (page, place) => {
    // A libSQL server does not take it, and so nobody can estimate there.
    if (driver !== 'libsql') place.run('ANALYZE address;');
    place.run('DELETE FROM address WHERE id > 245;');
    await visit(page, await rowsOf(page, 'address'));
    await page.click(`.count-of >> text="${driver === 'libsql' ? 'Count' : '~250 rows'}"`);
    await page.waitForSelector('.count-of >> text="245 rows"');
  }));

  test('are there before they are counted, which may be stopped or left', inStudio({ fill: true, prepare: place => place.run(`CREATE VIEW endless AS ${endless} SELECT i FROM n WHERE EXISTS (SELECT id FROM customer);`) }, async (page, place) => {
    const count = () => page.click('.count-of >> text=/^Count$|Not counted/');
    await visit(page, await rowsOf(page, 'endless'));
    await page.waitForFunction(() => document.querySelector('[role=gridcell]')?.textContent === '1');
    await count();
    await endsIn(place.database, 'Stop of a count', () => page.click('.count-of >> text="Stop"'));
    await page.waitForSelector('.count-of >> text="Not counted"');
    await count();
    await endsIn(place.database, 'leaving a count', () => visit(page, '#/overview'));
    page.trouble = page.trouble.filter(text => !/status of [45]\d\d/.test(text));
  }));

  test('of large values come without them, and each is saved whole', inStudio({ prepare: place => {
    const bytes = size => (dialect === 'sqlite' ? `randomblob(${size})` : `(SELECT string_agg(sha256((i || clock_timestamp()::text)::bytea), '') FROM generate_series(1, ${size / 32}) AS s(i))`);
    place.run(`CREATE TABLE files (id integer PRIMARY KEY, content ${dialect === 'sqlite' ? 'blob' : 'bytea'});`);
    for (let id = 1; id <= 10; ++id) place.run(`INSERT INTO files VALUES (${id}, ${bytes(id === 3 ? place.database.largest : 1e6)});`);
  } }, async (page, place) => {
    const [answer] = await Promise.all([page.waitForResponse(response => response.url().endsWith('/api/rows')), visit(page, await rowsOf(page, 'files'))]);
    const { length } = await answer.body();
    assert.ok(length < 100e3);
    await goTo(page, 2, 'content');
    const began = Date.now();
    await page.keyboard.press('Enter');
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 120000 }), page.click('.panel >> text="Save"', { timeout: 120000 })]);
    const [name, hash] = place.database.hashed('SELECT content FROM files WHERE id = 3');
    const path = await download.path();
    console.log(`ten rows with large values are answered with ${length} bytes; ${place.database.largest / 1e6} MB are saved in ${Date.now() - began} ms`);
    assert.equal(createHash(name).update(readFileSync(path)).digest('hex'), hash);
  }));

  test('of long values are copied whole, or said to be cut', inStudio({ fill: true, prepare: place => place.run(dialect === 'sqlite' ? 'CREATE TABLE files (content blob); INSERT INTO files VALUES (zeroblob(2000));' : "CREATE TABLE files (content bytea); INSERT INTO files VALUES (decode(repeat('00', 2000), 'hex'));") }, async page => {
    const copied = async said => {
      await press(page, 'Control+c');
      await page.waitForFunction(text => document.querySelector('#said').textContent === text, said);
      await page.evaluate(() => (document.querySelector('#said').textContent = ''));
      return (await page.evaluate(() => navigator.clipboard.readText())).length;
    };
    await visit(page, await rowsOf(page, 'product'));
    await goTo(page, 0, 'title');
    assert.ok((await copied('Copied')) >= 49000);
    await visit(page, await rowsOf(page, 'files'));
    await goTo(page, 0, 'content');
    assert.equal(await copied('Copied'), dialect === 'sqlite' ? 4000 : 4002);
    await visit(page, '#/sql');
    await page.locator('textarea').fill('SELECT title FROM product WHERE id = 1');
    await press(page, 'Control+Enter');
    await page.waitForSelector('.result [role=gridcell]');
    await page.locator('.result [role=gridcell]').click();
    assert.ok((await copied('Only the beginning was copied')) < 49000);
  }));

  test('of numbers stand at the right, and of nothing else', inStudio({ prepare: place => place.run(`CREATE TABLE kinds (a integer, b numeric(10, 2), c double precision, d interval, e int4range, f ${dialect === 'sqlite' ? '"integer[]"' : 'integer[]'});`) }, async page => {
    await visit(page, await rowsOf(page, 'kinds'));
    await page.waitForSelector('[role=grid]');
    assert.deepEqual((await page.locator('[role=grid] thead th.number .name').allTextContents()).map(name => name.trim()), ['a', 'b', 'c']);
  }));

  test('that are pictures are drawn, or said to be none', inStudio({ prepare: place => {
    const bytes = hex => (dialect === 'sqlite' ? `x'${hex}'` : `'\\x${hex}'`);
    const gif = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64').toString('hex');
    place.run(`CREATE TABLE files (id integer PRIMARY KEY, content ${dialect === 'sqlite' ? 'blob' : 'bytea'}); INSERT INTO files VALUES (1, ${bytes(gif)}), (2, ${bytes(`89504e47${'00'.repeat(40)}`)});`);
  } }, async page => {
    await visit(page, await rowsOf(page, 'files'));
    for (const [row, shown] of [[0, 'img'], [1, 'text="It cannot be drawn."']]) {
      await goTo(page, row, 'content');
      await press(page, 'Enter');
      await page.waitForSelector(`.panel .value >> ${shown}`);
    }
    await page.click('.panel >> text="Hex"');
    await page.waitForSelector('.panel pre');
  }));

  test('are all as high, whatever stands in them', inStudio({ fill: true }, async (page, place) => {
    place.run("UPDATE customer SET name = 'two\nlines' WHERE id = 1;");
    await visit(page, await rowsOf(page, 'customer'));
    const name = await goTo(page, 0, 'name');
    assert.equal(await cell(page, 0, name).innerText(), 'two↵lines');
    const heights = await page.locator('[role=grid] tbody tr:not(.gap)').evaluateAll(rows => rows.map(row => row.getBoundingClientRect().height));
    assert.deepEqual([...new Set(heights)], [28]);
  }));

  if (dialect === 'postgresql') {
    test('may have no columns', inStudio({}, async (page, place) => {
      place.run('CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES;');
      await visit(page, await rowsOf(page, 'nothing'));
      // The page has read the schema before.
      await page.click('text="Look again"');
      await page.waitForSelector('[role=grid] tbody tr');
      assert.equal(await page.locator('[role=grid] tbody tr').count(), 1);
      await page.locator('[role=grid]').focus();
      for (const key of ['ArrowRight', 'ArrowUp', 'Enter', 'F2', 'Control+c']) await page.keyboard.press(key);
    }));
  }

  test('are not to be changed without --write', inStudio({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'customer'));
    await goTo(page, 0, 'name');
    await page.keyboard.press('F2');
    assert.equal(await page.locator('[role=switch], #add-row, [role=grid] input, textarea').count(), 0);
    const id = await idOf(page, 'customer');
    const { rows } = await call(page, 'rows', { table: id, limit: 1 });
    const refused = await call(page, 'edits', { as: 'apply', edits: [{ kind: 'delete', table: id, key: rows[0].key, version: rows[0].version }] });
    assert.equal(refused.status, 403);
    assert.equal(place.run('SELECT count(*) FROM customer;'), '250');
    page.trouble = page.trouble.filter(text => !text.includes('status of 403'));
  }));

  test('take a value, the empty text, NULL, DEFAULT and the text NULL', writing({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'customer'));
    await goTo(page, 9, 'name');
    await type(page, 'Ann');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+e');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+n');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+d');
    await page.keyboard.press('ArrowDown');
    await type(page, 'NULL');
    await picture(page, 'staged');
    await applied(page);
    assert.deepEqual(place.run("SELECT id || '=' || coalesce(name, 'is null') FROM customer WHERE id BETWEEN 10 AND 14 ORDER BY id;").split('\n'), ['10=Ann', '11=', '12=is null', '13=nobody', '14=NULL']);
  }));

  test('keep their ends of lines, and take lines that are pasted', writing({ fill: true }, async (page, place) => {
    const cr = dialect === 'sqlite' ? 'char(13)' : 'chr(13)';
    place.run(`UPDATE customer SET name = 'a' || ${cr} || 'b' WHERE id = 1; UPDATE customer SET name = 'c' || ${cr} || '\nd' WHERE id = 2;`);
    await visit(page, await rowsOf(page, 'customer'));
    for (const row of [0, 1]) {
      await goTo(page, row, 'name');
      await press(page, 'F2');
      await page.click('.panel >> text="Stage"');
      assert.equal(await page.locator('.staged').innerText(), '');
    }
    await page.locator('.panel textarea').focus();
    await press(page, 'Control+End');
    await page.keyboard.type('e\nf');
    await page.click('.panel >> text="Stage"');
    await goTo(page, 2, 'name');
    await press(page, 'F2');
    await page.evaluate(() => navigator.clipboard.writeText('one\ntwo'));
    await press(page, 'Control+v');
    await page.waitForSelector('.panel textarea:focus');
    await page.click('.panel >> text="Stage"');
    await applied(page);
    assert.equal(place.run(`SELECT replace(replace(name, ${cr}, 'R'), '\n', 'N') FROM customer WHERE id <= 3 ORDER BY id;`), 'aRb\ncRNdeRNf\noneNtwo');
  }));

  test('are added with what was typed and defaults for the rest, Tab writes nothing', writing({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'customer'));
    await goTo(page, 0, 'id');
    await page.keyboard.press('Insert');
    await page.keyboard.press('F2');
    await page.keyboard.type('1000');
    await page.keyboard.press('Tab');
    await page.keyboard.type('new@example.org');
    for (let i = 0; i < 4; ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await applied(page);
    assert.equal(place.run("SELECT email || ' ' || name || ' ' || balance || ' ' || coalesce(settings, 'is null') FROM customer WHERE id = 1000;"), 'new@example.org nobody 0 is null');
  }));

  test('that are staged are told of where writing is switched off, and may be discarded', writing({ fill: true }, async page => {
    await visit(page, await rowsOf(page, 'customer'));
    const name = await goTo(page, 0, 'name');
    await type(page, 'mine');
    await page.click('[role=switch]');
    await page.waitForSelector('.staged .primary:disabled');
    assert.match(await page.locator('.staged').innerText(), /1 change staged/);
    await page.click('text="Discard all"');
    assert.equal(await cell(page, 0, name).innerText(), 'Person 1');
  }));

  test('with a key of two columns, and the key itself', writing({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'purchase_line'));
    await goTo(page, 1, 'quantity');
    await type(page, '60');
    await goTo(page, 2, 'line');
    await type(page, '9');
    await applied(page);
    assert.deepEqual(place.run("SELECT purchase_id || ' ' || line || ' ' || quantity FROM purchase_line ORDER BY 1;").split('\n'), ['1 1 5', '1 2 60', '2 9 7']);
  }));

  test('that somebody else has changed or removed are not overwritten', writing({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'customer'));
    await goTo(page, 0, 'name');
    await type(page, 'mine');
    place.run("UPDATE customer SET name = 'theirs, and longer' WHERE id = 1;");
    await apply(page);
    await page.waitForSelector('dialog .fault');
    const told = await page.locator('dialog .fault').innerText();
    for (const word of [/Person 1/, /mine/, /theirs/]) assert.match(told, word);
    // Whatever stands in them.
    const widths = await page.locator('dialog .versus thead th').evaluateAll(all => all.map(one => Math.round(one.getBoundingClientRect().width)));
    assert.equal(new Set(widths).size, 1);
    assert.equal(place.run('SELECT name FROM customer WHERE id = 1;'), 'theirs, and longer');
    await page.click('dialog >> text="Read the row again and keep mine"');
    await applied(page);
    assert.equal(place.run('SELECT name FROM customer WHERE id = 1;'), 'mine');
    await goTo(page, 19, 'name');
    await type(page, 'mine too');
    place.run('DELETE FROM address WHERE id = 20; DELETE FROM customer WHERE id = 20;');
    await apply(page);
    await page.waitForSelector('dialog .fault');
    assert.match(await page.locator('dialog .fault').innerText(), /deleted/);
  }));

  test('that somebody else has changed deep inside of a long value are not overwritten', writing({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'product'));
    await goTo(page, 0, 'id');
    // What was there is known as soon as the row is changed.
    await Promise.all([page.waitForResponse(response => response.url().endsWith('/api/version')), type(page, '100')]);
    place.run("DELETE FROM purchase_line; UPDATE product SET title = substr(title, 1, 40000) || 'LONG ' || substr(title, 40006) WHERE id = 1;");
    await apply(page);
    await page.waitForSelector('dialog .fault');
    assert.match(await page.locator('dialog .fault').innerText(), /behind the part of a long value/);
    assert.equal(place.run("SELECT count(*) FROM product WHERE id = 1 AND title LIKE '%LONG%';"), '1');
    await page.click('dialog >> text="Read the row again and keep mine"');
    await applied(page);
    assert.equal(place.run("SELECT count(*) FROM product WHERE id = 100 AND title LIKE '%LONG%';"), '1');
  }));

  test('that another tab has changed are not overwritten', writing({ fill: true }, async (page, place) => {
    const rows = await rowsOf(page, 'customer');
    await visit(page, rows);
    const [other] = await Promise.all([page.context().waitForEvent('page'), page.click('.side [aria-current]', { modifiers: ['Control'] })]);
    await other.waitForSelector('[role=gridcell]');
    assert.equal(await other.evaluate(() => location.hash), rows);
    await other.click('[role=switch]');
    await other.waitForSelector('#add-row');
    for (const [tab, name] of [[page, 'mine'], [other, 'other']]) {
      await goTo(tab, 0, 'name');
      await type(tab, name);
    }
    await goTo(other, 0, 'balance');
    await type(other, '77');
    await applied(other);
    await apply(page);
    await page.waitForSelector('dialog .fault');
    const told = await page.locator('dialog .fault').innerText();
    for (const word of [/Person 1/, /mine/, /other/, /77/]) assert.match(told, word);
    await page.click('dialog >> text="Read the row again and keep mine"');
    await applied(page);
    assert.equal(place.run("SELECT name || ' ' || balance FROM customer WHERE id = 1;"), 'mine 77');
  }));

  test('that are applied leave everybody where they are, and lose nothing typed since', writing({ fill: true }, async (page, place) => {
    await visit(page, await rowsOf(page, 'customer'));
    await goTo(page, 6, 'name');
    await type(page, 'first');
    await page.route('**/api/rows', async route => {
      await new Promise(done => setTimeout(done, 400));
      await route.continue();
    });
    await applied(page);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'grid');
    await page.keyboard.press('ArrowDown');
    await type(page, 'second');
    await applied(page);
    assert.equal(place.run('SELECT name FROM customer WHERE id IN (7, 8) ORDER BY id;'), 'first\nsecond');
  }));

  test('of a table without a key, or without row numbers, are edited one at a time', writing({ fill: true }, async (page, place) => {
    place.run(`CREATE TABLE loose (a text, b integer); INSERT INTO loose VALUES ('x', 1), ('x', 1), ('x', 1);
      CREATE TABLE keyed (code text PRIMARY KEY NOT NULL, b integer)${dialect === 'sqlite' ? ' WITHOUT ROWID' : ''}; INSERT INTO keyed VALUES ('a', 1), ('b', 1);
      CREATE VIEW seen AS SELECT * FROM loose;`);
    await page.reload();
    await page.click('[role=switch]');
    await visit(page, await rowsOf(page, 'loose'));
    await goTo(page, 1, 'b');
    await type(page, '2');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Delete');
    await review(page);
    if (dialect === 'postgresql') {
      // Here they have places, which mean nothing elsewhere.
      await page.click('dialog >> text="Save as seed"');
      await page.waitForSelector('dialog .fault');
      assert.match(await page.locator('dialog .fault').innerText(), /tells the rows of .*loose.* apart/);
    }
    await page.click('dialog >> text="Apply"');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.equal(place.run('SELECT b FROM loose ORDER BY b;'), '1\n2');
    await visit(page, await rowsOf(page, 'keyed'));
    await goTo(page, 1, 'code');
    await type(page, 'c');
    await applied(page);
    assert.equal(place.run('SELECT code FROM keyed ORDER BY code;'), 'a\nc');
    await visit(page, await rowsOf(page, 'seen'));
    await goTo(page, 0, 'b');
    await page.keyboard.press('F2');
    assert.equal(await page.locator('[role=grid] input').count(), 0);
    assert.match(await page.locator('#said').innerText(), /only shown/);
    page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
  }));

  const refusals = [
    ['NOT NULL', 'customer', 'email', null],
    ['UNIQUE', 'customer', 'email', 'user9@example.org'],
    ['a CHECK', 'customer', 'balance', '-1'],
    ['a foreign key', 'address', 'customer_id', '9999'],
    // SQLite minds types where a table says so.
    ['a type', dialect === 'sqlite' ? 'strict' : 'customer', dialect === 'sqlite' ? 'n' : 'balance', 'many'],
  ];
  for (const [what, table, column, value] of refusals) {
    test(`that violate ${what} keep the draft, with the error at the cell`, writing({ fill: true }, async (page, place) => {
      if (table === 'strict') place.run("CREATE TABLE strict (id integer PRIMARY KEY, n integer, name text) STRICT; INSERT INTO strict VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c');");
      const other = table === 'address' ? 'city' : 'name';
      const kept = place.run(`SELECT ${other} FROM ${table} WHERE id = 2;`);
      await page.reload();
      await page.click('[role=switch]');
      await visit(page, await rowsOf(page, table));
      await goTo(page, 1, other);
      await type(page, 'first');
      const at = await goTo(page, 2, column);
      if (value === null) {
        await page.keyboard.press('Alt+n');
        assert.match(await page.locator('#said').innerText(), /cannot be NULL/);
        await page.keyboard.press('Alt+d');
      } else {
        await type(page, value);
      }
      await apply(page);
      await page.waitForSelector('dialog .fault');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      const wrong = page.locator('[role=gridcell].wrong');
      assert.equal(await wrong.count(), 1);
      assert.equal(await wrong.innerText(), value ?? 'DEFAULT');
      assert.deepEqual([await wrong.getAttribute('data-row'), await wrong.getAttribute('data-column')], ['2', String(at)]);
      assert.notEqual(await wrong.getAttribute('title'), '');
      assert.equal(await page.locator('[role=gridcell].changed').count(), 2);
      assert.equal(place.run(`SELECT ${other} FROM ${table} WHERE id = 2;`), kept);
      page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
    }));
  }

  test('that the database makes say why they cannot be edited', writing({ fill: true }, async (page, place) => {
    const refuses = async (table, column, why) => {
      await visit(page, await rowsOf(page, table));
      await goTo(page, 0, column);
      await page.keyboard.press('F2');
      assert.equal(await page.locator('[role=grid] input').count(), 0);
      assert.match(await page.locator('#said').innerText(), why);
    };
    await refuses('customer', 'label', /the database computes it/);
    if (dialect !== 'postgresql') return;
    place.run("CREATE TABLE numbered (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text); INSERT INTO numbered (v) VALUES ('a');");
    await page.reload();
    await page.click('[role=switch]');
    await refuses('numbered', 'id', /ALWAYS AS IDENTITY/);
  }));

  test('that triggers change are shown as they have become', writing({ fill: true }, async (page, place) => {
    place.run(
      dialect === 'sqlite'
        ? 'CREATE TRIGGER louder AFTER UPDATE OF name ON customer BEGIN UPDATE customer SET name = upper(NEW.name) WHERE id = NEW.id; END;'
        : "CREATE FUNCTION louder() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END'; CREATE TRIGGER louder BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION louder();",
    );
    await visit(page, await rowsOf(page, 'customer'));
    const at = await goTo(page, 0, 'name');
    await type(page, 'Ann');
    await applied(page);
    await page.waitForFunction(column => document.querySelector(`[role=gridcell][data-row="0"][data-column="${column}"]`)?.textContent === 'ANN', at);
  }));
});

describe('the console', () => {
  test('runs the statement at the cursor, offers names, and changes nothing', inStudio({ fill: true }, async (page, place) => {
    await visit(page, '#/sql');
    await page.locator('textarea').fill('SELECT 1 AS one;\nSELECT name FROM customer WHERE id = 5;\nDELETE FROM purchase_line;');
    await page.evaluate(() => document.querySelector('textarea').setSelectionRange(25, 25));
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.result [role=gridcell]');
    assert.deepEqual(await page.locator('.result [role=gridcell]').allTextContents(), ['NULL']);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.answers .fault');
    assert.match(await page.locator('.answers .fault').innerText(), /--write/);
    assert.equal(place.run('SELECT count(*) FROM purchase_line;'), '3');
    await page.locator('textarea').fill('SELECT  FROM customer');
    await page.evaluate(() => document.querySelector('textarea').setSelectionRange(7, 7));
    await page.keyboard.type('em');
    await page.waitForSelector('.completion li');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('textarea').inputValue(), 'SELECT email FROM customer');
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => document.querySelectorAll('.result [role=gridcell]').length > 20);
    await picture(page, 'sql');
    page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
  }));

  test('offers names where they are written', inStudio({ fill: true }, async page => {
    await visit(page, '#/sql');
    const place = async (text, ...keys) => {
      await page.locator('textarea').fill(text);
      await press(page, ...keys);
      await page.waitForSelector('.completion:not([hidden])');
      const [list, field] = await Promise.all(['.completion', 'textarea'].map(one => page.locator(one).boundingBox()));
      await press(page, 'Escape');
      return [list.x - field.x, list.y - field.y].map(Math.round);
    };
    const [left, top] = await place('c', 'u');
    const [right] = await place('SELECT FROM ', 'Control+Space');
    assert.ok(left > 0 && top > 0 && right > left);
    assert.deepEqual(await place('SELECT FROM customer WHERE customer', '.'), await place('SELECT FROM customer WHERE customer.', 'e'));
    const [start, second] = await place('SELECT\n', 'Control+Space');
    assert.ok(start === left && second > top);
  }));

  test('writes only where that is ticked, and keeps it only on request', writing({ fill: true }, async (page, place) => {
    await visit(page, '#/sql');
    await page.locator('textarea').fill('DELETE FROM purchase_line;');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.answers .fault');
    assert.match(await page.locator('.answers .fault').innerText(), /May write/);
    await page.check('label:has-text("May write") input');
    await page.locator('textarea').focus();
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('text="Run again and commit"');
    assert.equal(place.run('SELECT count(*) FROM purchase_line;'), '3');
    // What was seen is kept, whatever is written there by now.
    await page.locator('textarea').fill('DELETE FROM purchase;');
    await page.click('text="Run again and commit"');
    await page.waitForSelector('text="Committed."');
    assert.equal(place.run('SELECT count(*) FROM purchase;'), '2');
    assert.equal(place.run('SELECT count(*) FROM purchase_line;'), '0');
    page.trouble = page.trouble.filter(text => !/status of 4\d\d/.test(text));
  }));

  test('takes a long text, and keeps what it has answered', inStudio({}, async page => {
    await visit(page, '#/sql');
    const longOne = `SELECT ${Array.from({ length: 200000 }, () => "'a',").join('\n')} 1`;
    await page.evaluate(text => {
      const field = document.querySelector('textarea');
      field.value = text;
      field.dispatchEvent(new Event('input'));
    }, longOne);
    assert.equal(await page.evaluate(() => document.querySelector('.editor pre').textContent.length), longOne.length + 1);
    await page.locator('textarea').fill('SELECT 42');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.result [role=gridcell]');
    await visit(page, '#/overview');
    await visit(page, '#/sql');
    assert.equal(await page.locator('.result [role=gridcell]').innerText(), '42');
  }));

  test('ends a statement where the database does', inStudio({}, async page => {
    await visit(page, '#/sql');
    const answered = async (text, values) => {
      await page.locator('textarea').fill(text);
      await page.evaluate(() => document.querySelector('textarea').setSelectionRange(0, 0));
      await page.keyboard.press('Control+Enter');
      await page.waitForFunction(wanted => [...document.querySelectorAll('.result [role=gridcell]')].map(one => one.textContent).join() === wanted, values.join());
    };
    await answered("SELECT 'ä;', 1; SELECT 2", ['ä;', '1']);
    await answered('\n-- one; of it\nSELECT 3; SELECT 4', ['3']);
    if (dialect === 'sqlite') return;
    await answered('SELECT /* /* within */ ; */ 5; SELECT 6', ['5']);
    await answered("SELECT E'a\\'; b'; SELECT 7", ["a'; b"]);
    await answered('SELECT $a$;$a$; SELECT 8', [';']);
  }));

  for (const [how, end] of [
    ['Cancel, also after a look elsewhere', async page => {
      await visit(page, '#/overview');
      await page.evaluate(() => (location.hash = '#/sql'));
      await page.click('text="Cancel"');
    }],
    ['closing the tab', page => page.close()],
  ]) {
    test(`runs a statement until its end or ${how}, which ends it in the database too`, inStudio({ fill: true }, async (page, place) => {
      await visit(page, '#/sql');
      await page.locator('textarea').fill(dialect === 'sqlite' ? `${endless} SELECT count(*) FROM n, customer` : 'SELECT pg_sleep(1000)');
      await page.keyboard.press('Control+Enter');
      await endsIn(place.database, how, () => end(page));
      if (how.startsWith('Cancel')) await page.waitForSelector('.answers .fault');
      page.trouble = page.trouble.filter(text => !/status of [45]\d\d/.test(text));
    }));
  }
});

/** How long a key takes until something is there and drawn, in milliseconds. */
async function timeKey(page, key, selector) {
  await page.evaluate(wanted => {
    globalThis.took = null;
    const look = from => {
      if (!document.querySelector(wanted)) return requestAnimationFrame(() => look(from));
      // Runs when the frame is done.
      setTimeout(() => (globalThis.took = performance.now() - from));
    };
    addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => look(timeStamp)), { capture: true, once: true });
  }, selector);
  await page.keyboard.press(key);
  return (await page.waitForFunction(() => globalThis.took)).jsonValue();
}

/** How far the middle of a table is from the middle of the diagram. */
async function fromMiddle(page, selector) {
  const [box, canvas] = await Promise.all([selector, '.canvas'].map(one => page.locator(one).boundingBox()));
  return Math.hypot(box.x + box.width / 2 - canvas.x - canvas.width / 2, box.y + box.height / 2 - canvas.y - canvas.height / 2);
}

/** Whether all tables that are drawn are in sight. */
const allInSight = page =>
  page.evaluate(() => {
    const canvas = document.querySelector('.canvas').getBoundingClientRect();
    return [...document.querySelectorAll('.box')].map(box => box.getBoundingClientRect()).every(box => box.left >= canvas.left && box.right <= canvas.right && box.top >= canvas.top && box.bottom <= canvas.bottom);
  });

describe('the diagram', () => {
  test('opens a table with what belongs to it, and the migrations that touched it', inStudio({ shop: { applied: '0004' }, fill: true }, async page => {
    await visit(page, '#/diagram');
    await page.waitForSelector('.box');
    await picture(page, 'diagram');
    await page.keyboard.press('/');
    await page.keyboard.type('customer');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel >> text=add_phone');
    const panel = await page.locator('.panel').innerText();
    for (const word of [/email/, /Referenced by/, /purchase/, /create_shop/, /add_phone/]) assert.match(panel, word);
    await page.evaluate(() => (location.hash += '?focus=1'));
    await page.waitForFunction(() => document.querySelectorAll('.box').length === 3);
    await page.waitForSelector('.panel >> text=add_phone');
    assert.ok((await fromMiddle(page, '.box.selected')) < 40 && (await allInSight(page)));
    await page.click('[aria-label="Show all"]');
    await picture(page, 'table');
  }));

  test('focused on a table shows all of its neighbours, however many', inStudio({ shop: { applied: '' }, prepare: place => place.run(`CREATE TABLE hub (id integer PRIMARY KEY); ${Array.from({ length: 60 }, (_, i) => `CREATE TABLE spoke_${i} (id integer PRIMARY KEY REFERENCES hub (id));`).join('')}`) }, async page => {
    await visit(page, `#/diagram/${encodeURIComponent(await idOf(page, 'hub'))}?focus=1`);
    await page.waitForFunction(() => document.querySelectorAll('.box').length === 61 && document.querySelector('.panel'));
    await until('all are in sight', () => allInSight(page));
  }));

  test('keeps wide names in their boxes', inStudio({ shop: { applied: '' }, prepare: place => place.run('CREATE TABLE "BOOK_METADATA_AGGREGATION_WWWWWWWWWW" (id integer PRIMARY KEY);') }, async page => {
    await visit(page, '#/diagram?columns=keys');
    const [title, box] = await Promise.all(['.title', '.paper'].map(one => page.locator(one).boundingBox()));
    assert.ok(title.x + title.width <= box.x + box.width);
  }));

  test('and the rows say what there is to do where there are no tables', inStudio({ shop: { applied: '' } }, async page => {
    await visit(page, '#/diagram');
    assert.ok(await isInSight(page, 'text="No tables yet"'));
    await visit(page, '#/data');
    assert.ok(await isInSight(page, 'text="This database has no tables"'));
  }));

  test('of a migration shows what it has changed', inStudio({ shop: { applied: '0004' } }, async page => {
    const { migrations } = await call(page, 'status');
    await visit(page, `#/diagram?at=${encodeURIComponent(`${migrations[1].set}/0002`)}`);
    await page.waitForSelector('.box.added');
    assert.equal(await page.locator('.box.added').count(), 2);
  }));

  const thousand = place => {
    let sql = 'BEGIN;';
    for (let i = 0; i < 1000; ++i) sql += `CREATE TABLE table_${String(i).padStart(4, '0')} (id integer PRIMARY KEY, name text NOT NULL${i > 0 ? `, parent_id integer REFERENCES table_${String(Math.floor(i / 3)).padStart(4, '0')} (id)` : ''}${i % 2 ? `, other_id integer REFERENCES table_${String((i * 7) % i).padStart(4, '0')} (id)` : ''}, created text, note text);\n`;
    place.run(`${sql}COMMIT;`);
  };
  test('of 1,000 tables is there soon, moves, and finds a table', inStudio({ shop: { applied: '' }, prepare: thousand }, async page => {
    const began = Date.now();
    await page.evaluate(() => (location.hash = '#/diagram'));
    await page.waitForSelector('.box');
    const took = Date.now() - began;
    await picture(page, 'wide');
    const frames = await page.evaluate(async () => {
      const canvas = document.querySelector('.canvas');
      const times = [];
      for (let i = 0; i < 20; ++i) {
        const from = performance.now();
        canvas.dispatchEvent(new WheelEvent('wheel', { deltaX: 4, deltaY: 4, bubbles: true, cancelable: true }));
        await new Promise(requestAnimationFrame);
        times.push(performance.now() - from);
      }
      return times.sort((a, b) => a - b);
    });
    await page.keyboard.press('/');
    await page.keyboard.type('table_0500');
    await page.waitForSelector('#place-0 >> text=table_0500');
    const found = await timeKey(page, 'Enter', '.box.selected');
    assert.ok((await fromMiddle(page, '.box.selected')) < 40);
    console.log(`1,000 tables: there after ${took} ms, moved in ${frames[10].toFixed(0)} ms, found after ${found.toFixed(0)} ms`);
    // What they take on a machine of their own is a fifth of this, or a tenth
    // until they are there, of which others on the machine lengthen most.
    assert.ok(took < 15000 && frames[10] < 250 && found < 500);
    await page.locator('.canvas').focus();
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.querySelectorAll('.box').length < 20);
    assert.ok((await fromMiddle(page, '.box.selected')) < 40 && (await allInSight(page)));
    await visit(page, await rowsOf(page, 'table_0900'));
    assert.ok(await isInSight(page, '.side a[aria-current]'));
  }));
});

describe('everybody', () => {
  for (const colorScheme of ['light', 'dark']) {
    const prepare = place => place.run('ALTER TABLE customer ADD COLUMN nick text;');
    test(`can use every view, in ${colorScheme}`, writing({ fill: true, prepare, tab: { colorScheme } }, async (page, place) => {
      const { migrations } = await call(page, 'status');
      const rows = await rowsOf(page, 'customer');
      const found = {};
      for (const view of ['#/overview', `#/migrations/${migrations[0].set}/0001`, '#/migrations?plan=up', '#/drift', '#/data', rows, '#/diagram', `#/diagram/${encodeURIComponent(await idOf(page, 'customer'))}`, '#/sql?sql=SELECT%201']) {
        await visit(page, view);
        if (view === rows) {
          await goTo(page, 0, 'name');
          await type(page, 'x');
          await page.keyboard.press('Insert');
          await page.keyboard.press('Enter');
          await page.waitForSelector('.panel');
        }
        if (view.startsWith('#/sql')) {
          await page.locator('textarea').focus();
          await page.keyboard.press('Control+Enter');
          await page.waitForSelector('.result');
        }
        await page.waitForTimeout(100);
        found[view] = await accessibilityFindings(page);
        if (view === '#/overview') await picture(page, `overview-${colorScheme}`);
      }
      const opened = async (name, selector) => {
        await page.waitForSelector(selector);
        found[name] = await accessibilityFindings(page);
        await press(page, 'Escape');
      };
      await press(page, 'Control+k');
      await opened('palette', '.palette li');
      await page.locator('#main').focus();
      await press(page, '?');
      await opened('keys', 'dialog .keys');
      await visit(page, '#/migrations?plan=up');
      await page.click('text="Apply…"');
      await opened('plan', 'dialog .plan');
      await visit(page, rows);
      await goTo(page, 1, 'name');
      await press(page, 'Enter');
      await opened('cell', '.panel textarea');
      await page.click('text="Export"');
      await opened('export', '.menu[open] >> text="CSV"');
      await page.click('text="Discard all"');
      await goTo(page, 0, 'name');
      await type(page, 'mine');
      place.run("UPDATE customer SET name = 'theirs', balance = 8 WHERE id = 1;");
      await review(page);
      found.review = await accessibilityFindings(page);
      await page.click('dialog >> text="Apply"');
      await opened('conflict', 'dialog .versus');
      assert.deepEqual(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0)), {});
    }));
  }

  test('may go on before a view is there', inStudio({ shop: { applied: '0004' } }, async page => {
    const { migrations } = await call(page, 'status');
    await page.route('**/api/schema', async route => {
      await new Promise(done => setTimeout(done, 600));
      await route.continue();
    });
    await page.evaluate(to => (location.hash = to), `#/diagram?at=${encodeURIComponent(`${migrations[1].set}/0002`)}`);
    await visit(page, '#/sql');
    await page.waitForTimeout(400);
    assert.equal(await page.locator('textarea').count(), 1);
  }));

  test('goes everywhere by the keyboard, and sees where they are', inStudio({ fill: true }, async page => {
    for (const [key, view] of Object.entries({ d: 'diagram', m: 'migrations', r: 'drift', t: 'data', s: 'sql' })) {
      await page.locator('#main').focus();
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForSelector(`#view-${view}[aria-current]`);
    }
    await visit(page, '#/migrations');
    const invisible = [];
    for (let i = 0; i < 25; ++i) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return document.activeElement === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) ? '' : document.activeElement.outerHTML.slice(0, 120);
      });
      if (seen) invisible.push(seen);
    }
    assert.deepEqual(invisible, []);
  }));

  test('needs no mouse', inStudio({ fill: true, words: ['--write'] }, async (page, place) => {
    const rows = async table => page.waitForSelector(`[role=grid][aria-label="Rows of ${table}"]:focus`);
    const first = value => page.waitForFunction(text => document.querySelector('[role=gridcell]')?.textContent === text, value);
    const find = async (key, text, found) => {
      await press(page, key);
      await page.keyboard.type(text);
      await page.waitForSelector(`#place-0 >> text=${found}`);
      await press(page, 'Enter');
    };
    const saved = async () => (await Promise.all([page.waitForEvent('download'), press(page, 'Enter')]))[0].suggestedFilename();
    await tabTo(page, 'Write');
    await press(page, 'Space');
    await page.waitForSelector('#writing:not([hidden])');
    await page.waitForSelector('[role=switch]:focus');
    await press(page, '?');
    await page.waitForSelector('dialog .keys');
    await press(page, 'Escape');
    // From a row to the one that it refers to, and to others by a filter.
    await find('/', 'purchase', 'purchase');
    await rows('purchase');
    await press(page, 'ArrowRight', 'Control+Enter');
    await rows('customer');
    await first('7');
    await tabTo(page, 'Remove the filter', 'Shift+Tab');
    await press(page, 'Enter');
    await first('1');
    await tabTo(page, '+ Filter');
    await press(page, 'Enter');
    await page.keyboard.type('name');
    await tabTo(page, 'Operator');
    await page.keyboard.type('begins');
    await tabTo(page, 'Value');
    await page.keyboard.type('Person 2');
    await press(page, 'Enter');
    await first('2');
    await page.waitForSelector('.filters [aria-label=Value]:focus');
    await tabTo(page, 'Rows of customer');
    await press(page, 'ArrowUp', 'Enter');
    // And not the grid that goes.
    await page.waitForSelector('[role=grid]:focus [aria-sort=ascending]');
    await press(page, 'ArrowUp', 'Enter');
    await rows('customer');
    await first('250');
    await tabTo(page, 'Export', 'Shift+Tab');
    await press(page, 'Enter');
    await tabTo(page, 'CSV');
    assert.equal(await saved(), 'customer.csv');
    // What is changed, added and removed.
    await find('Control+k', 'purchase_line', 'purchase_line');
    await rows('purchase_line');
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await type(page, '50');
    await press(page, 'ArrowDown', 'Control+Delete', 'Control+Home', 'Insert');
    await press(page, 'F2');
    for (const value of ['2', '2', '2']) {
      await page.keyboard.type(value);
      await press(page, 'Tab');
    }
    await page.keyboard.type('9');
    await press(page, 'Enter');
    await review(page);
    await tabTo(page, 'Save as seed');
    assert.match(await saved(), /change_rows/);
    await tabTo(page, 'Apply');
    await press(page, 'Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await rows('purchase_line');
    assert.deepEqual(place.run("SELECT purchase_id || ' ' || line || ' ' || quantity FROM purchase_line ORDER BY 1;").split('\n'), ['1 1 50', '2 1 7', '2 2 9']);
    await press(page, 'Enter');
    await page.waitForSelector('.panel :focus');
    await press(page, 'Escape');
    await rows('purchase_line');
    // The diagram.
    await press(page, 'g', 'd');
    await page.waitForSelector('.canvas:focus');
    await find('/', 'customer', 'customer');
    await page.waitForSelector('.panel >> text=email');
    await press(page, 'f');
    await page.waitForFunction(() => document.querySelectorAll('.box').length === 3);
    await page.waitForSelector('.canvas:focus');
    await press(page, 'f');
    await page.waitForFunction(() => document.querySelectorAll('.box').length > 3);
    await tabTo(page, 'Download', 'Shift+Tab');
    await press(page, 'Enter');
    await tabTo(page, 'DOT');
    assert.match(await saved(), /\.dot$/);
    // The console.
    await press(page, 'g', 's');
    await page.waitForSelector('textarea:focus');
    await page.keyboard.type('SELECT 42');
    await press(page, 'Control+Enter');
    await first('42');
    await press(page, 'Escape');
    await tabTo(page, 'Result');
    // Migrations.
    await press(page, 'g', 'm');
    await page.waitForSelector('#view-migrations[aria-current]');
    await tabTo(page, 'Plan of up');
    await press(page, 'Enter');
    await page.waitForSelector('.detail >> text="Apply…"');
    await tabTo(page, 'Apply…');
    await press(page, 'Enter');
    await tabTo(page, 'Apply 1');
    await press(page, 'Enter');
    await page.waitForSelector('dialog .good');
    await page.waitForSelector('dialog button:focus >> text="Done"');
    await press(page, 'Enter');
    await page.waitForFunction(() => document.querySelectorAll('.rows .state.applied').length === 4);
    await tabTo(page, 'create_shop');
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    await page.waitForSelector('.detail >> text=0004');
  }));

  test('can read it at twice the size', inStudio({ fill: true }, async page => {
    await page.setViewportSize({ width: 640, height: 400 });
    for (const view of ['#/overview', '#/migrations', '#/drift', '#/sql', await rowsOf(page, 'customer'), '#/diagram']) {
      await visit(page, view);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${view} is ${wider} px wider than the window`);
    }
  }));
});
