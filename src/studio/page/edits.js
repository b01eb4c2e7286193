// SPDX-License-Identifier: BSL-1.0
// Changes of rows that wait until they are applied, all in one transaction.
import { call } from './api.js';
import { button, copyButton, dialog, download, fault, h, heads, icon, plural, say, show } from './dom.js';
import { code } from './sql_text.js';

/** @type {Map<string, Staged>} */
const staged = new Map();
let inserts = 0;

export const stagedCount = () => staged.size;
export const faults = () => [...staged.values()].flatMap(edit => edit.fault ?? []);
const changed = () => dispatchEvent(new CustomEvent('studio-staged'));

/** @param {string} table @param {Row} row */
export const idOf = (table, row) => JSON.stringify([table, row.key, row.key ? '' : row.version]);
/** @param {string} id */
export const stagedAt = id => staged.get(id);
/** @param {string} table */
export const insertsOf = table => [...staged.values()].filter(edit => edit.kind === 'insert' && edit.table === table);

// The version of a row with a value that is shown in part is of that part, and
// becomes that of all of it before the value is looked at, or the row changed.
/** @type {(table: string, row: Row) => Promise<void>} */
export async function settle(table, row) {
  if (!row.cells.some(cell => cell !== null && typeof cell === 'object')) return;
  row.settled ??= call('version', { table, key: row.key, version: row.version }).then(({ version }) => void (row.version = version));
  await row.settled.catch(error => {
    delete row.settled;
    throw error;
  });
}

// Whether that went well matters when the edits are sent.
/** @type {(table: string, row: Row) => void} */
const beginToSettle = (table, row) => void settle(table, row).catch(() => {});

/** @type {(table: string, row: Row, columns: RowColumn[], column: string, value: Value) => void} */
export function stage(table, row, columns, column, value) {
  const id = idOf(table, row);
  const edit = staged.get(id) ?? { id, kind: 'update', table, row, values: {}, before: before(row, columns) };
  beginToSettle(table, row);
  if (edit.kind === 'delete') return;
  const was = edit.before[column];
  // What is as it was is no change, so that it is never written.
  if (('value' in value && value.value === was) || ('null' in value && was === null)) delete edit.values[column];
  else edit.values[column] = value;
  keep(edit);
}

/** @type {(row: Row, columns: RowColumn[]) => Record<string, Cell>} */
const before = (row, columns) => Object.fromEntries(columns.map((column, index) => [column.name, row.cells[index]]));

/** @param {Staged} edit */
function keep(edit) {
  delete edit.fault;
  if (edit.kind === 'update' && Object.keys(edit.values).length === 0) staged.delete(edit.id);
  else staged.set(edit.id, edit);
  changed();
}

/** @param {string} table */
export function stageInsert(table) {
  const id = `new ${++inserts}`;
  staged.set(id, { id, kind: 'insert', table, values: {}, before: {} });
  changed();
}

/** @type {(edit: Staged, column: string, value: Value) => void} */
export function stageIn(edit, column, value) {
  if ('default' in value) delete edit.values[column];
  else edit.values[column] = value;
  keep(edit);
}

/** @type {(table: string, row: Row, columns: RowColumn[]) => void} */
export function stageDelete(table, row, columns) {
  const id = idOf(table, row);
  if (staged.get(id)?.kind === 'delete') staged.delete(id);
  else staged.set(id, { id, kind: 'delete', table, row, values: {}, before: before(row, columns) });
  beginToSettle(table, row);
  changed();
}

// Takes back what is staged of a cell, or of the row where there is no column.
/** @type {(id: string, column?: string) => boolean} */
export const discard = (id, column) => {
  const edit = staged.get(id);
  if (!edit) return false;
  if (column === undefined || edit.kind === 'delete') staged.delete(id);
  else if (!(column in edit.values)) return false;
  else {
    delete edit.values[column];
    keep(edit);
  }
  changed();
  return true;
};

export function discardAll() {
  staged.clear();
  changed();
}

/** As the API takes them. */
const sent = () => [...staged.values()].map(({ kind, table, row, values, before }) => ({ kind, table, ...(row && { key: row.key, version: row.version, before }), ...(kind === 'delete' ? {} : { values }) }));

// What is staged as SQL, and what can be done with it.
/** @param {() => Promise<void>} again Reads the rows anew. */
export async function review(again) {
  if (staged.size === 0) return say('Nothing is staged');
  try {
    for (const { table, row } of staged.values()) if (row) await settle(table, row);
  } catch (error) {
    return say(/** @type {Error} */ (error).message);
  }
  const edits = sent();
  const text = h('div', h('p.waiting', 'Writing the SQL…'));
  const trouble = h('div');
  const name = h('input', { type: 'text', value: 'change_rows', 'aria-label': 'Name of the file', autocomplete: 'off' });
  const apply = button('Apply', run, { class: 'primary' });
  /** @param {string} as */
  const ask = as => call('edits', { edits, as, name: name.value }).catch(error => show(trouble, fault(error)));
  /** @param {string} as */
  const save = async as => {
    const made = await ask(as);
    if (!made) return;
    download(made.file ?? `${name.value}.sql`, made.text);
    show(trouble, h('p.good', icon('applied'), `Saved as ${made.file ?? name.value}: put it into the folder of the migrations.`));
  };
  // Which runs on other copies too, and so may not be what is shown.
  const copied = async () => (await ask('sql'))?.text ?? null;
  const box = dialog(
    `Apply ${plural(staged.size, 'change')}?`,
    [trouble, text, h('fieldset', h('legend', 'Or take it along'), h('label', 'Name', name), copyButton(copied, 'Copy as SQL'), button('Save as seed', () => save('seed')), button('Save as migration', () => save('migration')))],
    [button('Cancel', () => box.close()), apply],
  );
  // Until the rows are there, so that nobody types into those that go.
  const leave = async () => {
    await again();
    box.close();
  };
  apply.focus();
  try {
    show(text, code((await call('edits', { edits, as: 'preview' })).text));
  } catch (error) {
    show(text);
    refused(error);
  }

  async function run() {
    apply.disabled = true;
    show(trouble);
    try {
      const answer = await call('edits', { edits, as: 'apply' });
      if (answer.conflict) return conflict(answer.conflict);
      staged.clear();
      await leave();
      say(`${plural(answer.done, 'change')} applied`);
      changed();
    } catch (error) {
      refused(error);
    }
    apply.disabled = false;
  }

  // The draft is kept, and the error stands at its cell.
  /** @param {any} error */
  function refused(error) {
    show(trouble, fault(error));
    const edit = [...staged.values()][error.details?.edit ?? -1];
    if (!edit) return;
    edit.fault = error.details;
    changed();
  }

  /** @param {Conflict} found */
  function conflict(found) {
    const edit = [...staged.values()][found.edit];
    if (!edit) return;
    edit.fault = { code: 'conflict', message: 'somebody else has changed the row' };
    changed();
    const columns = Object.keys({ ...found.before, ...found.theirs, ...found.mine });
    /** @param {any} value */
    const shown = value => (value === undefined ? '' : value === null || value?.null ? h('i', 'NULL') : value?.default ? h('i', 'DEFAULT') : value === '' || value?.value === '' ? h('i', 'empty') : String(value?.value ?? value?.head ?? value));
    const rows = columns.filter(column => found.mine?.[column] !== undefined || JSON.stringify(found.before?.[column]) !== JSON.stringify(found.theirs?.[column]));
    const hidden = found.theirs && columns.every(column => JSON.stringify(found.before?.[column]) === JSON.stringify(found.theirs[column]));
    const drop = () => {
      discard(edit.id);
      void leave();
    };
    // What is staged now rests on what they have made of the row.
    const retry = () => {
      edit.row = { key: edit.row?.key ?? null, version: found.version, cells: [] };
      edit.before = found.theirs;
      delete edit.fault;
      void leave();
    };
    show(
      trouble,
      h('div.fault', { role: 'alert' }, icon('interrupted'), h('div', h('p', found.theirs ? 'Somebody else has changed this row since you read it. Nothing was written.' : 'Somebody else has deleted this row since you read it. Nothing was written.'), hidden && h('p', 'What they have changed is behind the part of a long value that is shown.'), h('div.actions', button('Drop mine', drop), found.theirs && button('Read the row again and keep mine', retry)), rows[0] && h('table.plain.versus', heads(['Before', 'Mine', 'Theirs']), rows.map(column => h('tbody', h('tr', h('th', { scope: 'rowgroup', colspan: '3' }, column)), h('tr', [found.before, found.mine, found.theirs].map(row => h('td.mono', shown(row?.[column]))))))))),
    );
  }
}
