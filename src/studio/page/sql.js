// SPDX-License-Identifier: BSL-1.0
// The console: one statement at a time, and what it gives.
import { call, forget, mode, schema } from './api.js';
import { Completion } from './completion.js';
import { button, duration, empty, fault, h, number, plural, region, say, show, when } from './dom.js';
import { exportMenu } from './export_menu.js';
import { Grid, inOneLine, isNumeric } from './grid.js';
import { coloured } from './sql_text.js';

const drafted = 'godwit.sql';
const remembered = 'godwit.history';
let runs = 0;
// What stays, and goes on, while other views are looked at.
/** @type {{view: View, writes: boolean} | null} */
let kept = null;

/** @returns {string[]} */
const past = () => JSON.parse(sessionStorage.getItem(remembered) ?? '[]');

/** @param {string} sql */
const remember = sql => sessionStorage.setItem(remembered, JSON.stringify([sql, ...past().filter(one => one !== sql)].slice(0, 100)));

/** @returns {Promise<View>} */
export async function console_(/** @type {Route} */ at) {
  if (kept?.writes === mode.on && !at.query.has('sql')) return kept.view;
  const colours = h('pre', { 'aria-hidden': 'true' });
  const field = h('textarea', { 'aria-label': 'SQL', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', value: at.query.get('sql') ?? sessionStorage.getItem(drafted) ?? '', placeholder: 'SELECT …', input: changed, keydown: key, scroll: follow });
  const editor = h('div.editor', colours, field);
  const completion = new Completion(field, editor, colours, schema());
  const answers = h('div.answers', { 'aria-live': 'polite' });
  const write = h('input', { type: 'checkbox' });
  const start = button(['Run', h('kbd', 'Ctrl ↵')], () => run(), { class: 'primary' });
  const stop = button('Cancel', () => running && call('cancel', { id: running }), { hidden: true });
  const bar = h(
    'div.bar',
    h('h1', 'SQL'),
    start,
    stop,
    button('Plan', plan, { title: 'EXPLAIN of the statement' }),
    exportMenu('result', exported, error => failed(ran.from, error)),
    mode.on && h('label', write, 'May write'),
    h('span.push'),
    h('details.menu.wide', { toggle: (/** @type {Event} */ event) => /** @type {HTMLDetailsElement} */ (event.target).open && drawPast() }, h('summary.button', 'History'), h('div', { id: 'past' })),
  );
  let running = '';
  let ran = { from: 0, sql: '' };
  changed();
  show(answers, empty('Write a statement and run it', 'The one at the cursor runs, or what is marked. ', mode.on ? 'It changes nothing unless you allow it.' : 'It is read-only: nothing that it does is kept.'));

  function changed() {
    // Each colour is an element.
    show(colours, field.value.length > 1e5 ? field.value : coloured(field.value), '\n');
    sessionStorage.setItem(drafted, field.value);
    follow();
  }
  function follow() {
    colours.scrollTop = field.scrollTop;
    colours.scrollLeft = field.scrollLeft;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter') return;
    event.preventDefault();
    void run();
  }

  /** What is marked, else the statement at the cursor. */
  async function chosen() {
    const { selectionStart: from, selectionEnd: to, value } = field;
    if (from < to) return { from, sql: value.slice(from, to) };
    const bytes = new TextEncoder().encode(value);
    const { begin, end } = await call('statement', { sql: value, place: new TextEncoder().encode(value.slice(0, from)).length });
    const text = (/** @type {number[]} */ ...range) => new TextDecoder().decode(bytes.slice(...range));
    return { from: text(0, begin).length, sql: text(begin, end) };
  }

  // What lets a statement write.
  const remedy = () => (!mode.possible ? 'Start the studio with --write to let it.' : !mode.on ? 'Switch writing on, and tick “May write”.' : 'Tick “May write” to let it.');

  /** @type {(from: number, error: any) => void} */
  function failed(from, error) {
    const { offset, code } = error.details ?? {};
    const refused = code === 'read_only' && !(mode.on && write.checked);
    show(answers, fault(refused ? { ...error.details, hint: remedy() } : error), typeof offset === 'number' && button('Go to the place', () => (field.focus(), field.setSelectionRange(from + offset, from + offset + 1))));
  }

  // What writes is taken back at first; `seen` is that, with the numbers of rows
  // that somebody wants to keep.
  /** @param {{from: number, sql: string, expected: number[]}} [seen] */
  async function run(seen) {
    if (running) return;
    running = `run-${Date.now()}-${++runs}`;
    try {
      ran = seen ?? (await chosen());
      if (ran.sql.trim()) await carryOut(ran, seen?.expected);
    } catch (error) {
      failed(ran.from, error);
    }
    running = '';
    start.hidden = !(stop.hidden = true);
  }

  /** @type {(what: {from: number, sql: string}, expected?: number[]) => Promise<void>} */
  async function carryOut({ from, sql }, expected) {
    start.hidden = !(stop.hidden = false);
    remember(sql);
    show(answers, h('p.waiting', 'Running…'));
    const body = { sql, id: running, limit: 1000, ...(mode.on && write.checked ? { write: true, commit: expected !== undefined, expected } : {}) };
    const { notices, results, committed, took_us } = /** @type {Ran} */ (await call('run', body));
    show(answers, notices.map(notice => h('p.notice', notice)), results.map(result => resultOf(result, took_us)));
    if (committed) {
      // The schema may be another one now.
      forget();
      kept = null;
      answers.prepend(h('p.good', 'Committed.'));
    } else if (body.write) answers.prepend(h('p.notice', 'This was taken back. '), button('Run again and commit', () => run({ from, sql, expected: results.map(({ affected }) => affected ?? 0) }), { class: 'danger' }));
    say('The statement has run');
  }

  /** @type {(result: RunResult, took: number) => HTMLElement} */
  function resultOf({ columns, rows, affected, command, more }, took) {
    const summary = h('p.summary', !command?.startsWith('SELECT ') && [h('b', command), ' '], columns.length > 0 ? `${plural(rows.length, 'row')}${more ? ', and more that were not fetched' : ''}` : affected !== null ? `${plural(affected, 'row')} affected` : '', h('span', ` ${duration(took)}`));
    if (columns.length === 0) return h('section', summary);
    const grid = new Grid({
      label: 'Result',
      columns: columns.map(({ name, type }) => ({ name, type, numeric: isNumeric(type) })),
      count: () => rows.length,
      text: (row, column) => plain(rows[row][column]),
      paint: (cell, row, column) => {
        const value = rows[row][column];
        show(cell, value === null || value === '' ? h('span.null', value === null ? 'NULL' : 'empty') : inOneLine(plain(value)), value && typeof value === 'object' && h('span.cut', `… ${number(value.length)}`));
      },
    });
    setTimeout(() => grid.draw(true));
    return h('section.result', summary, grid.element);
  }

  async function plan() {
    let from = 0;
    try {
      const one = await chosen();
      from = one.from;
      show(answers, h('pre.code', region('Plan'), (await call('explain', { sql: one.sql })).text));
    } catch (error) {
      failed(from, error);
    }
  }

  function exported() {
    if (ran.sql) return { sql: ran.sql };
    say('No statement has run');
    return null;
  }

  async function drawPast() {
    const place = /** @type {HTMLElement} */ (bar.querySelector('#past'));
    const use = (/** @type {string} */ sql) => {
      field.value = sql;
      changed();
      field.focus();
      /** @type {HTMLDetailsElement} */ (place.parentElement).open = false;
    };
    const mine = past();
    show(place, h('h2', 'Run from here'), mine.length > 0 ? h('ul', mine.map(sql => h('li', button(sql.length > 200 ? `${sql.slice(0, 200)}…` : sql, () => use(sql), { class: 'quiet mono' })))) : h('p.quiet-text', 'Nothing yet.'));
    const { statements } = await call('statements');
    place.append(h('h2', 'Sent by the studio'), h('ul', statements.slice(-200).reverse().map((/** @type {any} */ one) => h('li', h('small', when(one.at), ` ${duration(one.took_us)}`), h('code', one.sql)))));
  }

  kept = { view: { element: h('div.console', bar, editor, answers), shown: () => field.focus(), leave: () => completion.close() }, writes: mode.on };
  return kept.view;
}

/** @param {Cell} cell */
const plain = cell => (cell === null ? 'NULL' : typeof cell === 'string' ? cell : cell.head);
