// SPDX-License-Identifier: BSL-1.0
// All of one table, beside the diagram.
import { schema } from './api.js';
import { anchor, fault, h, icon, show, sidePanel } from './dom.js';
import { link } from './route.js';
import { coloured } from './sql_text.js';

/** @type {(title: string, items: Child[]) => Child} */
const part = (title, items) => items.length > 0 && h('details', { open: true }, h('summary', title, h('span.count', items.length)), h('ul', items.map(item => h('li', item))));

/** @type {(name: string, definition: string) => HTMLElement} */
const defined = (name, definition) => h('div', h('b.mono', name), h('code', coloured(definition)));

/** @type {(known: Schema, table: Table, close: () => void) => HTMLElement} */
export function tablePanel(known, table, close) {
  const named = (/** @type {string} */ id) => anchor(known.tables.find(one => one.id === id)?.name ?? id, link('diagram', [id]));
  const out = known.edges.filter(edge => edge.from === table.id);
  const into = known.edges.filter(edge => edge.to === table.id);
  const migrations = h('div', h('p.quiet-text', 'Asking the migrations…'));
  schema({ touched: true }).then(
    ({ tables }) => show(migrations, part('Migrations that touched it', (tables.find(({ id }) => id === table.id)?.touched_by ?? []).map(one => anchor([h('span.mono', one.version), ` ${one.name}`], link('migrations', [one.set, one.version || one.name]))))),
    error => show(migrations, fault(error)),
  );
  return sidePanel(
    table.name,
    `Table ${table.name}`,
    close,
    h('p.quiet-text', [table.kind, table.schema].filter(Boolean).join(' in ')),
    table.comment && h('p', table.comment),
    h('p.actions', anchor('Rows', link('data', [table.id]), { class: 'button' })),
    part(
      'Columns',
      table.columns.map(column => h('div.column', h('b.mono', column.key && icon('key'), column.name), h('span', column.type, !column.nullable && ' not null', column.generated && ' generated'), column.default !== null && h('code', /^GENERATED /.test(column.default) ? column.default : `default ${column.default}`), column.comment && h('p', column.comment))),
    ),
    part('References', out.map(edge => h('div', named(edge.to), h('span', ` by ${edge.from_columns.join(', ')}`)))),
    part('Referenced by', into.map(edge => h('div', named(edge.from), h('span', ` by ${edge.from_columns.join(', ')}`)))),
    part('Indexes', table.indexes.map(index => defined(index.name, index.definition))),
    part('Constraints', table.constraints.map(one => defined(one.name || one.kind, one.definition))),
    part('Triggers', table.triggers.map(one => defined(one.name, one.definition))),
    part('Others', (table.others ?? []).map(one => defined(one.name || one.kind, one.definition))),
    part('Partitions', table.partitions ?? []),
    table.definition && part('Definition', [h('code', coloured(table.definition))]),
    migrations,
  );
}
