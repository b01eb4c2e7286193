// SPDX-License-Identifier: BSL-1.0
// One list to go anywhere: commands, tables, migrations.
import { schema, status } from './api.js';
import { h, icon, show, upOrDown } from './dom.js';
import { link, route } from './route.js';

/** @param {'all' | 'tables'} which @returns {Promise<Place[]>} */
async function places(which) {
  // The views are there whatever the database says.
  const tables = await schema().then(known => known.tables, () => []);
  const view = route().view === 'diagram' ? 'diagram' : 'data';
  /** @type {Place[]} */
  const found = tables.map(table => ({ title: table.name, kind: table.kind, note: table.schema ?? '', href: link(view, [table.id]) }));
  if (which === 'tables') return found;
  const views = ['Overview', 'Diagram', 'Migrations', 'Drift', 'Data', 'SQL'].map(title => ({ title, kind: 'view', href: link(title.toLowerCase()) }));
  const migrations = await status().then(known => known.migrations, () => []);
  const known = migrations.map(m => ({ title: `${m.version} ${m.name}`.trim(), kind: 'migration', note: m.state.replace('_', ' '), href: link('migrations', [m.set, m.version || m.name]) }));
  return [...views, ...found, ...known, ...tables.map(table => ({ title: table.name, kind: 'in the diagram', note: table.schema ?? '', href: link('diagram', [table.id]) }))];
}

// How well a title fits; 0: not at all.
/** @type {(title: string, wanted: string) => number} */
function fit(title, wanted) {
  const text = title.toLowerCase();
  const at = text.indexOf(wanted);
  if (at === 0) return 4 + 1 / text.length;
  if (at > 0) return (/[\W_]/.test(text[at - 1]) ? 3 : 2) + 1 / text.length;
  let from = 0;
  for (const letter of wanted) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 1 / text.length;
}

/** @param {'all' | 'tables'} [which] */
export async function palette(which = 'all') {
  if (document.querySelector('dialog.palette')) return;
  const known = places(which);
  /** @type {Place[]} */
  let shown = [];
  let active = 0;
  const list = h('ul', { role: 'listbox', id: 'palette-list', 'aria-label': 'Found' });
  const label = which === 'tables' ? 'Find a table' : 'Go to a view, a table or a migration';
  const input = h('input', { type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-autocomplete': 'list', 'aria-label': label, placeholder: label, autocomplete: 'off', spellcheck: 'false', input: () => search(), keydown: key });
  const box = h('dialog.palette', { 'aria-label': label, close: () => box.remove(), click: (/** @type {Event} */ event) => event.target === box && box.close() }, h('div.search', icon('search'), input), list);
  document.body.append(box);
  box.showModal();

  async function search() {
    const wanted = input.value.trim().toLowerCase();
    const all = (await known).map(place => ({ place, fits: wanted ? fit(place.title, wanted) : 1 }));
    shown = all
      .filter(({ fits }) => fits > 0)
      .sort((a, b) => b.fits - a.fits)
      .slice(0, 50)
      .map(({ place }) => place);
    active = 0;
    draw();
  }
  function draw() {
    show(list, shown.length === 0 && h('li', { role: 'option', 'aria-selected': 'false', 'aria-disabled': 'true', class: 'none' }, 'Nothing has this name'), shown.map((place, index) => h('li', { role: 'option', id: `place-${index}`, 'aria-selected': String(index === active), click: () => follow(place) }, h('span', place.title), h('small', [place.note, place.kind].filter(Boolean).join(' · ')))));
    const marked = list.children[active];
    marked?.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', shown.length > 0 ? `place-${active}` : '');
  }
  /** @param {Place} place */
  function follow(place) {
    box.close();
    location.hash = place.href;
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    const step = upOrDown(event);
    if (step) active = (active + step + shown.length) % (shown.length || 1);
    else if (event.key === 'Enter' && shown[active]) follow(shown[active]);
    else return;
    // Or Enter presses what has the focus again.
    event.preventDefault();
    draw();
  }
  await search();
}
