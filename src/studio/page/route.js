// SPDX-License-Identifier: BSL-1.0
// The state of the page is its address: #/view/what?how.

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @returns {Route} */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = path.split('/').map(decoded);
  return { view: view || 'overview', rest, query: new URLSearchParams(query) };
}

/** @type {(view: string, rest?: string[], query?: Record<string, string | null | undefined>) => string} */
export function link(view, rest = [], query = {}) {
  const given = new URLSearchParams(/** @type {[string, string][]} */ (Object.entries(query).filter(([, value]) => value)));
  const text = given.toString();
  return `#/${[view, ...rest].map(encodeURIComponent).join('/')}${text && `?${text}`}`;
}

/** @type {typeof link} */
export const go = (view, rest, query) => (location.hash = link(view, rest, query));

// Changes what the address says without a step in the browser's history.
/** @param {string} href */
export function replace(href) {
  history.replaceState(null, '', href);
}

/** @param {Filter[]} filters */
export const filtered = filters => (filters.length > 0 ? JSON.stringify(filters.map(f => [f.column, f.operator, f.value])) : '');

// What makes no sense in an address is as if it was not there.
/** @param {string | null} text @returns {any[][]} */
function lists(text) {
  try {
    return JSON.parse(text || '[]').filter(Array.isArray);
  } catch {
    return [];
  }
}

export const operators = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'begins', 'null', 'not null'];

/** @param {string | null} text @returns {Filter[]} */
export const filtersOf = text =>
  lists(text)
    .filter(([, operator]) => operators.includes(operator))
    .map(([column, operator, value]) => ({ column: String(column), operator, value: value === undefined || value === null ? undefined : String(value) }));

/** @param {string | null} text */
export const sortOf = text => lists(text).map(([column, descending]) => ({ column: String(column), descending: Boolean(descending) }));
