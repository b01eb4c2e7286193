// SPDX-License-Identifier: BSL-1.0
// A plan as a list, and a run of it.
import { h, number, plural } from './dom.js';
import { link } from './route.js';

/** @param {PlanStep} step */
function dangers(step) {
  const tables = step.statements.flatMap(statement => statement.tables);
  const marks = [];
  const losses = step.statements.flatMap(statement => statement.losses);
  if (losses.length > 0) marks.push(['interrupted', losses.join(', ')]);
  for (const table of tables) {
    const size = table.rows === null ? '' : ` (${plural(table.rows, 'row')})`;
    if (table.rewrites) marks.push(['pending', `writes all of ${table.name}${size}`]);
    if (table.blocks) marks.push(['pending', `blocks ${table.blocks} of ${table.name}`]);
  }
  if (!step.transactional) marks.push(['pending', 'without a transaction']);
  if (!step.reversible) marks.push(['pending', 'no way back']);
  return [...new Map(marks.map(mark => [mark[1], mark])).values()].map(([look, text]) => h('span', { class: `mark ${look}` }, text));
}

/** @param {Plan} plan @param {number} [most] */
export function planSteps(plan, most = Infinity) {
  const rest = plan.steps.length - most;
  return h(
    'ol.plan',
    plan.steps.slice(0, most).map(step => h('li', h('a', { href: link('migrations', [step.set, step.version || step.name]) }, h('span.mono', step.version || step.kind), ' ', step.name), h('small', plural(step.statements.length, 'statement')), dangers(step))),
    rest > 0 && h('li.rest', `and ${number(rest)} more`),
  );
}

/** @param {Plan} plan */
export function planTotals({ steps, totals }) {
  const words = [plural(steps.length, 'migration'), plural(totals.statements, 'statement')];
  /** @type {(count: number, one: string, many: string) => unknown} */
  const add = (count, one, many) => count > 0 && words.push(plural(count, one, many));
  add(totals.losses, 'that loses data', 'that lose data');
  add(totals.rewrites, 'that writes a whole table', 'that write whole tables');
  add(totals.blocking, 'that makes others wait', 'that make others wait');
  add(totals.irreversible, 'without a way back', 'without a way back');
  return h('p.totals', words.join(', '));
}
