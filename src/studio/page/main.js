// SPDX-License-Identifier: BSL-1.0
// The frame: which view is shown, the bar above it, and the keys that work everywhere.
import { enter, forget, mode, overview, status } from './api.js';
import { data } from './data.js';
import { diagram } from './diagram.js';
import { anchor, button, byId, dialog, fault, h, icon, say, show } from './dom.js';
import { drift } from './drift.js';
import { stagedCount } from './edits.js';
import { migrations } from './migrations.js';
import { overviewPage } from './overview.js';
import { palette } from './palette.js';
import { link, route } from './route.js';
import { console_ } from './sql.js';

/** @type {Record<string, [string, (at: Route) => Promise<View>]>} */
const views = {
  overview: ['Overview', overviewPage],
  diagram: ['Diagram', diagram],
  migrations: ['Migrations', migrations],
  drift: ['Drift', drift],
  data: ['Data', data],
  sql: ['SQL', console_],
};

/** @type {{name: string, view: View} | null} */
let current = null;
let visits = 0;

async function visit() {
  const at = route();
  const name = Object.hasOwn(views, at.view) ? at.view : 'overview';
  const [title, open] = views[name];
  for (const made of byId('views').children) made.toggleAttribute('aria-current', false);
  byId(`view-${name}`)?.setAttribute('aria-current', 'page');
  document.title = `${[...at.rest, title].join(' · ')} · Godwit studio`;
  if (current?.name === name && current.view.update?.(at)) return reveal();
  const turn = ++visits;
  const main = byId('main');
  main.setAttribute('aria-busy', 'true');
  const patience = setTimeout(() => turn === visits && show(main, h('p.waiting', 'Reading…')), 200);
  current?.view.leave?.();
  current = null;
  try {
    const view = await open(at);
    if (turn !== visits) return view.leave?.();
    current = { name, view };
    show(main, view.element);
    view.shown?.();
    reveal();
    if (!byId('place').firstChild) void frame();
  } catch (error) {
    if (turn === visits) show(main, h('div.page', h('h1', title), fault(error), button('Try again', again, { class: 'primary' })));
  } finally {
    clearTimeout(patience);
    if (turn === visits) main.removeAttribute('aria-busy');
  }
}

/** What is chosen in a list that is longer than the window. */
const reveal = () => byId('main').querySelector('a[aria-current]')?.scrollIntoView({ block: 'nearest' });

/** Reads all anew: what was kept may be old. */
function again() {
  forget();
  current?.view.leave?.();
  current = null;
  void frame();
  void visit();
}

/** The bar above the views, which says less while the database does not answer. */
async function frame() {
  const known = await overview().catch(() => null);
  mode.possible = Boolean(known?.write);
  mode.on &&= mode.possible;
  drawFrame(known);
  badges(known?.drift, (await status().catch(() => null))?.totals);
}

/** @param {Overview | null} known */
function drawFrame(known) {
  show(byId('place'), known && [h('b', known.name), h('span', known.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL')]);
  byId('place').title = known?.database ?? '';
  const bar = byId('writing');
  bar.hidden = !mode.on;
  show(bar, icon('interrupted'), 'Changes are written to ', h('b', known?.database));
  const change = () => {
    mode.on = !mode.on;
    again();
    say(mode.on ? 'Writing is on' : 'Writing is off');
  };
  const tools = byId('tools');
  const inUse = tools.contains(document.activeElement);
  show(
    tools,
    mode.possible ? button([h('i'), 'Write'], change, { role: 'switch', 'aria-checked': String(mode.on), class: 'switch' }) : known && h('span.badge', { title: 'Started without --write: nothing can be changed from here' }, 'Read-only'),
    button([icon('search'), 'Search', h('kbd', 'Ctrl K')], () => palette(), { class: 'find' }),
    button(icon('theme'), theme, { class: 'quiet', 'aria-label': 'Light or dark' }),
    button(icon('missing'), keys, { class: 'quiet', 'aria-label': 'Keys' }),
  );
  if (inUse) tools.querySelector('button')?.focus();
}

/** @type {{drift?: string, totals: Record<string, number>}} */
let drawn = { totals: {} };

/** How much waits behind the views. */
function badges(drift = drawn.drift, totals = drawn.totals) {
  drawn = { drift, totals };
  const { pending = 0, edited = 0, missing = 0, interrupted = 0 } = totals;
  const waits = pending + edited + missing + interrupted;
  /** @type {Record<string, Child>} */
  const counts = { migrations: waits || '', drift: drift === 'differs' ? '!' : '', data: stagedCount() || '' };
  show(byId('views'), Object.entries(views).map(([name, [title]]) => anchor([title, counts[name] && h('span.count', counts[name])], link(name), { id: `view-${name}`, 'aria-current': name === (current?.name ?? route().view) && 'page' })));
}

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  localStorage.setItem('godwit.theme', (root.dataset.theme = dark ? 'light' : 'dark'));
}

function keys() {
  const known = [
    ['Ctrl K', 'Search commands, tables and migrations'],
    ['/', 'Find a table'],
    ['g, then o d m r t s', 'Overview, diagram, migrations, drift, data (tables), SQL'],
    ['Arrows', 'Move in a grid, a list, or from table to table in the diagram'],
    ['+ − 0', 'Diagram: closer, farther, all; Shift and arrows move it'],
    ['f', 'Diagram: focus on the table'],
    ['Enter', 'Open the cell, the table or the migration'],
    ['Ctrl Enter', 'SQL: run the statement; grid: follow the foreign key'],
    ['F2', 'Edit the cell'],
    ['Alt N, Alt E, Alt D', 'NULL, the empty text, DEFAULT'],
    ['Insert, Ctrl Delete', 'Add a row, delete the row'],
    ['Esc', 'Discard what was staged in the cell; close a panel'],
    ['Ctrl S', 'Review what is staged, and apply it'],
    ['Ctrl Space', 'SQL: complete'],
    ['Ctrl and a click', 'Open a link in another tab'],
    ['?', 'These keys'],
  ];
  dialog('Keys', [h('dl.keys', known.map(([key, what]) => [h('dt', h('kbd', key)), h('dd', what)]))]);
}

const jumps = /** @type {Record<string, string>} */ ({ o: 'overview', d: 'diagram', m: 'migrations', r: 'drift', t: 'data', s: 'sql' });
let jumping = 0;

addEventListener('keydown', event => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select');
  if ((event.ctrlKey || event.metaKey) && event.key === 'k') palette();
  else if (typing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
  else if (event.key === '/') palette('tables');
  else if (event.key === '?') keys();
  else if (event.key === 'g') {
    jumping = event.timeStamp;
    return;
  } else if (event.timeStamp - jumping < 1500 && event.key in jumps) location.hash = link(jumps[event.key]);
  else return;
  jumping = 0;
  event.preventDefault();
});

// What a tab keeps goes along to one that is opened from it by a script, and not
// to one that the browser opens by itself.
/** @param {MouseEvent} event */
function openTab(event) {
  const inTab = event.button === 1 || (event.button === 0 && (event.ctrlKey || event.metaKey || event.shiftKey));
  const to = inTab && event.target instanceof Element && event.target.closest('a[href^="#"]');
  if (!to) return;
  event.preventDefault();
  open(/** @type {string} */ (to.getAttribute('href')));
}
addEventListener('click', openTab);
addEventListener('auxclick', openTab);

const gone = byId('gone');
/** @param {Children[]} text */
function warn(...text) {
  gone.hidden = false;
  show(gone, icon('interrupted'), text);
}
addEventListener('studio-gone', () => {
  warn('The studio does not answer: it has ended, or the connection to it. Start it again and open the address that it prints. ', button('Try again', again));
});
addEventListener('studio-there', () => (gone.hidden = true));
addEventListener('studio-locked', () => {
  warn('This tab has no key to the studio. Open the address that it printed last, which works once. Further tabs are opened from the first, by Ctrl and a click on a link.');
});
addEventListener('hashchange', async () => {
  for (const open of document.querySelectorAll('dialog')) open.close();
  // The address of a studio that was started again where the last one was, maybe
  // for another database: nothing of that one stays.
  if (await enter().catch(() => true)) location.reload();
  else void visit();
});
addEventListener('studio-again', again);
addEventListener('studio-staged', () => badges());
addEventListener('beforeunload', event => stagedCount() > 0 && event.preventDefault());

byId('skip').addEventListener('click', () => byId('main').focus());
document.documentElement.dataset.theme = localStorage.getItem('godwit.theme') ?? '';
try {
  await enter();
  await frame();
  await visit();
} catch (error) {
  show(byId('main'), h('div.page', h('h1', 'Godwit studio'), fault(error)));
}
