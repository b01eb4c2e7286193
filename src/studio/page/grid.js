// SPDX-License-Identifier: BSL-1.0
// A grid of which only the rows in sight are in the document.
import { h, say, setStyle, show } from './dom.js';

const rowHeight = 28;
let grids = 0;

export class Grid {
  /** @param {GridParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.id = `grid-${++grids}`;
    this.first = this.last = -1;
    this.row = 0;
    this.column = 0;
    this.body = h('tbody');
    this.heads = parts.columns.map((column, index) => this.header(column, index));
    const widths = parts.columns.map((_, index) => this.widthOf(index));
    this.table = h('table', { role: 'grid', tabindex: '0', 'aria-label': parts.label, keydown: (/** @type {KeyboardEvent} */ event) => this.key(event), click: (/** @type {MouseEvent} */ event) => this.pick(event), dblclick: (/** @type {MouseEvent} */ event) => this.pick(event, true) }, h('colgroup', h('col', { style: { width: '56px' } }), widths.map(width => h('col', { style: { width: `${width}ch` } }))), h('thead', h('tr', { 'aria-rowindex': '1' }, h('td.corner'), this.heads)), this.body);
    this.element = h('div.grid', { scroll: () => this.draw() }, this.table);
    setStyle(this.table, { width: `calc(56px + ${widths.reduce((sum, width) => sum + width, 0)}ch)` });
    new ResizeObserver(() => this.draw(true)).observe(this.element);
  }

  /** @type {(column: GridColumn, index: number) => HTMLElement} */
  header({ name, type, mark, numeric, sorted }, index) {
    return h('th', { scope: 'col', 'aria-colindex': index + 2, 'aria-sort': sorted, title: `${name} ${type}`, class: numeric && 'number', 'data-column': index }, h('span.name', mark, name, sorted && h('span.arrow', sorted === 'ascending' ? '↑' : '↓')), h('small', type || ' '));
  }

  /** @param {number} column */
  widthOf(column) {
    const { name, type } = this.parts.columns[column];
    let widest = Math.max(name.length + 3, type.length * 0.85);
    for (let row = Math.min(this.parts.count(), 100) - 1; row >= 0; --row) widest = Math.max(widest, Math.min(44, this.parts.text(row, column).length));
    return Math.ceil(Math.min(44, widest)) + 4;
  }

  /** Draws what is in sight. */
  draw(always = false) {
    const count = this.parts.count();
    this.row = Math.min(this.row, count - 1);
    const height = this.element.clientHeight || 600;
    const first = Math.max(0, Math.min(count - 1, Math.floor(this.element.scrollTop / rowHeight) - 8));
    const last = Math.min(count, first + Math.ceil(height / rowHeight) + 16);
    if (!always && first === this.first && last === this.last) return;
    this.first = first;
    this.last = last;
    /** @param {number} rows */
    const gap = rows => rows > 0 && h('tr.gap', { 'aria-hidden': 'true' }, h('td', { style: { height: `${rows * rowHeight}px` } }));
    const rows = [];
    for (let row = first; row < last; ++row) rows.push(this.drawRow(row));
    show(this.body, gap(first), rows, gap(count - last));
    this.table.setAttribute('aria-rowcount', String((this.parts.total ?? this.parts.count)() + 1));
    this.mark();
    if (last >= count - 20) this.parts.more?.();
  }

  /** @param {number} row */
  drawRow(row) {
    const head = this.parts.head?.(row) ?? { text: row + 1 };
    const cells = this.parts.columns.map(({ numeric }, column) => {
      const cell = h('td', { role: 'gridcell', class: numeric && 'number', 'data-row': row, 'data-column': column });
      this.parts.paint(cell, row, column);
      return cell;
    });
    return h('tr', { 'aria-rowindex': row + 2, class: head.class }, h('th', { scope: 'row', title: head.title, 'data-row': row }, head.text), cells);
  }

  mark() {
    for (const old of this.table.querySelectorAll('.active')) {
      old.classList.remove('active');
      old.removeAttribute('id');
    }
    const cell = this.cell();
    if (cell) {
      cell.classList.add('active');
      cell.id = `${this.id}-active`;
      this.table.setAttribute('aria-activedescendant', cell.id);
    } else this.table.removeAttribute('aria-activedescendant');
  }

  // The element of the active cell, if it is in sight.
  /** @returns {HTMLElement | null} */
  cell(row = this.row, column = this.column) {
    return row < 0 ? this.heads[column] ?? null : this.body.querySelector(`td[data-row="${row}"][data-column="${column}"]`);
  }

  /** @type {At} */
  move(row, column) {
    this.row = Math.max(-1, Math.min(this.parts.count() - 1, row));
    this.column = Math.max(0, Math.min(this.parts.columns.length - 1, column));
    const box = this.element;
    const top = this.row * rowHeight;
    const seen = box.clientHeight - 44 - rowHeight;
    if (this.row >= 0 && top < box.scrollTop) box.scrollTop = top;
    else if (this.row >= 0 && top > box.scrollTop + seen - 12) box.scrollTop = top - seen + 12;
    const head = this.heads[this.column];
    if (head && head.offsetLeft - 56 < box.scrollLeft) box.scrollLeft = head.offsetLeft - 56;
    else if (head && head.offsetLeft + head.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = head.offsetLeft + head.offsetWidth - box.clientWidth;
    this.draw();
    this.mark();
    this.parts.moved?.(this.row, this.column);
  }

  /** @type {(event: MouseEvent, twice?: boolean) => void} */
  pick(event, twice = false) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('a, button, input, textarea')) return;
    const cell = /** @type {HTMLElement | null} */ (target.closest('[data-column]'));
    const head = /** @type {HTMLElement | null} */ (target.closest('th[data-row]'));
    if (head) return this.move(Number(head.dataset.row), this.column);
    if (!cell) return;
    const column = Number(cell.dataset.column);
    if (cell.dataset.row === undefined) return this.parts.sort?.(column, event.shiftKey);
    this.move(Number(cell.dataset.row), column);
    if (twice) (this.parts.edit ?? this.parts.open)?.(this.row, this.column);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.target !== this.table || this.heads.length === 0) return;
    if (this.row >= 0 && this.parts.key?.(event, this.row, this.column)) return event.preventDefault();
    const page = Math.max(1, Math.floor(this.element.clientHeight / rowHeight) - 3);
    const far = event.ctrlKey || event.metaKey;
    const steps = /** @type {Record<string, [number, number]>} */ ({
      ArrowDown: [far ? 1e9 : 1, 0],
      ArrowUp: [far ? -this.row : -1, 0],
      ArrowLeft: [0, far ? -1e9 : -1],
      ArrowRight: [0, far ? 1e9 : 1],
      PageDown: [page, 0],
      PageUp: [-Math.min(page, Math.max(this.row, 0)), 0],
      Home: [far ? -this.row : 0, -1e9],
      End: [far ? 1e9 : 0, 1e9],
    });
    const step = steps[event.key];
    if (step) this.move(this.row + step[0], this.column + step[1]);
    else if (event.key === 'Enter' && this.row < 0) this.parts.sort?.(this.column, event.shiftKey);
    else if (event.key === 'Enter' && !far) this.parts.open?.(this.row, this.column);
    else if (event.key === 'F2') this.parts.edit?.(this.row, this.column);
    else if (far && event.key === 'c' && !String(getSelection())) void this.copy();
    else return;
    event.preventDefault();
  }

  async copy() {
    const { row, column, parts } = this;
    // What is painted says whether it is all.
    const cell = h('td');
    if (row >= 0) parts.paint(cell, row, column);
    const cut = cell.querySelector('.cut');
    const whole = cut && (await parts.whole?.(row, column).catch(() => null));
    await navigator.clipboard.writeText(whole ?? (row < 0 ? parts.columns[column].name : parts.text(row, column)));
    say(cut && !whole ? 'Only the beginning was copied' : 'Copied');
  }
}

// The text of a cell: its rows are all as high.
/** @param {string} text */
export const inOneLine = text => (text.length > 300 ? text.slice(0, 300) : text).replace(/\r\n?|\n/g, '↵');

/** @param {string} type */
export const isNumeric = type => /^(small|big|tiny|medium)?(int(eger)?|serial|real|float|double|numeric|decimal|oid|money)\d*\b[^[]*$/i.test(type);
