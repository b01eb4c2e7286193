// SPDX-License-Identifier: BSL-1.0
// What state the database is in, at a glance.
import { call, overview, schema, status } from './api.js';
import { anchor, fault, h, heads, icon, number, plural, region, show, terms } from './dom.js';
import { planSteps, planTotals } from './plan.js';
import { link } from './route.js';

const counts = /** @type {const} */ (['applied', 'pending', 'edited', 'missing', 'newer', 'interrupted']);

/** @param {SetCounts[]} sets */
const setTable = sets =>
  h(
    'table.plain',
    heads(['Set', ...counts, 'History table'], counts),
    h('tbody', sets.map(set => h('tr', h('th', { scope: 'row' }, set.name), counts.map(name => h('td', { class: `number ${set[name] > 0 ? name : 'zero'}` }, number(set[name] ?? 0))), h('td.mono', set.history_table)))),
  );

/** @param {Overview} known @param {Status} state */
function verdict(known, state) {
  const { pending = 0, edited = 0, missing = 0, interrupted = 0 } = state.totals;
  if (interrupted > 0) return ['interrupted', plural(interrupted, 'migration was interrupted', 'migrations were interrupted')];
  if (edited > 0) return ['edited', plural(edited, 'migration edited after it was applied', 'migrations edited after they were applied')];
  if (missing > 0) return ['missing', plural(missing, 'migration of the database is not here', 'migrations of the database are not here')];
  if (!state.initialised) return ['pending', 'Nothing has been applied here yet'];
  if (pending > 0) return ['pending', `${plural(pending, 'migration')} pending`];
  return known.drift === 'differs' ? ['edited', 'Up to date, but the schema has drifted'] : ['applied', 'Up to date'];
}

/** @returns {Promise<View>} */
export async function overviewPage() {
  const [known, state] = await Promise.all([overview(), status()]);
  const [look, words] = verdict(known, state);
  const up = h('section', { 'aria-label': 'What up would do' }, h('h2', 'What ', h('code', 'up'), ' would do'), h('p.waiting', 'Planning…'));
  call('plan', { direction: 'up' }).then(
    plan => show(up, up.firstChild, plan.steps.length === 0 ? h('p', 'Nothing: all migrations are applied.') : [planTotals(plan), planSteps(plan, 12), h('p', anchor('Review the plan', link('migrations', [], { plan: 'up' })))]),
    error => show(up, up.firstChild, fault(error)),
  );
  const tables = h('dd', '…');
  schema().then(
    found => show(tables, anchor(`${plural(found.tables.length, 'table')}, ${plural(found.edges.length, 'foreign key')}`, link('diagram'))),
    () => show(tables, 'unknown'),
  );
  const drift = { none: 'None: the schema is what the migrations make', differs: 'The schema is not what the migrations make', unknown: known.drift_reason ?? 'Unknown' }[known.drift];
  const facts = /** @type {Terms} */ ([
    ['Database', h('span.mono', known.database)],
    ['Server', known.server],
    known.user && ['User', [known.user, known.superuser && h('span.warn', ' superuser: read-only is not tight for one')]],
    ['Protected', known.protected ?? 'no'],
    ['Lock', known.lock ?? state.running ?? 'nobody is migrating'],
    ['Drift', anchor(drift, link('drift'))],
  ].filter(Boolean));
  return {
    element: h(
      'div.page',
      h('h1.verdict', h('span', { class: `state ${look}` }, icon(look)), words),
      !known.local && h('p.notice', icon('interrupted'), 'This database is on another machine.'),
      h('div.columns', h('div', h('section', { 'aria-label': 'Migrations' }, h('h2', 'Migrations'), h('div.scroll', region('Sets'), setTable(known.sets))), up), h('section.facts', { 'aria-label': 'Database' }, h('h2', 'Database'), h('dl', terms(facts), h('dt', 'Schema'), tables))),
    ),
  };
}
