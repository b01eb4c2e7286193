// SPDX-License-Identifier: BSL-1.0
// How the database differs from what the migrations make.
import { call } from './api.js';
import { button, copyButton, empty, fault, h, heads, icon, plural, region } from './dom.js';
import { code } from './sql_text.js';

const looks = /** @type {Record<string, [string, string]>} */ ({ missing: ['removed', 'missing'], unexpected: ['added', 'unexpected'], different: ['changed', 'different'] });

/** @type {(title: string, what: string, sql: string) => Child} */
const way = (title, what, sql) => sql !== '' && h('section', h('header.line', h('h2', title), copyButton(sql)), h('p.quiet-text', what), code(sql, { 'aria-label': title }));

/** @returns {Promise<View>} */
export async function drift() {
  const title = h('header.line', h('h1', 'Drift'), button('Look again', () => dispatchEvent(new CustomEvent('studio-again'))));
  /** @type {Drift} */
  let found;
  try {
    found = await call('drift');
  } catch (error) {
    return { element: h('div.page', title, fault(error)) };
  }
  if (!found.objects) return { element: h('div.page', title, fault(found.error ?? { message: 'nothing is known of drift' })) };
  const none = found.objects.length === 0;
  return {
    element: h(
      'div.page',
      title,
      found.expected_of_server && h('p.notice', icon('interrupted'), `What is expected comes from PostgreSQL ${found.expected_of_server}, which may print the same otherwise.`),
      none ? empty('No drift', 'The database has what its migrations make, and nothing else.') : h('p.totals', `${plural(found.objects.length, 'object')} ${found.objects.length === 1 ? 'differs' : 'differ'} from what the migrations make.`),
      !none &&
        h('div.scroll', region('Differences'), h('table.plain', heads(['', 'Object', 'Of which', 'Expected', 'Found']), h('tbody', found.objects.flatMap(differs)))),
      found.unplanned && h('p.notice', icon('interrupted'), found.unplanned),
      h('div.halves', way('Back to the migrations', 'Run this on the database to take back what was changed by hand.', found.revert), way('Keep what is there', 'Put this into a migration so that every database gets it.', found.adopt)),
      found.declared && found.declared.length > 0 && h('section', h('h2', 'Declared and not yet migrated'), h('ul.changes', found.declared.map(({ change }) => h('li', change)))),
    ),
  };
}

/** @param {Drift['objects'][number]} object */
function differs({ drift, object, aspects }) {
  const [look, word] = looks[drift] ?? ['changed', drift];
  const shown = aspects.length > 0 ? aspects : [{ aspect: '', expected: '', found: '' }];
  return shown.map(({ aspect, expected, found }, index) => h('tr', { class: index > 0 && 'more' }, index === 0 ? [h('td', h('span', { class: `change ${look}` }, word)), h('th', { scope: 'row' }, object)] : [h('td'), h('td')], h('td', aspect), h('td.mono', expected), h('td.mono', found)));
}
