// SPDX-License-Identifier: BSL-1.0
// Elements are made here alone: what comes from a database becomes text or an
// attribute, never markup.

/** @type {<T extends Element>(element: T, classes: string[], given: any[]) => T} */
function fill(element, classes, given) {
  const props = Object.getPrototypeOf(given[0] ?? '') === Object.prototype ? given.shift() : {};
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (name === 'style') setStyle(element, value);
    else if (name === 'class') element.setAttribute(name, [...classes, value].join(' ').trim());
    else if (name === 'value' || name === 'checked') Object.assign(element, { [name]: value });
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...nodes(given));
  return element;
}

/** @param {Children[]} children */
const nodes = children => /** @type {Child[]} */ (children.flat(4)).filter(child => child || child === 0 || child === '').map(child => (child instanceof Node ? child : String(child)));

// Properties, since the page's policy refuses style attributes.
/** @param {Element} element @param {Record<string, string>} style */
export function setStyle(element, style) {
  for (const [name, value] of Object.entries(style)) /** @type {HTMLElement} */ (element).style.setProperty(name, value);
}

// Tag and classes, properties and handlers if any, and what is inside.
/** @type {(create: (name: string) => Element) => any} */
const maker = create => (/** @type {string} */ tag, /** @type {any[]} */ ...given) => {
  const [name, ...classes] = tag.split('.');
  return fill(create(name), classes, given);
};
/** @type {Make<HTMLElementTagNameMap, HTMLElement>} */
export const h = maker(name => document.createElement(name));
/** @type {Make<SVGElementTagNameMap, SVGElement>} */
export const svg = maker(name => document.createElementNS('http://www.w3.org/2000/svg', name));

/** @param {Element} element @param {...Children} children */
export const show = (element, ...children) => element.replaceChildren(...nodes(children));

/** @param {string} id */
export const byId = id => /** @type {HTMLElement} */ (document.getElementById(id));

const shapes = /** @type {Record<string, string>} */ ({
  applied: 'M3 8.5l3.2 3L13 4.5',
  pending: 'M8 3a5 5 0 100 10A5 5 0 008 3z',
  out_of_order: 'M5 13V3M2.5 5.5L5 3l2.5 2.5M11 3v10M8.5 10.5L11 13l2.5-2.5',
  edited: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z',
  missing: 'M5.5 6a2.5 2.5 0 114 2c-1 .7-1.5 1-1.5 2.2M8 12.6v.4',
  newer: 'M8 13V3.5M4 7.5l4-4 4 4',
  interrupted: 'M8 3v6.5M8 12.3v.7',
  running: 'M5 3.5l7 4.5-7 4.5z',
  replaced: 'M3 8h9M8.5 4.5L12 8l-3.5 3.5',
  incomplete: 'M8 3a5 5 0 100 10zM8 3a5 5 0 015 5',
  close: 'M4 4l8 8M12 4l-8 8',
  link: 'M5 11l6-6M6 5h5v5',
  key: 'M9.5 6.5a2.5 2.5 0 10-5 0 2.5 2.5 0 005 0zM9 8l4 4M11 10l1.5-1.5',
  search: 'M7 3a4 4 0 100 8 4 4 0 000-8zM10 10l3 3',
  theme: 'M8 3a5 5 0 100 10zM8 3a5 5 0 010 10',
});

/** @param {string} name */
export const icon = name => svg('svg.icon', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: shapes[name] ?? shapes.pending }));

/** @type {(text: Children, click: (event: MouseEvent) => unknown, props?: Props) => HTMLButtonElement} */
export const button = (text, click, props) => h('button', { type: 'button', click, ...props }, text);

/** @type {(text: Children, href: string, props?: Props) => HTMLAnchorElement} */
export const anchor = (text, href, props) => h('a', { href, ...props }, text);

// A part that scrolls, by the keyboard too.
/** @param {string} label */
export const region = label => ({ tabindex: '0', role: 'region', 'aria-label': label });

const grouped = new Intl.NumberFormat('en');
/** @param {number} n */
export const number = n => grouped.format(n);

/** @param {number | null | undefined} us */
export function duration(us) {
  if (us === null || us === undefined) return '';
  if (us < 1000) return `${us} µs`;
  if (us < 1e6) return `${(us / 1e3).toFixed(us < 1e4 ? 1 : 0)} ms`;
  return `${(us / 1e6).toFixed(us < 1e7 ? 2 : 1)} s`;
}

/** @param {number} n */
export const bytes = n => (n < 1024 ? `${n} B` : n < 1 << 20 ? `${(n / 1024).toFixed(1)} KB` : `${(n / (1 << 20)).toFixed(1)} MB`);

/** @param {string | null | undefined} at */
export const when = at => (at ? h('time', { datetime: at, title: `${at} (UTC)` }, at.replace('T', ' ').slice(0, 16)) : '');

/** @type {(count: number, one: string, many?: string) => string} */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @type {(title: string, ...text: Children[]) => HTMLElement} */
export const empty = (title, ...text) => h('div.empty', h('h2', title), h('p', ...text));

/** @type {(titles: string[], numeric?: readonly string[]) => HTMLElement} */
export const heads = (titles, numeric = []) => h('thead', h('tr', titles.map(title => (title ? h('th', { scope: 'col', class: numeric.includes(title) && 'number' }, title) : h('td')))));

/** @type {(title: string, label: string, close: () => void, ...inside: Children[]) => HTMLElement} */
export const sidePanel = (title, label, close, ...inside) => h('aside.panel', { 'aria-label': label, keydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close() }, h('header.line', h('h2.mono', title), button(icon('close'), close, { class: 'quiet', 'aria-label': 'Close the panel' })), ...inside);

/** @param {KeyboardEvent} event */
export const upOrDown = ({ key }) => (key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0);

// The arrows go from link to link, and into a list from its ends.
/** @param {KeyboardEvent} event */
export function stepInList(event) {
  const by = upOrDown(event);
  const links = [.../** @type {Element} */ (event.currentTarget).querySelectorAll('a')];
  const at = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
  const next = by && links[Math.max(0, Math.min(links.length - 1, at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by))];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** @type {(parts: Terms) => Child[][]} */
export const terms = parts => parts.map(([name, value]) => [h('dt', name), h('dd', value)]);

// An error, where it belongs.
/** @param {unknown} error */
export function fault(error) {
  const { message, hint, notes, sqlstate } = /** @type {any} */ (error).details ?? error;
  return h('div.fault', { role: 'alert' }, icon('interrupted'), h('div', h('p', message, sqlstate && h('code', ` ${sqlstate}`)), (notes ?? []).map((/** @type {string} */ note) => h('p', note)), hint && h('p.hint', hint)));
}

/** @param {string} text */
export function say(text) {
  byId('said').textContent = text;
}

/** @type {(text: string | (() => Promise<string | null>), label?: string) => HTMLButtonElement} */
export const copyButton = (text, label = 'Copy') => {
  const made = button(label, async () => {
    const copied = typeof text === 'string' ? text : await text();
    if (copied === null) return;
    await navigator.clipboard.writeText(copied);
    made.textContent = 'Copied';
    say('Copied');
    setTimeout(() => (made.textContent = label), 1500);
  });
  return made;
};

/** @type {(name: string, text: BlobPart, type?: string) => void} */
export const download = (name, text, type = 'text/plain') => {
  const href = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
};

// A modal dialog that goes when it is closed.
/** @type {(title: string, body: Children[], actions?: Children[], props?: Props) => HTMLDialogElement} */
export const dialog = (title, body, actions = [], props = {}) => {
  const close = button(icon('close'), () => made.close(), { class: 'quiet', 'aria-label': 'Close' });
  const made = h('dialog', { 'aria-label': title, close: () => made.remove(), ...props }, h('header', h('h2', title), close), h('div.body', { tabindex: '0' }, ...body), actions.length > 0 && h('footer', actions));
  document.body.append(made);
  made.showModal();
  return made;
};
