// SPDX-License-Identifier: BSL-1.0
// Names of the schema, offered where they are being typed.
import { h, setStyle, show, upOrDown } from './dom.js';
import { tokens } from './sql_text.js';

/** @param {string} name */
const quoted = name => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replace(/"/g, '""')}"`);

export class Completion {
  /** @type {(Offer & {from: number})[]} */
  offers = [];
  active = 0;

  /** @type {Schema | null} */
  known = null;

  /** @param {HTMLTextAreaElement} field @param {HTMLElement} editor @param {HTMLElement} colours @param {Promise<Schema>} schema */
  constructor(field, editor, colours, schema) {
    this.field = field;
    this.colours = colours;
    this.list = h('ul.completion', { role: 'listbox', id: 'completion', 'aria-label': 'Names', hidden: true });
    editor.append(this.list);
    schema.then(
      known => (this.known = known),
      () => {},
    );
    field.addEventListener('keydown', event => this.key(event), true);
    field.addEventListener('input', () => this.offer(2));
    field.addEventListener('blur', () => this.close());
    for (const [name, value] of Object.entries({ 'aria-autocomplete': 'list', 'aria-controls': 'completion' })) field.setAttribute(name, value);
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute('aria-activedescendant');
  }

  /** @param {number} least letters that must have been typed */
  offer(least) {
    const { field, known } = this;
    const at = field.selectionStart;
    const word = /(?:([\p{L}_][\p{L}\p{N}_$]*|"[^"]*")\.)?([\p{L}\p{N}_$]*)$/u.exec(field.value.slice(0, at));
    if (!known || !word || (word[2].length < least && !word[1])) return this.close();
    const wanted = word[2].toLowerCase();
    this.offers = this.candidates(known, word[1]?.replace(/"/g, ''), at)
      .filter(({ text }) => text.toLowerCase().startsWith(wanted) && text.length > wanted.length)
      .slice(0, 12)
      .map(offer => ({ ...offer, from: at - word[2].length }));
    this.active = 0;
    if (this.offers.length === 0) return this.close();
    this.draw();
  }

  // Columns of the tables that the statement names come first.
  /** @type {(known: Schema, owner: string | undefined, at: number) => Offer[]} */
  candidates(known, owner, at) {
    const all = tokens(this.field.value);
    const ends = all.filter(({ kind }) => kind === 'end').map(({ to }) => to);
    const [from, to] = [Math.max(0, ...ends.filter(end => end <= at)), Math.min(...ends.filter(end => end > at))];
    const words = all.filter(token => token.from >= from && token.to <= to && token.kind !== 'comment' && token.kind !== 'text');
    const names = words.map(({ text }) => text.replace(/^"|"$/g, ''));
    // `orders o` and `orders AS o`: o is orders.
    const alias = (/** @type {string} */ name) => names.flatMap((text, index) => (text === name ? [names[index - 1], names[index - 2]] : []));
    if (owner) {
      const tables = known.tables.filter(table => [owner, ...alias(owner)].includes(table.name));
      const inSchema = known.tables.filter(table => table.schema === owner).map(table => ({ text: quoted(table.name), kind: table.kind }));
      return [...tables.slice(0, 1).flatMap(columnsOf), ...inSchema];
    }
    const named = known.tables.filter(table => names.includes(table.name));
    const unique = new Map([...named.flatMap(columnsOf), ...known.tables.map(table => ({ text: quoted(table.name), kind: table.schema ?? table.kind }))].map(offer => [offer.text, offer]));
    return [...unique.values()];
  }

  draw() {
    show(this.list, this.offers.map(({ text, kind }, index) => h('li', { role: 'option', id: `offer-${index}`, 'aria-selected': String(index === this.active), mousedown: (/** @type {Event} */ event) => (event.preventDefault(), this.take(index)) }, text, h('small', kind))));
    this.list.hidden = false;
    this.field.setAttribute('aria-activedescendant', `offer-${this.active}`);
    const place = this.caret(this.offers[0].from);
    if (place) setStyle(this.list, { left: `${place.left}px`, top: `${place.bottom}px` });
  }

  // Where a letter of the text stands, by the coloured text behind the field.
  /** @param {number} offset */
  caret(offset) {
    const walk = document.createTreeWalker(this.colours, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(), rest = offset; node; node = walk.nextNode()) {
      const length = /** @type {Text} */ (node).length;
      if (rest < length) {
        const range = document.createRange();
        range.setStart(node, rest);
        // What is empty is nowhere, before the end of a line.
        range.setEnd(node, rest + 1);
        const box = range.getBoundingClientRect();
        const outer = this.colours.getBoundingClientRect();
        return { left: box.left - outer.left, bottom: box.bottom - outer.top + 2 };
      }
      rest -= length;
    }
    return null;
  }

  /** @param {number} index */
  take(index) {
    const { from, text } = this.offers[index];
    this.field.setRangeText(text, from, this.field.selectionStart, 'end');
    this.close();
    this.field.dispatchEvent(new Event('input'));
    this.close();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = upOrDown(event);
    if (event.ctrlKey && event.key === ' ') this.offer(0);
    else if (this.list.hidden || event.ctrlKey || event.metaKey) return;
    else if (step) {
      this.active = (this.active + step + this.offers.length) % this.offers.length;
      this.draw();
    } else if (event.key === 'Enter' || event.key === 'Tab') this.take(this.active);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

/** @param {Table} table @returns {Offer[]} */
const columnsOf = table => table.columns.map(({ name }) => ({ text: quoted(name), kind: table.name }));
