// SPDX-License-Identifier: BSL-1.0
// The rows of a table.
import { call, mode, schema } from './api.js';
import { cellPanel } from './cell_panel.js';
import { anchor, button, duration, empty, fault, h, icon, number, plural, say, show, stepInList } from './dom.js';
import { discard, discardAll, faults, idOf, insertsOf, review, stage, stageDelete, stagedAt, stagedCount, stageIn, stageInsert } from './edits.js';
import { exportMenu } from './export_menu.js';
import { Grid, inOneLine, isNumeric } from './grid.js';
import { filtered, filtersOf, go, link, operators, route, sortOf } from './route.js';

const page = 100;

// One that is being added has no value yet, and leaves out no rows.
/** @param {Filter} filter */
const isWhole = filter => filter.operator.endsWith('null') || filter.value !== undefined;

/** @param {Cell | Value | undefined} cell */
function textOf(cell) {
  if (cell === null || cell === undefined) return 'NULL';
  if (typeof cell === 'string') return cell;
  if ('head' in cell) return cell.head;
  return 'value' in cell ? cell.value : 'null' in cell ? 'NULL' : 'DEFAULT';
}

// Value, empty, NULL and DEFAULT look different.
/** @type {(cell: Cell | Value | undefined) => Child[]} */
function nodesOf(cell) {
  if (cell && typeof cell === 'object' && 'head' in cell) {
    const whole = cell.binary && cell.head.replace(/^\\x/, '').length === 2 * cell.length;
    return [inOneLine(cell.head), h('span.cut', `${whole ? '' : '…'} ${number(cell.length)}${cell.binary ? ' bytes' : ''}`)];
  }
  const text = textOf(cell);
  const plain = typeof cell === 'string' || (cell && 'value' in cell);
  return plain && text !== '' ? [inOneLine(text)] : [h('span.null', plain ? 'empty' : text)];
}

/** @returns {Promise<View>} */
export async function data(/** @type {Route} */ at) {
  const known = await schema();
  const content = h('div.content');
  const side = tableList(known);
  const element = h('div.data', side, content);
  let rows = new TableRows(known, content);
  await rows.open(at);
  return {
    element,
    shown: () => rows.grid?.table.focus(),
    update(now) {
      for (const one of side.querySelectorAll('a')) one.toggleAttribute('aria-current', false);
      side.querySelector(`[data-id="${CSS.escape(now.rest[0] ?? '')}"]`)?.setAttribute('aria-current', 'true');
      rows.leave();
      const focused = rows.table?.id === now.rest[0] ? rows.inUse() : -1;
      rows = new TableRows(known, content);
      rows.focused = focused;
      void rows.open(now);
      return true;
    },
    leave: () => rows.leave(),
  };
}

/** @param {Schema} known */
function tableList(known) {
  const list = h('div.scroll');
  const filter = h('input', { type: 'search', placeholder: 'Filter tables', 'aria-label': 'Filter tables', autocomplete: 'off', input: draw });
  function draw() {
    const wanted = filter.value.toLowerCase();
    const current = route().rest[0];
    const groups = new Map();
    for (const table of known.tables.filter(table => table.name.toLowerCase().includes(wanted))) groups.set(table.schema ?? '', [...(groups.get(table.schema ?? '') ?? []), table]);
    show(
      list,
      [...groups].map(([name, tables]) => [groups.size > 1 && h('h3', name), h('ul', tables.map((/** @type {Table} */ table) => h('li', anchor([table.name, table.kind !== 'table' && h('small', ` ${table.kind}`)], link('data', [table.id]), { 'data-id': table.id, title: table.comment, 'aria-current': table.id === current && 'true' }))))]),
      groups.size === 0 && h('p.quiet-text', known.tables.length === 0 ? 'No tables' : 'No table has this name'),
    );
  }
  draw();
  return h('nav.side', { 'aria-label': 'Tables', keydown: stepInList }, filter, list);
}

// What can be used above the rows and below them.
/** @param {HTMLElement} content @returns {HTMLElement[]} */
const controls = content => [...content.querySelectorAll(/** @type {'a'} */ ('.bar :is(a, button, select, input, summary):not(.count-of *)'))];

class TableRows {
  /** @type {Row[]} */
  rows = [];
  /** @type {RowColumn[]} */
  columns = [];
  /** @type {unknown} */
  next = null;
  loading = false;
  focused = -1;
  /** @type {Table | undefined} */
  table;
  /** @type {Filter[]} */
  filters = [];
  where = '';
  /** @type {{column: string, descending: boolean}[]} */
  sort = [];
  /** @type {HTMLElement | undefined} */
  body;
  abort = new AbortController();
  /** @type {Grid | null} */
  grid = null;
  /** @type {HTMLElement | null} */
  panel = null;

  /** @param {Schema} known @param {HTMLElement} content */
  constructor(known, content) {
    this.known = known;
    this.content = content;
    this.status = h('span');
    this.count = h('span.count-of');
    this.trouble = h('div');
    this.staged = h('div.staged');
    this.onstaged = () => this.drawStaged();
    this.onkey = (/** @type {KeyboardEvent} */ event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
      event.preventDefault();
      if (mode.on) void review(() => this.reload());
    };
    addEventListener('studio-staged', this.onstaged);
    addEventListener('keydown', this.onkey);
  }

  /** Which of the controls has the focus, or else the rows: what is drawn anew keeps it there. */
  inUse() {
    return controls(this.content).indexOf(/** @type {HTMLElement} */ (document.activeElement));
  }

  leave() {
    this.abort.abort();
    removeEventListener('studio-staged', this.onstaged);
    removeEventListener('keydown', this.onkey);
  }

  get id() {
    return this.table?.id ?? '';
  }

  /** @param {Route} at */
  async open({ rest, query }) {
    this.table = this.known.tables.find(table => table.id === rest[0]);
    if (!this.table) return show(this.content, h('h1.hidden', 'Data'), rest[0] ? empty('There is no such table', [`${rest[0]} `, button('Look again', () => dispatchEvent(new CustomEvent('studio-again')))]) : empty(this.known.tables.length > 0 ? 'Choose a table' : 'This database has no tables', this.known.tables.length > 0 ? ['Press ', h('kbd', '/'), ' to find one.'] : 'Apply the migrations first.'));
    this.filters = filtersOf(query.get('filter'));
    this.where = query.get('where') ?? '';
    this.sort = sortOf(query.get('sort'));
    this.put(this.trouble, h('p.waiting', 'Reading…'));
    try {
      await this.read();
    } catch (error) {
      if (!this.abort.signal.aborted) this.put(fault(error));
      return;
    }
    this.draw();
    this.estimate(false);
  }

  /** @param {Child[]} parts */
  put(...parts) {
    show(this.content, h('h1.hidden', `Rows of ${this.table?.name}`), this.toolbar(), parts);
  }

  /** What says which rows: of the API's calls rows, count and export. */
  which() {
    return { table: this.id, filters: this.filters.filter(isWhole), where: this.where || undefined };
  }

  async read(anew = false) {
    const of = this.rows;
    const answer = /** @type {Rows} */ (await call('rows', { ...this.which(), sort: this.sort, after: (!anew && this.next) || undefined, limit: page }, this.abort.signal));
    if (anew) this.rows = [];
    else if (of !== this.rows) return;
    this.columns = answer.columns;
    this.rows.push(...answer.rows);
    this.next = answer.next;
    show(this.status, `${plural(this.rows.length, 'row')}${answer.next ? ' so far' : ''} in ${duration(answer.took_us)}`);
    this.status.title = answer.sql;
    if (answer.notice) show(this.trouble, h('p.notice', icon('pending'), answer.notice));
  }

  // Whoever is in the grid stays there.
  async reload() {
    this.focused = this.inUse();
    const was = this.rows.length > 0 && JSON.stringify(this.columns);
    try {
      await this.read(true);
      if (this.rows.length === 0 || JSON.stringify(this.columns) !== was) return this.draw();
      this.drawStaged();
      if (this.grid && this.panel?.isConnected) this.openPanel(this.grid.row, this.grid.column);
    } catch (error) {
      show(this.trouble, fault(error));
    }
  }

  /** @param {{filter?: string, where?: string, sort?: string}} change */
  goto(change) {
    const sort = this.sort.length > 0 ? JSON.stringify(this.sort.map(({ column, descending }) => [column, descending])) : '';
    go('data', [this.id], { filter: filtered(this.filters), where: this.where, sort, ...change });
  }

  toolbar() {
    const table = /** @type {Table} */ (this.table);
    const names = (this.columns.length > 0 ? this.columns : table.columns).map(({ name }) => name);
    const filters = this.filters;
    const set = () => this.goto({});
    /** @type {(filter: any, name: string) => Props} */
    const part = (filter, name) => ({ 'aria-label': name, change: (/** @type {any} */ event) => ((filter[name.toLowerCase()] = event.target.value), isWhole(filter) && set()) });
    /** @type {(filter: Filter, index: number) => HTMLElement} */
    const pill = (filter, index) => {
      const made = h(
        'span.pill',
        { role: 'group', 'aria-label': `Filter ${index + 1}` },
        h('select', part(filter, 'Column'), names.map(name => h('option', { selected: name === filter.column }, name))),
        h('select', part(filter, 'Operator'), operators.map(name => h('option', { selected: name === filter.operator }, name))),
        !filter.operator.endsWith('null') && h('input', { type: 'text', value: filter.value ?? '', ...part(filter, 'Value') }),
        button(icon('close'), remove, { class: 'quiet', 'aria-label': 'Remove the filter' }),
      );
      function remove() {
        filters.splice(filters.indexOf(filter), 1);
        if (!isWhole(filter)) made.remove();
        set();
      }
      return made;
    };
    const bar = h('div.filters', filters.map(pill));
    const add = () => {
      const filter = { column: this.grid && names[this.grid.column] ? names[this.grid.column] : names[0], operator: '=' };
      filters.push(filter);
      const made = pill(filter, filters.length - 1);
      bar.append(made);
      made.querySelector('select')?.focus();
    };
    const where = h('input', { type: 'text', class: 'where mono', placeholder: 'WHERE …', 'aria-label': 'Condition in SQL', value: this.where, spellcheck: 'false', change: () => this.goto({ where: where.value }) });
    return h(
      'div.bar',
      h('strong', { title: table.name }, table.name),
      this.count,
      bar,
      button('+ Filter', add),
      where,
      h('span.push'),
      mode.on && table.kind === 'table' && button('Add row', () => this.insert(), { id: 'add-row' }),
      anchor('Structure', link('diagram', [table.id]), { class: 'button' }),
      exportMenu(table.name, () => ({ ...this.which(), sort: this.sort }), error => show(this.trouble, fault(error))),
      button('Refresh', () => this.reload()),
    );
  }

  /** @param {boolean} exact */
  async estimate(exact) {
    const count = this.count;
    const id = `count-${Date.now()}`;
    const ask = (/** @type {string} */ text, title = '') => show(count, button(text, () => this.estimate(true), { class: 'quiet', title }));
    if (exact) show(count, 'counting… ', button('Stop', () => call('cancel', { id }), { class: 'quiet' }));
    try {
      const answer = await call('count', { ...this.which(), exact, id }, this.abort.signal);
      if (answer.count === null) ask('Count');
      else if (answer.exact) show(count, plural(answer.count, 'row'));
      else ask(`~${plural(answer.count, 'row')}`, 'An estimate. Count exactly');
    } catch (error) {
      if (!this.abort.signal.aborted) ask('Not counted', String(error));
    }
  }

  /** The edits that add rows stand above those that are there. */
  get added() {
    return insertsOf(this.id);
  }

  /** @param {number} row */
  at(row) {
    const added = this.added;
    if (row < added.length) return { edit: added[row], row: null };
    const one = this.rows[row - added.length];
    return { edit: one && stagedAt(idOf(this.id, one)), row: one ?? null };
  }

  // What stands in a cell: staged, else as read.
  /** @type {At<Cell | Value>} */
  value(row, column) {
    const { edit, row: read } = this.at(row);
    return edit?.values[this.columns[column].name] ?? (read ? read.cells[column] : { default: true });
  }

  /** @type {At<Promise<string>>} */
  async whole(row, column) {
    const { text, base64 } = await call('cell', { table: this.id, key: this.at(row).row?.key, column: this.columns[column].name });
    return text ?? (textOf(this.value(row, column)).startsWith('\\x') ? '\\x' : '') + Array.from(atob(base64), byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  }

  draw() {
    const table = /** @type {Table} */ (this.table);
    const { row, column } = this.grid ?? { row: 0, column: 0 };
    this.grid = new Grid({
      label: `Rows of ${table.name}`,
      columns: this.columns.map(column => {
        const sorted = this.sort.find(one => one.column === column.name);
        return { name: column.name, type: column.type, numeric: isNumeric(column.type), mark: column.key ? icon('key') : null, sorted: sorted ? (sorted.descending ? 'descending' : 'ascending') : null };
      }),
      count: () => this.added.length + this.rows.length,
      text: (row, column) => textOf(this.value(row, column)),
      whole: (row, column) => this.whole(row, column),
      paint: (cell, row, column) => this.paint(cell, row, column),
      head: row => {
        const { edit } = this.at(row);
        const sign = edit ? { insert: '+', update: '~', delete: '−' }[edit.kind] : row - this.added.length + 1;
        return { text: sign, class: edit && `${edit.kind}${edit.fault ? ' failed' : ''}`, title: edit?.fault?.message };
      },
      more: () => this.more(),
      sort: (column, add) => this.sortBy(this.columns[column].name, add),
      key: (event, row, column) => this.key(event, row, column),
      moved: (row, column) => this.panel?.isConnected && this.openPanel(row, column),
      open: (row, column) => this.openPanel(row, column, true),
      edit: mode.on ? (row, column) => this.edit(row, column) : undefined,
    });
    const none = this.rows.length === 0 && this.added.length === 0 && empty('No rows', this.filters.some(isWhole) || this.where ? ['None is as the filters want it. ', button('Clear them', () => this.goto({ filter: '', where: '' }))] : mode.on ? 'Add one with “Add row”.' : 'The table is empty.');
    this.body = h('div.body', { class: none && 'bare' }, this.grid.element);
    this.put(this.trouble, this.body, none, h('footer.bar', this.status, h('span.push'), this.staged));
    this.drawStaged();
    this.grid.move(row, column);
    if (!document.activeElement?.matches('.side input')) (controls(this.content)[this.focused] ?? this.grid.table).focus();
  }

  drawStaged() {
    const count = stagedCount();
    const wrong = faults()[0];
    show(this.staged, wrong && h('span.bad', wrong.message), count > 0 && [h('b', `${plural(count, 'change')} staged`), button('Discard all', discardAll), button(['Review and apply', h('kbd', 'Ctrl S')], () => review(() => this.reload()), { class: 'primary', disabled: !mode.on, title: mode.on ? '' : 'Switch writing on to apply them' })]);
    this.grid?.draw(true);
  }

  /** @type {(cell: HTMLElement, row: number, column: number) => void} */
  paint(cell, row, column) {
    const { edit } = this.at(row);
    const { name, locked } = this.columns[column];
    const value = this.value(row, column);
    show(cell, nodesOf(value));
    if (edit?.values[name] !== undefined) cell.classList.add('changed');
    if (locked && mode.on) cell.classList.add('locked');
    if (edit?.fault && (edit.fault.column ? edit.fault.column === name : edit.values[name] !== undefined)) {
      cell.classList.add('wrong');
      cell.title = edit.fault.message;
    }
    const out = this.linksFrom(row, column)[0];
    if (out) cell.append(anchor(icon('link'), out.href, { class: 'out', title: out.text, 'aria-label': out.text, tabindex: '-1' }));
  }

  // Where the foreign keys of a cell lead.
  /** @type {At<Link[]>} */
  linksFrom(row, column) {
    const name = this.columns[column].name;
    return this.known.edges.filter(edge => edge.from === this.table?.id && edge.from_columns.includes(name)).flatMap(edge => this.linkTo(edge.to, edge.from_columns, edge.to_columns, row, ''));
  }

  // Who refers to a row.
  /** @param {number} row */
  linksTo(row) {
    return this.known.edges.filter(edge => edge.to === this.table?.id).flatMap(edge => this.linkTo(edge.from, edge.to_columns, edge.from_columns, row, 'rows of '));
  }

  /** @type {(id: string, mine: string[], theirs: string[], row: number, what: string) => Link[]} */
  linkTo(id, mine, theirs, row, what) {
    const values = mine.map(name => {
      const cell = this.at(row).row?.cells[this.columns.findIndex(column => column.name === name)];
      return typeof cell === 'string' ? cell : null;
    });
    if (values.some(value => value === null)) return [];
    const filters = theirs.map((column, index) => ({ column, operator: '=', value: values[index] ?? '' }));
    const name = this.known.tables.find(table => table.id === id)?.name ?? id;
    return [{ text: `${what}${name} where ${theirs.join(', ')} = ${values.join(', ')}`, href: link('data', [id], { filter: filtered(filters) }) }];
  }

  async more() {
    if (this.loading || !this.next) return;
    this.loading = true;
    try {
      await this.read();
      this.grid?.draw(true);
    } catch (error) {
      this.next = null;
      if (!this.abort.signal.aborted) show(this.trouble, fault(error));
    }
    this.loading = false;
  }

  /** @type {(column: string, add: boolean) => void} */
  sortBy(column, add) {
    const old = this.sort.find(one => one.column === column);
    const others = add ? this.sort.filter(one => one !== old) : [];
    this.sort = old?.descending ? others : [...others, { column, descending: Boolean(old) }];
    this.goto({});
  }

  insert() {
    stageInsert(this.id);
    if (this.added.length === 1 && this.rows.length === 0) this.draw();
    this.grid?.move(this.added.length - 1, 0);
    this.grid?.table.focus();
  }

  /** @type {(row: number, column: number, value: Value) => void} */
  set(row, column, value) {
    const { edit, row: read } = this.at(row);
    const { name, locked, nullable } = this.columns[column];
    if (locked) return say(locked);
    if ('null' in value && !nullable) return say(`${name} cannot be NULL`);
    if (edit && !read) stageIn(edit, name, value);
    else if (read) stage(this.id, read, this.columns, name, value);
  }

  /** @type {(event: KeyboardEvent, row: number, column: number) => boolean} */
  key(event, row, column) {
    const far = event.ctrlKey || event.metaKey;
    const { edit, row: read } = this.at(row);
    if (far && event.key === 'Enter') {
      const out = this.linksFrom(row, column)[0];
      if (out) location.hash = out.href;
      return true;
    }
    if (!mode.on) return false;
    const value = event.altKey && /** @type {Record<string, Value>} */ ({ KeyN: { null: true }, KeyE: { value: '' }, KeyD: { default: true } })[event.code];
    if (value) this.set(row, column, value);
    else if (event.key === 'Insert') this.insert();
    else if (far && event.key === 'Delete' && read) stageDelete(this.id, read, this.columns);
    else if (far && event.key === 'Delete' && edit) discard(edit.id);
    else if (event.key === 'Escape' && edit) discard(edit.id, read ? this.columns[column].name : edit.values[this.columns[column].name] ? this.columns[column].name : undefined);
    else return false;
    return true;
  }

  // Edits in the cell. Enter and Tab stage what was changed, and nothing else.
  /** @type {At} */
  edit(row, column) {
    const grid = /** @type {Grid} */ (this.grid);
    const cell = grid.cell(row, column);
    const value = this.value(row, column);
    const { locked, name } = this.columns[column];
    if (locked) return say(locked);
    if (!cell || this.at(row).edit?.kind === 'delete') return;
    const cut = value && typeof value === 'object' && 'head' in value;
    const text = value && (typeof value === 'string' || 'value' in value) ? textOf(value) : '';
    // A line of input knows no ends of lines.
    if (cut || /[\r\n]/.test(text)) return this.openPanel(row, column, true);
    let ended = false;
    const end = (/** @type {boolean} */ keep, by = 0) => {
      if (ended) return;
      ended = true;
      const now = field.value;
      grid.draw(true);
      if (keep && now !== text) this.set(row, column, { value: now });
      grid.table.focus();
      if (by) {
        grid.move(row, column + by);
        this.edit(row, column + by);
      }
    };
    const field = h('input', {
      type: 'text',
      'aria-label': `Value of ${name}`,
      value: text,
      placeholder: text === '' ? nodesOf(value).map(node => (node instanceof Node ? node.textContent : node)).join('') : '',
      keydown: (/** @type {KeyboardEvent} */ event) => {
        const by = event.key === 'Tab' ? (event.shiftKey ? -1 : 1) : 0;
        if (event.key === 'Enter') end(true);
        else if (event.key === 'Escape') end(false);
        else if (by && this.columns[column + by]) end(true, by);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
      paste: (/** @type {ClipboardEvent} */ event) => {
        const pasted = event.clipboardData?.getData('text') ?? '';
        if (!/[\r\n]./s.test(pasted)) return;
        event.preventDefault();
        const draft = field.value.slice(0, field.selectionStart ?? 0) + pasted + field.value.slice(field.selectionEnd ?? 0);
        end(false);
        this.openPanel(row, column, false, draft);
      },
      blur: () => end(true),
    });
    show(cell, field);
    field.select();
    field.focus();
  }

  /** @type {(row: number, column: number, focus?: boolean, draft?: string) => void} */
  openPanel(row, column, focus = false, draft = '') {
    this.panel?.remove();
    const { edit, row: read } = this.at(row);
    if (row < 0 || (!read && !edit)) return;
    const value = this.value(row, column);
    const isValue = value !== null && typeof value === 'object' && !('head' in value);
    const cell = isValue ? ('value' in value ? value.value : null) : value;
    this.panel = cellPanel({
      table: this.id,
      row: read ?? { key: null, version: null, cells: [] },
      column: this.columns[column],
      cell,
      draft,
      state: isValue && 'default' in value ? 'default' : '',
      links: [...this.linksFrom(row, column), ...this.linksTo(row)],
      edit: mode.on && edit?.kind !== 'delete' ? changed => (this.set(row, column, changed), this.openPanel(row, column)) : undefined,
      close: () => {
        this.panel?.remove();
        this.grid?.table.focus();
      },
    });
    this.body?.append(this.panel);
    if (focus) /** @type {HTMLElement | null} */ (this.panel.querySelector('textarea, button'))?.focus();
  }
}
