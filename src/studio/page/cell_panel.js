// SPDX-License-Identifier: BSL-1.0
// One whole value beside the grid: as text, as JSON, as bytes, as a picture.
import { call } from './api.js';
import { anchor, button, bytes, copyButton, download, fault, h, icon, region, say, show, sidePanel } from './dom.js';
import { settle } from './edits.js';

// JSON as a tree. Not JSON.parse, which loses digits and keys that occur twice.
/** @param {string} text @returns {HTMLElement | null} */
export function jsonTree(text) {
  const parts = text.match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  if (parts[0] !== '{' && parts[0] !== '[') return null;
  let at = 0;
  // Beyond some depth a tree takes the browser longer than anybody waits.
  /** @param {string | null} name @param {number} depth @returns {HTMLElement | null} */
  function value(name, depth) {
    const part = parts[at++];
    const label = name !== null && h('span.sql-name', name, ': ');
    if (part !== '{' && part !== '[') return part && !/^[\]},:]$/.test(part) ? h('div', label, h('span', { class: part[0] === '"' ? 'sql-text' : 'sql-number' }, part)) : null;
    if (depth > 200) return null;
    const end = part === '{' ? '}' : ']';
    const inside = [];
    while (at < parts.length && parts[at] !== end) {
      const key = part === '{' ? parts[at++] : String(inside.length);
      if (part === '{' && parts[at++] !== ':') return null;
      const one = value(key, depth + 1);
      if (!one) return null;
      inside.push(one);
      if (parts[at] === ',') ++at;
      else if (parts[at] !== end) return null;
    }
    if (parts[at++] !== end) return null;
    return h('details', { open: true }, h('summary', label, part === '{' ? `{${inside.length}}` : `[${inside.length}]`), inside);
  }
  const tree = value(null, 1);
  return tree && at === parts.length ? tree : null;
}

// A loop, since the bytes may be millions.
/** @param {string} letters */
function bytesOf(letters) {
  const made = new Uint8Array(letters.length);
  for (let i = 0; i < made.length; ++i) made[i] = letters.charCodeAt(i);
  return made;
}

/** @param {Uint8Array} data */
export function hexLines(data) {
  const lines = [];
  for (let at = 0; at < Math.min(data.length, 16384); at += 16) {
    const part = [...data.subarray(at, at + 16)];
    lines.push(`${at.toString(16).padStart(8, '0')}  ${part.map(byte => byte.toString(16).padStart(2, '0')).join(' ').padEnd(47)}  ${part.map(byte => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}`);
  }
  if (data.length > 16384) lines.push(`… ${bytes(data.length - 16384)} more`);
  return lines.join('\n');
}

const pictures = { '89504e47': 'png', ffd8ff: 'jpeg', '47494638': 'gif', '52494646': 'webp' };

/** @param {Shown} shown */
export function cellPanel(shown) {
  const { column, cell, links, edit } = shown;
  const body = h('div.value');
  const tabs = h('div.tabs', { role: 'group', 'aria-label': 'Shown as' });
  const about = [column.type, column.key && 'key', !column.nullable && 'not null', column.default !== null && `default ${column.default}`].filter(Boolean).join(' · ');
  const panel = sidePanel(
    column.name,
    `Cell ${column.name}`,
    shown.close,
    h('p.quiet-text', about),
    column.locked && h('p.notice', icon('key'), column.locked),
    tabs,
    body,
    links.length > 0 && h('section', h('h3', 'Linked rows'), h('ul.links', links.map(({ text, href }) => h('li', anchor([icon('link'), text], href))))),
  );
  void load();

  async function load() {
    if (shown.state === 'default') return editor('');
    if (cell === null && !edit) return show(body, h('p.null', 'NULL'));
    try {
      if (edit && shown.row.key) await settle(shown.table, shown.row);
      const whole = cell === null || typeof cell === 'string' ? { text: cell ?? '' } : await call('cell', { table: shown.table, key: shown.row.key, column: column.name });
      const binary = whole.base64 !== undefined || column.binary;
      // A short binary value comes as its digits.
      const data = whole.base64 !== undefined ? bytesOf(atob(whole.base64)) : binary ? Uint8Array.from(whole.text.replace(/^\\?x/i, '').match(/../g) ?? [], (/** @type {string} */ pair) => parseInt(pair, 16)) : null;
      views(whole.text ?? '', data);
    } catch (error) {
      show(body, fault(error));
    }
  }

  /** @type {(text: string, data: Uint8Array | null) => void} */
  function views(text, data) {
    const all = data ?? new TextEncoder().encode(text);
    const head = hexLines(all.subarray(0, 4)).slice(10, 21).replace(/ /g, '');
    const kind = data && Object.entries(pictures).find(([magic]) => head.startsWith(magic))?.[1];
    const tree = data || text.length > 1e6 ? null : jsonTree(text);
    /** @type {[string, () => void][]} */
    const ways = [];
    if (kind) ways.push(['Image', () => show(body, h('img', { alt: `Value of ${column.name}`, src: `data:image/${kind};base64,${btoa(Array.from(all, byte => String.fromCharCode(byte)).join(''))}`, error: (/** @type {any} */ event) => event.target.replaceWith(h('p.notice', 'It cannot be drawn.')) }))]);
    if (!data) ways.push(['Text', () => editor(text)]);
    if (tree) ways.push(['JSON', () => show(body, h('div.tree.mono', region('JSON'), tree))]);
    ways.push(['Hex', () => show(body, h('pre.code', region('Bytes'), hexLines(all)))]);
    const made = ways.map(([name, draw]) =>
      button(name, () => {
        for (const other of made) other.setAttribute('aria-pressed', String(other.textContent === name));
        draw();
      }),
    );
    show(tabs, made, h('span.quiet-text', bytes(all.length)), !data && copyButton(text), button('Save', () => download(`${column.name}.${kind ?? (data ? 'bin' : 'txt')}`, all, 'application/octet-stream')));
    made[0].click();
  }

  /** @param {string} text */
  function editor(text) {
    if (!edit || column.locked) return show(body, text === '' ? h('p.null', 'empty') : h('pre.code.wrap', region('Text'), text));
    const field = h('textarea', { 'aria-label': `Value of ${column.name}`, spellcheck: 'false', value: shown.draft || text, placeholder: shown.state === 'default' ? 'DEFAULT' : cell === null ? 'NULL' : 'empty' });
    // The field has LF alone, the value what it had.
    const ends = text.match(/\r\n?|\n/g) ?? [];
    const stage = () => {
      let at = 0;
      const value = field.value.replace(/\n/g, () => ends[at++] ?? ends[0] ?? '\n');
      if (cell === null || value !== text) edit({ value });
      else say('Nothing was changed');
    };
    const set = /** @type {[string, Value][]} */ ([
      ['Empty', { value: '' }],
      ['NULL', { null: true }],
      ['DEFAULT', { default: true }],
    ]);
    show(body, field, h('div.actions', button('Stage', stage, { class: 'primary' }), set.map(([name, value]) => button(name, () => edit(value), { disabled: name === 'NULL' && !column.nullable }))));
    if (shown.draft) field.focus();
  }
  return panel;
}
