// SPDX-License-Identifier: BSL-1.0
// What a diagram draws: boxes of tables and what is in them, lines, frames.
import { plural, setStyle, svg } from './dom.js';

const head = 30;
const rowHeight = 20;
const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
ruler.font = '600 100px system-ui, sans-serif';
export const signs = /** @type {Record<string, string>} */ ({ added: '+ ', changed: '~ ', removed: '− ' });

// A name as large as it has room for.
/** @type {(classes: string, name: string, at: {x: number, y: number}, width: number, most: number) => SVGTextElement} */
function large(classes, name, at, width, most) {
  const text = svg('text', { ...at, class: classes }, name);
  setStyle(text, { '--most': `${Math.min((100 * width) / ruler.measureText(name).width, most)}px` });
  return text;
}

// Where a table is, to be pointed at and read out, and the same at every zoom:
// a browser's work grows with what changes.
/** @param {Table} table */
export const box = ({ id, x, y, width, height, name, schema, kind, columns, change }) =>
  svg('rect', { class: `box ${change ?? ''}`, x, y, width, height, rx: 6, role: 'listitem', id: `table-${id}`, 'data-id': id, 'aria-label': `${kind} ${name}${schema ? ` in ${schema}` : ''}, ${plural(columns.length, 'column')}${change ? `, ${change}` : ''}` });

// Tables from afar, as one shape for all to which the same has happened.
/** @param {Table[]} tables */
export const outlines = tables => [undefined, ...Object.keys(signs)].map(change => svg('path', { class: `outline ${change ?? ''}`, d: tables.filter(table => table.change == change).map(({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`).join('') }));

// A table from nearby: a large name alone, or the head and columns, those of
// keys or all.
/** @type {(table: Table, level: string) => SVGGElement} */
export function content(table, level) {
  const { x, y, width, height, name, kind, change, rows } = table;
  // A box has room for so many letters, which may be wide.
  const title = (signs[change ?? ''] ?? '') + short(name, 60, 1);
  const parts =
    level === 'none'
      ? [large('big', name, { x: width / 2, y: height / 2 }, width - 12, height * 0.6)]
      : [
          svg('rect.paper', { width, height, rx: 6 }),
          svg('path.head', { d: `M.6 6a5.4 5.4 0 015.4-5.4H${width - 6}a5.4 5.4 0 015.4 5.4V${Math.min(head, height - 0.6)}H.6z` }),
          svg('text.title', { x: 10, y: 20, textLength: ruler.measureText(title).width * 0.13 > width - 20 && width - 20, lengthAdjust: 'spacingAndGlyphs' }, title),
          rows.map((place, index) => row(table.columns[place], head + index * rowHeight + 16, width, level)),
        ];
  return svg('g', { class: `${change ?? ''} ${kind === 'table' ? '' : 'view'}`, transform: `translate(${x} ${y})` }, parts);
}

/** @type {(column: TableColumn, y: number, width: number, level: string) => Child[]} */
function row({ name, type, key, foreign, nullable }, y, width, level) {
  if (level === 'keys' && !key && !foreign) return [svg('path.hint', { d: `M10 ${y - 4}h${Math.min(name.length * 6.7, width - 20)}` })];
  const shown = short(type, Math.max(0, width - 36 - name.length * 6.7), 6.3);
  return [svg('text.column', { x: 10, y, class: key ? 'primary' : foreign ? 'foreign' : '' }, short(name, width - 20, 6.7)), shown && svg('text.column.type', { x: width - 10, y }, shown + (nullable ? '?' : ''))];
}

/** @param {Table} table */
export const ring = ({ x, y, width, height }) => svg('rect.ring', { x: x - 3, y: y - 3, width: width + 6, height: height + 6, rx: 8 });

// Round the tables of a schema.
/** @param {Group} group */
export const frame = ({ x, y, width, height }) => svg('rect.frame', { x, y, width, height, rx: 10 });
/** @param {Group} group */
export const frameName = ({ name, x, y, width, height }) => large('schema', name, { x: x + 16, y: y + 24 }, width - 32, height / 3);

// What lines end with.
export const arrow = () => svg('marker', { id: 'referenced', viewBox: '0 0 8 8', refX: 8, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: 9, markerHeight: 9, orient: 'auto-start-reverse' }, svg('path', { d: 'M0 0L8 4L0 8z' }));

/** @type {(edge: Edge, classes?: string) => SVGPathElement} */
export const line = ({ points, from_columns, to, to_columns }, classes = '') => svg('path', { class: `edge ${classes}`, d: bent(points), 'marker-end': 'url(#referenced)' }, svg('title', `${from_columns.join(', ')} → ${to}.${to_columns.join(', ')}`));

// All of them as one shape, to be seen from afar.
/** @param {Edge[]} edges */
export const lines = edges => svg('path.edge.far', { d: edges.map(({ points }) => bent(points)).join('') });

/** @param {[number, number][]} points @returns {Area} */
export function bounds(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
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
