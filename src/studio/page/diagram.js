// SPDX-License-Identifier: BSL-1.0
// The schema as a picture. Where things stand is said by the studio; here it is
// drawn, moved and looked at.
import { call, schema, status } from './api.js';
import { button, download, empty, fault, h, plural, say, setStyle, show, svg } from './dom.js';
import { go, link, replace, route } from './route.js';
import { tablePanel } from './table_panel.js';

const many = 150;
const head = 30;
const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
ruler.font = '600 100px system-ui, sans-serif';
const signs = /** @type {Record<string, string>} */ ({ added: '+ ', changed: '~ ', removed: '− ' });

/** What stays from one visit to the next: where the picture was left. */
const seen = { x: 0, y: 0, scale: 0, key: '' };

/** @returns {Promise<View>} */
export async function diagram(/** @type {Route} */ at) {
  const chosen = at.query.get('at');
  const cut = (chosen ?? '').lastIndexOf('/');
  const step = chosen ? { at: { set: chosen.slice(0, cut), version: chosen.slice(cut + 1) } } : {};
  const distanceWanted = at.query.get('focus');
  const near = distanceWanted && at.rest[0] ? { focus: at.rest[0], distance: Number(distanceWanted) } : null;
  const [all, known, state] = await Promise.all([schema(step), schema({ ...step, ...near }), status().catch(() => null)]);
  const drawing = new Drawing(known, all, JSON.stringify([step, near]));
  const versions = (state?.migrations ?? []).filter(m => m.version);
  const steps = h('select', { 'aria-label': 'As of a migration', change: () => go('diagram', route().rest, { ...Object.fromEntries(route().query), at: steps.value }) }, h('option', { value: '' }, 'The database now'), versions.map(m => h('option', { value: `${m.set}/${m.version}`, selected: chosen === `${m.set}/${m.version}` }, `${m.version} ${m.name}`)));
  const distance = h('select', { 'aria-label': 'Focus', change: () => drawing.focusOn(Number(distance.value)) }, [
    ['0', 'All tables'],
    ['1', 'Focus: neighbours'],
    ['2', 'Focus: 2 steps'],
    ['3', 'Focus: 3 steps'],
  ].map(([value, text]) => h('option', { value }, text)));
  distance.value = distanceWanted ?? '0';
  const columns = h('select', { 'aria-label': 'Columns', change: () => drawing.level(columns.value) }, [
    ['', 'Columns by zoom'],
    ['none', 'Names'],
    ['keys', 'Keys'],
    ['all', 'All columns'],
  ].map(([value, text]) => h('option', { value }, text)));
  const save = async (/** @type {string} */ format, /** @type {string} */ end) => {
    try {
      const { text } = await call('diagram', { format, columns: columns.value || 'all', ...near, ...step });
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
    chosen && ['added', 'changed', 'removed'].map(kind => h('span', { class: `change ${kind}` }, `${signs[kind]}${changes.filter(table => table.change === kind).length} ${kind}`)),
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
      if (now.query.get('at') !== chosen || now.query.get('focus') !== distanceWanted || (distanceWanted && now.rest[0] && !drawing.boxes.has(now.rest[0]))) return false;
      drawing.arrive(now);
      return true;
    },
    leave: () => drawing.leave(),
  };
}

// Of a high table near its head.
/** @param {Table} table */
const middle = ({ x, y, width, height }) => [x + width / 2, y + Math.min(height, 300) / 2];

class Drawing {
  selected = '';
  wanted = '';
  x = 0;
  y = 0;
  scale = 1;
  drawn = { x: 0, y: 0, scale: 1 };
  rest = 0;
  arrived = false;
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
    this.edges = known.edges.map(edge => svg('path.edge', { d: bent(edge.points), 'marker-end': 'url(#referenced)' }, svg('title', `${edge.from_columns.join(', ')} → ${this.byId.get(edge.to)?.name ?? ''}.${edge.to_columns.join(', ')}`)));
    /** @type {Map<string, SVGGElement>} */
    this.boxes = new Map(known.tables.map(table => [table.id, this.box(table)]));
    this.world = svg('g', svg('g', { 'aria-hidden': 'true' }, (known.groups ?? []).map(group => svg('g.area', svg('rect', { x: group.x, y: group.y, width: group.width, height: group.height, rx: 10 }), svg('text', { x: group.x + 12, y: group.y + 22 }, group.name))), this.edges), svg('g', { role: 'list', 'aria-label': 'Tables' }, [...this.boxes.values()]));
    this.picture = svg('svg.picture', svg('defs', svg('marker', { id: 'referenced', viewBox: '0 0 8 8', refX: 8, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: 9, markerHeight: 9, orient: 'auto-start-reverse' }, svg('path', { d: 'M0 0L8 4L0 8z' }))), this.world);
    this.canvas = h('div.canvas', { tabindex: '0', role: 'application', 'aria-label': `Diagram of ${plural(known.tables.length, 'table')}. Arrows go from table to table, Enter opens one`, keydown: (/** @type {KeyboardEvent} */ event) => this.keys(event), pointerdown: (/** @type {PointerEvent} */ event) => this.grab(event), wheel: (/** @type {WheelEvent} */ event) => this.wheel(event), dblclick: () => this.selected && this.open(this.selected) }, this.picture);
    this.element = h('div.body', this.canvas);
    this.resized = new ResizeObserver(() => this.place());
    this.resized.observe(this.canvas);
  }

  leave() {
    Object.assign(seen, { x: this.x, y: this.y, scale: this.scale, key: this.key });
    this.resized.disconnect();
  }

  /** @param {Table} table */
  box(table) {
    const { x, y, width, height, name } = table;
    const big = svg('text.big', { x: width / 2, y: height / 2, 'aria-hidden': 'true' }, name);
    setStyle(big, { '--most': `${Math.min((100 * (width - 12)) / ruler.measureText(name).width, height * 0.6)}px` });
    return svg('g', { class: `box ${table.change ?? ''} ${table.kind === 'table' ? '' : 'view'}`, transform: `translate(${x} ${y})`, role: 'listitem', id: `table-${table.id}`, 'data-id': table.id, 'aria-label': `${table.kind} ${name}, ${plural(table.columns.length, 'column')}${table.change ? `, ${table.change}` : ''}` }, svg('rect.frame', { width, height, rx: 6 }), svg('path.head', { d: `M0 6a6 6 0 016-6H${width - 6}a6 6 0 016 6V${Math.min(head, height)}H0z` }), svg('text.title', { x: 10, y: 20 }, `${signs[table.change ?? ''] ?? ''}${short(name, width - 20, 7.8)}`), big);
  }

  // Columns come when a table is near enough to be read.
  /** @type {(table: Table, box: SVGGElement) => void} */
  fill(table, box) {
    if (box.dataset.filled) return;
    box.dataset.filled = 'yes';
    const row = (table.height - head) / Math.max(1, table.columns.length);
    table.columns.forEach((column, index) => {
      const y = head + row * (index + 0.5) + 4;
      const type = short(column.type, Math.max(0, table.width - 36 - column.name.length * 6.7), 6.3);
      box.append(svg('g', { class: column.key || column.foreign ? 'column key' : 'column' }, svg('text', { x: 10, y, class: column.key ? 'primary' : column.foreign ? 'foreign' : null }, short(column.name, table.width - 20, 6.7)), type && svg('text', { x: table.width - 10, y, class: 'type' }, type + (column.nullable ? '?' : ''))));
    });
  }

  /** @param {Route} at */
  arrive({ rest, query }) {
    const table = this.byId.get(rest[0] ?? '');
    if (table) {
      this.select(table.id);
      this.open(table.id);
      this.centre(table, query.has('focus') ? this.around(table) : undefined);
    } else {
      if (seen.scale > 0 && seen.key === this.key && this.scale === 1 && !this.arrived) Object.assign(this, { x: seen.x, y: seen.y, scale: seen.scale });
      else if (!this.arrived) this.fit();
      this.panel?.remove();
      this.place();
    }
    this.arrived = true;
  }

  /** @param {number} distance */
  focusOn(distance) {
    const id = this.selected || this.known.tables[0].id;
    go('diagram', [id], { ...Object.fromEntries(route().query), focus: distance ? String(distance) : null });
  }

  /** @param {string} id */
  select(id) {
    this.boxes.get(this.selected)?.classList.remove('selected');
    this.selected = id;
    const box = this.boxes.get(id);
    box?.classList.add('selected');
    this.known.edges.forEach((edge, index) => this.edges[index].classList.toggle('selected', edge.from === id || edge.to === id));
    say(box?.getAttribute('aria-label') ?? '');
  }

  /** @param {string} id */
  open(id) {
    const table = this.byId.get(id);
    if (!table) return;
    const inside = this.panel?.contains(document.activeElement);
    this.panel?.remove();
    this.panel = tablePanel(this.all, table, () => {
      this.panel?.remove();
      replace(link('diagram', [], Object.fromEntries(route().query)));
      this.canvas.focus();
    });
    this.element.append(this.panel);
    if (inside) this.panel.querySelector('button')?.focus();
    if (route().rest[0] !== id) replace(link('diagram', [id], Object.fromEntries(route().query)));
  }

  // Where the picture is.

  fit() {
    const shown = this.known.tables;
    if (shown.length === 0) return;
    const left = Math.min(...shown.map(({ x }) => x));
    const top = Math.min(...shown.map(({ y }) => y));
    const width = Math.max(...shown.map(table => table.x + table.width)) - left;
    const height = Math.max(...shown.map(table => table.y + table.height)) - top;
    const { clientWidth, clientHeight } = this.canvas;
    this.scale = Math.min(1.1, (clientWidth - 48) / width, (clientHeight - 48) / height);
    this.x = (clientWidth - width * this.scale) / 2 - left * this.scale;
    this.y = (clientHeight - height * this.scale) / 2 - top * this.scale;
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

  // How large all can be with a table in its middle. Names are to be read.
  /** @param {Table} table */
  around(table) {
    const [x, y] = middle(table);
    const across = Math.max(...this.known.tables.map(one => Math.max(x - one.x, one.x + one.width - x)));
    const down = Math.max(...this.known.tables.map(one => Math.max(y - one.y, one.y + one.height - y)));
    const { clientWidth, clientHeight } = this.canvas;
    return Math.max(0.3, Math.min(1.1, (clientWidth / 2 - 24) / across, (clientHeight / 2 - 24) / down));
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

  /** @param {string} wanted */
  level(wanted) {
    this.wanted = wanted;
    this.place();
  }

  // While it moves, the picture that is there is moved; where it stops, it is drawn.
  /** @param {boolean} moving */
  place(moving = false) {
    clearTimeout(this.rest);
    if (moving) this.rest = setTimeout(() => this.draw(), 120);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const by = this.scale / this.drawn.scale;
      const [x, y] = [this.x - by * this.drawn.x, this.y - by * this.drawn.y];
      const far = Math.abs(x) > this.canvas.clientWidth / 2 || Math.abs(y) > this.canvas.clientHeight / 2 || by < 0.6 || by > 1.6;
      if (far || !this.rest) this.draw();
      else setStyle(this.picture, { transform: `translate(${x}px, ${y}px) scale(${by})` });
    });
    if (!moving) this.rest = 0;
  }

  draw() {
    this.rest = 0;
    const { x, y, scale, canvas } = this;
    const zoomed = scale !== this.drawn.scale;
    this.drawn = { x, y, scale };
    setStyle(this.picture, { transform: '' });
    this.world.setAttribute('transform', `translate(${x + canvas.clientWidth / 2} ${y + canvas.clientHeight / 2}) scale(${scale})`);
    const crowded = this.known.tables.length >= many;
    const start = crowded ? 0.6 : 0.35;
    const level = this.wanted || (crowded && scale < 0.12 ? 'boxes' : scale < start ? 'none' : scale < 0.6 ? 'keys' : 'all');
    if (level !== this.picture.dataset.level) this.picture.dataset.level = level;
    if (zoomed && level === 'none') setStyle(this.picture, { '--scale': String(scale) });
    if (level === 'keys' || level === 'all') for (const [id, box] of this.boxes) this.inSight(id) && this.fill(/** @type {Table} */ (this.byId.get(id)), box);
  }

  // Whether a table is in sight.
  /** @param {string} id */
  inSight(id) {
    const { x, y, width, height } = /** @type {Table} */ (this.byId.get(id));
    const { clientWidth, clientHeight } = this.canvas;
    return x * this.scale + this.x < clientWidth + 200 && (x + width) * this.scale + this.x > -200 && y * this.scale + this.y < clientHeight + 200 && (y + height) * this.scale + this.y > -200;
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

// A line through points with round corners.
/** @param {[number, number][]} points */
function bent(points) {
  if (points.length < 2) return '';
  let d = `M${points[0].join(' ')}`;
  for (let i = 1; i < points.length - 1; ++i) {
    const [before, [x, y], after] = [points[i - 1], points[i], points[i + 1]];
    const near = (/** @type {[number, number]} */ [px, py]) => {
      const far = Math.hypot(px - x, py - y) || 1;
      const by = Math.min(8, far / 2) / far;
      return `${(x + (px - x) * by).toFixed(1)} ${(y + (py - y) * by).toFixed(1)}`;
    };
    d += `L${near(before)}Q${x} ${y} ${near(after)}`;
  }
  return `${d}L${points[points.length - 1].join(' ')}`;
}

/** @type {(text: string, room: number, letter: number) => string} */
const short = (text, room, letter) => (text.length * letter <= room ? text : room < 3 * letter ? '' : `${text.slice(0, Math.floor(room / letter) - 1)}…`);
