// SPDX-License-Identifier: BSL-1.0
// The schema as a picture. Where things stand is said by the studio; here it is
// drawn, moved and looked at.
import { call, schema, status } from './api.js';
import { button, download, empty, fault, h, plural, say, setStyle, show, svg } from './dom.js';
import { go, link, replace, route } from './route.js';
import { arrow, bounds, box, content, frame, frameName, line, lines, outlines, ring, signs } from './shapes.js';
import { tablePanel } from './table_panel.js';

const many = 150;
/** How far the picture reaches beyond what is seen of it, in views. */
const beyond = 0.25;
/** What stays from one visit to the next: where the picture was left. */
const seen = { x: 0, y: 0, scale: 0, key: '' };

/** @param {string[]} of */
const option = ([value, text]) => h('option', { value }, text);
const asked = () => Object.fromEntries(route().query);

/** @returns {Promise<View>} */
export async function diagram(/** @type {Route} */ at) {
  const chosen = at.query.get('at');
  const cut = (chosen ?? '').lastIndexOf('/');
  const step = chosen ? { at: { set: chosen.slice(0, cut), version: chosen.slice(cut + 1) } } : {};
  const distanceWanted = at.query.get('focus');
  const columnsWanted = at.query.get('columns');
  const part = { ...(distanceWanted && at.rest[0] && { focus: at.rest[0], distance: Number(distanceWanted) }), ...(columnsWanted && { columns: columnsWanted }) };
  const [all, known, state] = await Promise.all([schema(step), schema({ ...step, ...part }), status().catch(() => null)]);
  const drawing = new Drawing(known, all, JSON.stringify([step, part]));
  const choose = (/** @type {Record<string, string>} */ how) => go('diagram', route().rest, { ...asked(), ...how });
  const versions = (state?.migrations ?? []).filter(m => m.version);
  const steps = h('select', { 'aria-label': 'As of a migration', change: () => choose({ at: steps.value }) }, h('option', { value: '' }, 'The database now'), versions.map(m => h('option', { value: `${m.set}/${m.version}` }, `${m.version} ${m.name}`)));
  steps.value = chosen ?? '';
  const distance = h('select', { 'aria-label': 'Focus', change: () => drawing.focusOn(Number(distance.value)) }, [
    ['0', 'All tables'],
    ['1', 'Focus: neighbours'],
    ['2', 'Focus: 2 steps'],
    ['3', 'Focus: 3 steps'],
  ].map(option));
  distance.value = distanceWanted ?? '0';
  const columns = h('select', { 'aria-label': 'Columns', change: () => choose({ columns: columns.value }) }, [
    ['', 'All columns'],
    ['keys', 'Keys'],
    ['none', 'Names'],
  ].map(option));
  columns.value = columnsWanted ?? '';
  const save = async (/** @type {string} */ format, /** @type {string} */ end) => {
    try {
      const { text } = await call('diagram', { format, ...part, ...step });
      download(`schema.${end}`, text, format === 'svg' ? 'image/svg+xml' : 'text/plain');
    } catch (error) {
      show(trouble, fault(error));
    }
  };
  const trouble = h('div');
  const changes = known.tables.filter(table => table.change);
  const bar = h(
    'div.bar',
    h('h1', 'Diagram'),
    h('span.quiet-text', `${plural(known.tables.length, 'table')}, ${plural(known.edges.length, 'foreign key')}`),
    versions.length > 0 && steps,
    chosen && Object.keys(signs).map(kind => h('span', { class: `change ${kind}` }, `${signs[kind]}${changes.filter(table => table.change === kind).length} ${kind}`)),
    h('span.push'),
    columns,
    distance,
    h('span.group', { role: 'group', 'aria-label': 'Zoom' }, button('−', () => drawing.zoom(0.7), { 'aria-label': 'Farther' }), button('All', () => drawing.fit(), { 'aria-label': 'Show all' }), button('+', () => drawing.zoom(1 / 0.7), { 'aria-label': 'Closer' })),
    h('details.menu', h('summary.button', 'Download'), h('div', button('SVG', () => save('svg', 'svg')), button('DOT', () => save('dot', 'dot')), button('Mermaid', () => save('mermaid', 'mmd')))),
  );
  const element = h('div.diagram', bar, trouble, known.tables.length === 0 ? empty('No tables yet', 'Apply the migrations, or choose a migration above.') : drawing.element);
  queueMicrotask(() => requestAnimationFrame(() => drawing.arrive(route())));
  return {
    element,
    update(now) {
      if (['at', 'focus', 'columns'].some(name => now.query.get(name) !== at.query.get(name)) || (distanceWanted && now.rest[0] && !drawing.boxes.has(now.rest[0]))) return false;
      drawing.arrive(now);
      return true;
    },
    leave: () => drawing.leave(),
  };
}

// Whether a length is in the picture, seen or not yet, along one side of the view.
/** @type {(from: number, length: number, view: number) => boolean} */
const meets = (from, length, view) => from < (1 + beyond) * view && from + length > -beyond * view;

// Of a high table near its head.
/** @param {Table} table */
const middle = ({ x, y, width, height }) => [x + width / 2, y + Math.min(height, 300) / 2];

class Drawing {
  selected = '';
  x = 0;
  y = 0;
  scale = 1;
  drawn = { x: 0, y: 0, scale: 0 };
  rest = 0;
  arrived = false;
  /** Whether all is shown, and is to be when there is more room or less. */
  whole = false;
  /** @type {number | undefined} */
  frame;
  /** @type {HTMLElement | undefined} */
  panel;

  /** @param {Schema} known what is drawn @param {Schema} all @param {string} key */
  constructor(known, all, key) {
    this.known = known;
    this.all = all;
    this.key = key;
    this.byId = new Map(known.tables.map(table => [table.id, table]));
    this.boxes = new Map(known.tables.map(table => [table.id, box(table)]));
    this.lines = known.edges.map(edge => ({ edge, ...bounds(edge.points) }));
    this.fromAfar = [lines(known.edges), ...outlines(known.tables)];
    /** @type {Map<Table | Edge, SVGElement>} */
    this.made = new Map();
    const hidden = { 'aria-hidden': 'true' };
    this.between = svg('g', hidden);
    this.inside = svg('g.inside', hidden);
    this.mark = svg('g.inside', hidden);
    this.names = svg('g.inside', hidden, known.groups.map(frameName));
    this.list = svg('g.boxes', { role: 'list', 'aria-label': 'Tables' }, [...this.boxes.values()]);
    this.world = svg('g', svg('g', hidden, known.groups.map(frame)), this.between, this.inside, this.list, this.mark, this.names);
    this.picture = svg('svg.picture', svg('defs', arrow()), this.world);
    this.canvas = h('div.canvas', { tabindex: '0', role: 'application', 'aria-label': `Diagram of ${plural(known.tables.length, 'table')}. Arrows go from table to table, Enter opens one`, keydown: (/** @type {KeyboardEvent} */ event) => this.keys(event), pointerdown: (/** @type {PointerEvent} */ event) => this.grab(event), wheel: (/** @type {WheelEvent} */ event) => this.wheel(event), dblclick: () => this.selected && this.open(this.selected) }, this.picture);
    this.element = h('div.body', this.canvas);
    this.resized = new ResizeObserver(() => (this.whole ? this.fit() : this.place()));
    this.resized.observe(this.canvas);
  }

  leave() {
    Object.assign(seen, { x: this.x, y: this.y, scale: this.scale, key: this.key });
    this.resized.disconnect();
  }

  /** @param {Route} at */
  arrive({ rest, query }) {
    const table = this.byId.get(rest[0] ?? '');
    if (table) {
      this.select(table.id);
      this.open(table.id);
      if (query.has('focus')) this.around(table);
      else this.centre(table);
    } else {
      if (seen.scale > 0 && seen.key === this.key && this.scale === 1 && !this.arrived) Object.assign(this, { x: seen.x, y: seen.y, scale: seen.scale });
      else if (!this.arrived) this.fit();
      this.panel?.remove();
      this.place();
    }
    this.arrived = true;
    if (!this.panel?.contains(document.activeElement)) this.canvas.focus();
  }

  /** @param {number} distance */
  focusOn(distance) {
    const id = this.selected || this.known.tables[0].id;
    go('diagram', [id], { ...asked(), focus: distance ? String(distance) : null });
  }

  /** @param {string} id */
  select(id) {
    this.boxes.get(this.selected)?.classList.remove('selected');
    this.selected = id;
    const chosen = this.boxes.get(id);
    chosen?.classList.add('selected');
    const table = this.byId.get(id);
    show(this.mark, this.known.edges.filter(({ from, to }) => from === id || to === id).map(edge => line(edge, 'selected')), table && ring(table));
    say(chosen?.getAttribute('aria-label') ?? '');
  }

  /** @param {string} id */
  open(id) {
    const table = this.byId.get(id);
    if (!table) return;
    this.whole = false;
    const inside = this.panel?.contains(document.activeElement);
    this.panel?.remove();
    this.panel = tablePanel(this.all, table, () => {
      this.panel?.remove();
      replace(link('diagram', [], asked()));
      this.canvas.focus();
    });
    this.element.append(this.panel);
    if (inside) this.panel.querySelector('button')?.focus();
    if (route().rest[0] !== id) replace(link('diagram', [id], asked()));
  }

  // Where the picture is.

  fit() {
    const { tables, width, height } = this.known;
    if (tables.length === 0) return;
    const { clientWidth, clientHeight } = this.canvas;
    this.scale = Math.min(1.1, (clientWidth - 48) / width, (clientHeight - 48) / height);
    this.x = (clientWidth - width * this.scale) / 2;
    this.y = (clientHeight - height * this.scale) / 2;
    this.whole = true;
    this.place();
  }

  /** @param {Table} table */
  centre(table, scale = Math.max(this.scale, 0.75)) {
    const [x, y] = middle(table);
    this.scale = scale;
    this.x = this.canvas.clientWidth / 2 - x * scale;
    this.y = this.canvas.clientHeight / 2 - y * scale;
    this.place();
  }

  // All, with a table in its middle where names can be read then.
  /** @param {Table} table */
  around(table) {
    const [x, y] = middle(table);
    const across = Math.max(...this.known.tables.map(one => Math.max(x - one.x, one.x + one.width - x)));
    const down = Math.max(...this.known.tables.map(one => Math.max(y - one.y, one.y + one.height - y)));
    const { clientWidth, clientHeight } = this.canvas;
    const scale = Math.min(1.1, (clientWidth / 2 - 24) / across, (clientHeight / 2 - 24) / down);
    if (scale < 0.3) this.fit();
    else this.centre(table, scale);
  }

  /** @param {number} by */
  zoom(by, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const scale = Math.max(0.02, Math.min(3, this.scale * by));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.place(true);
  }

  /** @type {(x: number, y: number) => void} */
  pan(x, y) {
    this.x += x;
    this.y += y;
    this.place(true);
  }

  // While it moves, the picture that is there is moved; where it stops, it is drawn.
  /** @param {boolean} moving */
  place(moving = false) {
    this.whole &&= !moving;
    clearTimeout(this.rest);
    if (moving) this.rest = setTimeout(() => this.draw(), 120);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const by = this.scale / this.drawn.scale;
      const [x, y] = [this.x - by * this.drawn.x, this.y - by * this.drawn.y];
      const far = Math.abs(x) > this.canvas.clientWidth * beyond || Math.abs(y) > this.canvas.clientHeight * beyond || by < 0.6 || by > 1.6;
      if (far || !this.rest) this.draw();
      else setStyle(this.picture, { transform: `translate(${x}px, ${y}px) scale(${by})` });
    });
    if (!moving) this.rest = 0;
  }

  draw() {
    this.rest = 0;
    const { x, y, scale, known } = this;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.drawn = { x, y, scale };
    setStyle(this.picture, { transform: '' });
    this.world.setAttribute('transform', `translate(${x + width * beyond} ${y + height * beyond}) scale(${scale})`);
    const crowded = known.tables.length >= many;
    const start = crowded ? 0.6 : 0.35;
    const level = crowded && scale < 0.12 ? 'boxes' : scale < start ? 'none' : scale < 0.6 ? 'keys' : 'all';
    if (level !== this.picture.dataset.level) {
      this.picture.dataset.level = level;
      this.made.clear();
    }
    for (const group of [this.inside, this.names]) setStyle(group, { '--scale': String(scale) });
    const inSight = (/** @type {Area} */ area) => meets(area.x * scale + x, area.width * scale, width) && meets(area.y * scale + y, area.height * scale, height);
    const near = level === 'keys' || level === 'all';
    this.hold(this.between, near ? this.lines.filter(inSight).map(({ edge }) => this.kept(edge, () => line(edge))) : this.fromAfar);
    this.hold(this.inside, level === 'boxes' ? [] : known.tables.filter(inSight).map(table => this.kept(table, () => content(table, level))));
  }

  /** @type {(of: Table | Edge, make: () => SVGElement) => SVGElement} */
  kept(of, make) {
    const made = this.made.get(of) ?? make();
    this.made.set(of, made);
    return made;
  }

  // Only what is in sight is in the page, and what stays is not touched.
  /** @type {(group: SVGElement, wanted: SVGElement[]) => void} */
  hold(group, wanted) {
    const stays = new Set(wanted);
    for (const one of [...group.children]) if (!stays.has(/** @type {SVGElement} */ (one))) one.remove();
    group.append(...wanted.filter(one => one.parentNode !== group));
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(-event.deltaY / 200), event.clientX - box.left, event.clientY - box.top);
    else this.pan(event.shiftKey ? -event.deltaY : -event.deltaX, event.shiftKey ? 0 : -event.deltaY);
  }

  /** @param {PointerEvent} event */
  grab(event) {
    if (event.button !== 0) return;
    let { clientX: x, clientY: y } = event;
    let moved = false;
    const target = /** @type {Element} */ (event.target).closest('[data-id]');
    const end = new AbortController();
    const move = (/** @type {PointerEvent} */ now) => {
      moved ||= Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) > 4;
      if (!moved) return;
      this.pan(now.clientX - x, now.clientY - y);
      x = now.clientX;
      y = now.clientY;
    };
    addEventListener('pointermove', move, { signal: end.signal });
    addEventListener(
      'pointerup',
      () => {
        end.abort();
        if (moved || !target) return;
        const id = /** @type {HTMLElement} */ (target).dataset.id ?? '';
        this.select(id);
        this.open(id);
        this.canvas.focus();
      },
      { signal: end.signal },
    );
  }

  /** @param {KeyboardEvent} event */
  keys(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const by = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] })[event.key];
    if (by && event.shiftKey) this.pan(-80 * by[0], -80 * by[1]);
    else if (by) this.step(by[0], by[1]);
    else if (event.key === '+' || event.key === '=') this.zoom(1.25);
    else if (event.key === '-') this.zoom(0.8);
    else if (event.key === '0') this.fit();
    else if (event.key === 'f') this.focusOn(route().query.has('focus') ? 0 : 1);
    else if (event.key === 'Enter' && this.selected) {
      this.open(this.selected);
      this.panel?.querySelector('button')?.focus();
    } else return;
    event.preventDefault();
  }

  // To the nearest table in a direction.
  /** @type {(dx: number, dy: number) => void} */
  step(dx, dy) {
    const from = this.byId.get(this.selected);
    let best = from ? null : this.known.tables[0];
    if (from) {
      const [x, y] = middle(from);
      let least = Infinity;
      for (const table of this.known.tables) {
        const [tx, ty] = middle(table);
        const along = (tx - x) * dx + (ty - y) * dy;
        const aside = Math.abs((tx - x) * dy) + Math.abs((ty - y) * dx);
        if (table === from || along <= 0 || along + 2 * aside >= least) continue;
        least = along + 2 * aside;
        best = table;
      }
    }
    if (!best) return;
    this.select(best.id);
    this.centre(best);
  }
}
