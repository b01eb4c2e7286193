// SPDX-License-Identifier: BSL-1.0
// Every migration with its state, both halves, what it changed and what is wrong
// with it; the plan, and its run.
import { call, mode, overview, status, stream } from './api.js';
import { anchor, button, copyButton, dialog, duration, empty, fault, h, heads, icon, number, plural, region, say, show, stepInList, terms, when } from './dom.js';
import { planSteps, planTotals } from './plan.js';
import { go, link, replace, route } from './route.js';
import { code } from './sql_text.js';

/** @param {string} name */
const words = name => name.replace(/_/g, ' ');
/** @param {string} name */
const stateMark = name => h('span', { class: `state ${name}` }, icon(name), words(name));
// Long names break behind these.
/** @param {string} name */
const breakable = name => name.split(/(?<=[_-])/).flatMap(part => [part, h('wbr')]);
/** @param {MigrationState} m */
const keyOf = m => [m.set, m.version || m.name];

/** @returns {Promise<View>} */
export async function migrations() {
  const [known, place] = await Promise.all([status(), overview()]);
  const all = [...known.migrations, ...known.seeds];
  const several = new Set(all.map(m => m.set)).size > 1;
  const sets = place.sets.filter(set => !set.required);
  const detail = h('section.detail', { 'aria-label': 'Migration', tabindex: '0' });
  const list = h('div.list', { ...region('All migrations'), keydown: stepInList });
  let wanted = '';

  function drawList() {
    const { rest, query } = route();
    const only = query.get('state');
    const totals = new Map();
    for (const { state } of all) totals.set(state, (totals.get(state) ?? 0) + 1);
    show(
      list,
      h('div.chips', { role: 'group', 'aria-label': 'States' }, [...totals].map(([state, count]) => button([stateMark(state), h('b', number(count))], () => go('migrations', rest, { state: only === state ? null : state }), { 'aria-pressed': String(only === state), class: 'chip' }))),
      h('table.plain.rows', heads(['Version', 'Name', 'State', 'Applied', 'By', 'Took'], ['Took']), h('tbody', all.filter(m => !only || m.state === only).map(m => row(m, rest, only)))),
    );
  }

  /** @type {(m: MigrationState, rest: string[], only: string | null) => HTMLElement} */
  function row(m, rest, only) {
    const selected = rest[0] === m.set && rest[1] === keyOf(m)[1];
    return h(
      'tr',
      { class: selected && 'selected' },
      h('td.mono', m.version || h('small', m.kind)),
      h('th', { scope: 'row' }, anchor(breakable(m.name), link('migrations', keyOf(m), { state: only }), { 'aria-current': selected && 'true' }), several && h('small', ` ${m.set}`)),
      h('td', stateMark(m.state)),
      h('td', when(m.applied?.at)),
      h('td', m.applied?.by),
      h('td.number', duration(m.applied?.duration_us)),
    );
  }

  async function drawDetail() {
    const { rest, query } = route();
    const direction = query.get('plan');
    const key = rest.join('/') + direction + query.get('set');
    if (key === wanted) return;
    wanted = key;
    const fill = (/** @type {Child[]} */ ...parts) => wanted === key && show(detail, ...parts);
    try {
      if (direction) return fill(...(await planned(direction, query.get('set') ?? undefined)));
      if (rest.length < 2) return fill(empty(all.length > 0 ? 'Choose a migration' : 'There are no migrations', all.length > 0 ? 'Its scripts, what it changed, and what is wrong with it appear here.' : 'Write one with the command create, build the program if there is one, and start the studio again.'), await runs());
      const one = all.find(m => m.set === rest[0] && keyOf(m)[1] === rest[1]);
      const m = await call('migration', { set: rest[0], version: one?.version ?? rest[1], name: one?.name });
      fill(...described(m));
      if (m.version && m.file) void call('changes', { set: m.set, version: m.version }).then(({ changes }) => fill(...described(m, changes)), () => {});
    } catch (error) {
      fill(fault(error));
    }
  }

  const actions = h(
    'div.actions',
    anchor('Plan of up', link('migrations', [], { plan: 'up' }), { class: 'button' }),
    sets.map(({ name }) => anchor(`Plan of down${sets.length > 1 ? ` of ${name}` : ''}`, link('migrations', [], { plan: 'down', set: sets.length > 1 ? name : null }), { class: 'button' })),
    mode.on && place.views?.generate && button('Generate…', generate),
  );
  drawList();
  void drawDetail();
  return {
    element: h('div.split', h('header.bar', h('h1', 'Migrations'), h('span.quiet-text', known.running ? `${known.running} is migrating` : ''), actions), list, detail),
    update() {
      drawList();
      void drawDetail();
      return true;
    },
  };
}

/** The runs, the last one first. */
async function runs() {
  const all = /** @type {Run[]} */ ((await call('history')).runs).reverse();
  if (all.length === 0) return null;
  return h(
    'section',
    h('h2', 'Runs'),
    h(
      'table.plain',
      heads(['Began', 'Did', 'By', 'Steps']),
      h('tbody', all.slice(0, 100).map(run => h('tr', h('td', when(run.began_at)), h('th', { scope: 'row' }, run.action, run.state !== 'done' && h('span.warn', ` ${run.state}`), h('small', run.error ?? run.reason)), h('td', `${run.by}${run.host && `@${run.host}`}`), h('td', { title: run.steps.join('\n') }, run.steps.length === 1 ? run.steps[0] : number(run.steps_done))))),
    ),
  );
}

const inCode = 'It is written in C++.';

/** @type {(m: Migration, changes?: Change[]) => Child[]} */
function described(m, changes = []) {
  const { state, applied } = m;
  const facts = /** @type {Terms} */ (
    [
      ['State', stateMark(state)],
      applied && ['Applied', [when(applied.at), ` by ${applied.by}`]],
      applied && ['Batch', number(applied.batch)],
      applied && ['Took', duration(applied.duration_us)],
      applied?.baseline_reason && ['Not run', applied.baseline_reason],
      m.file && ['File', h('span.mono', m.file)],
    ].filter(Boolean)
  );
  return [
    h('h2', m.version && h('span.mono', m.version), ' ', m.name),
    h('dl.facts', terms(facts)),
    meaning(state),
    m.findings.length > 0 && h('section', h('h3', 'Findings'), h('ul.findings', m.findings.map(f => h('li', { class: f.level }, icon(f.level === 'error' ? 'interrupted' : 'pending'), h('div', h('p', f.message, ' ', h('small', [f.rule, f.line && `line ${f.line}`].filter(Boolean).join(', '))), f.hint && h('p.hint', f.hint)))))),
    changes.length > 0 && h('section', h('h3', 'What it changes'), h('ul.changes', changes.map(({ change, object }) => h('li', { class: change }, `${change} ${object}`))), m.version && anchor('See it in the diagram', link('diagram', [], { at: `${m.set}/${m.version}` }))),
    half('Up', m.up, m.file ? inCode : 'It is not here.'),
    half('Down', m.down, m.reversible ? inCode : 'There is no way back.'),
  ].filter(Boolean);
}

// What a state asks of people.
/** @param {string} state */
function meaning(state) {
  const text = /** @type {Record<string, string>} */ ({
    edited: 'The file was changed after it was applied. Undo the change and write a new migration, or accept it with repair.',
    missing: 'The database has it, and it is not here: take the sources that have it.',
    newer: 'The database is ahead of the migrations here.',
    interrupted: 'A run ended in the middle of it. Look at what was done, then run up again or resolve it.',
    out_of_order: 'It is older than what is applied: up refuses it unless told otherwise.',
  })[state];
  return text && h('p.notice', icon(state), text);
}

/** @type {(title: string, sql: string | null, otherwise: string) => HTMLElement} */
const half = (title, sql, otherwise) => h('section', h('header.line', h('h3', title), sql && copyButton(sql)), sql ? code(sql, { 'aria-label': `SQL of ${title}` }) : h('p.quiet-text', otherwise));

/** @type {(direction: string, set?: string) => Promise<Child[]>} */
async function planned(direction, set) {
  const plan = /** @type {Plan} */ (await call('plan', { direction, set }));
  const title = h('h2', 'Plan of ', h('code', direction));
  if (plan.steps.length === 0) return [title, empty('Nothing to do', direction === 'up' ? 'All migrations are applied.' : 'Nothing is applied that could be undone.')];
  return [title, planTotals(plan), planSteps(plan), h('p.quiet-text', `Plan ${plan.hash}`), mode.on ? button(direction === 'up' ? 'Apply…' : 'Undo…', () => run(plan, direction, set), { class: direction === 'up' ? 'primary' : 'danger' }) : h('p.hint', mode.possible ? 'Switch writing on to run it.' : 'The studio was started without --write, so it does not run it.')];
}

// The question of the terminal, the run, and its report.
/** @type {(plan: Plan, direction: string, set?: string) => Promise<void>} */
async function run(plan, direction, set) {
  const known = await overview();
  const typed = known.confirm;
  const field = typed !== null && h('input', { type: 'text', 'aria-label': 'Name of the database', autocomplete: 'off', input: () => (start.disabled = field && field.value !== typed) });
  const progress = h('div.progress');
  const lines = h('ol.log', { 'aria-live': 'polite' });
  const verb = direction === 'up' ? 'Apply' : 'Undo';
  const cancel = button('Cancel', () => box.close());
  const start = button(`${verb} ${plural(plan.steps.length, 'migration')}`, begin, { class: direction === 'up' ? 'primary' : 'danger', disabled: typed !== null });
  const box = dialog(`${verb} ${direction === 'up' ? 'to' : 'in'} ${known.database}?`, [planTotals(plan), planSteps(plan), field && h('label', 'Type ', h('b', typed), ' to go on', field), progress, lines], [cancel, start]);

  async function begin() {
    start.disabled = true;
    let finished = 0;
    let ended = 'The run has ended';
    /** @type {any} */
    let report = null;
    const bar = h('progress', { max: plan.steps.length, value: 0, 'aria-label': 'Progress' });
    show(progress, bar);
    try {
      await stream(direction, { plan: plan.hash, set, confirm: field ? field.value : 'yes' }, line => {
        if (line.report) return (report = line.report);
        if (line.error) return (report = line);
        if (line.event === 'finished') bar.value = ++finished;
        lines.append(h('li', { class: line.event }, line.text ?? `${line.event} ${line.version ?? ''} ${line.name ?? ''}`));
      });
      if (report?.error) throw report.error;
      show(progress, h('p.good', icon('applied'), `${plural(report?.done?.length ?? finished, 'migration')} done in ${duration(report?.duration_us) || 'no time'}.`));
    } catch (error) {
      ended = 'The run has failed';
      show(progress, fault(error));
    }
    box.querySelector('h2')?.replaceChildren(ended);
    say(ended);
    cancel.remove();
    const done = button('Done', () => box.close(), { class: 'primary' });
    start.replaceWith(done);
    done.focus();
    box.addEventListener('close', () => {
      replace(link('migrations'));
      dispatchEvent(new CustomEvent('studio-again'));
    });
  }
}

/** Writes the migration that the declared schema asks for. */
async function generate() {
  const name = h('input', { type: 'text', placeholder: 'add_email', 'aria-label': 'Name of the migration', autocomplete: 'off' });
  const body = h('div', h('p.waiting', 'Comparing…'));
  const write = button('Write the files', () => ask(false), { class: 'primary', disabled: true });
  const box = dialog('Generate a migration', [h('label', 'Name', name), body], [button('Cancel', () => box.close()), write]);
  /** @param {boolean} dry */
  async function ask(dry) {
    write.disabled = true;
    try {
      const made = await call('generate', { name: name.value || undefined, dry_run: dry });
      write.disabled = !dry || made.changes.length === 0;
      if (made.changes.length === 0) return show(body, empty('Nothing to generate', 'The migrations make what the schema declares.'));
      show(body, h('ul.changes', made.changes.map((/** @type {any} */ change) => h('li', change.change))), made.files.map((/** @type {any} */ file) => h('section', h('h3.mono', file.file), code(file.sql))), !dry && h('p.good', icon('applied'), 'Written. Build the program if there is one, and start the studio again to see it.'));
    } catch (error) {
      show(body, fault(error));
    }
  }
  await ask(true);
}
