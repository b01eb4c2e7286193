// SPDX-License-Identifier: BSL-1.0
// SQL as text, and its colours.
import { h, region } from './dom.js';

const keywords = new Set(
  'add all alter analyze and as asc begin between by cascade case cast check collate column comment commit concurrently conflict constraint create cross current_date current_timestamp database default deferrable delete desc distinct do drop else end except exists explain false for foreign from full function generated grant group having identity if ilike in index inner insert intersect into is join key lateral left like limit materialized natural not null nulls of offset on only or order outer over partition pragma primary procedure recursive references reindex release rename replace restrict returning revoke right rollback row rows savepoint schema select sequence set show some strict table temp temporary then to trigger true truncate type union unique update using vacuum values view when where window with without'.split(' '),
);

const pattern = /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:''|[^'])*(?:'|$)|\$(\w*)\$[\s\S]*?(?:\$\3\$|$))|("(?:""|[^"])*(?:"|$)|`[^`]*`?)|(\b\d[\w.]*)|([\p{L}_][\p{L}\p{N}_$]*)|(;)/gu;

/** @typedef {{kind: 'comment' | 'text' | 'name' | 'number' | 'word' | 'keyword' | 'end', from: number, to: number, text: string}} Token */

/** @param {string} sql @returns {Token[]} */
export function tokens(sql) {
  return Array.from(sql.matchAll(pattern), match => {
    const [text, comment, quoted, , name, digits, word] = match;
    const kind = comment ? 'comment' : quoted ? 'text' : name ? 'name' : digits ? 'number' : !word ? 'end' : keywords.has(word.toLowerCase()) ? 'keyword' : 'word';
    return { kind, from: match.index ?? 0, to: (match.index ?? 0) + text.length, text };
  });
}

/** @param {string} sql @returns {(Node | string)[]} */
export function coloured(sql) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let at = 0;
  for (const { kind, from, to, text } of tokens(sql)) {
    if (kind === 'word' || kind === 'end') continue;
    parts.push(sql.slice(at, from), h('span', { class: `sql-${kind}` }, text));
    at = to;
  }
  parts.push(sql.slice(at));
  return parts;
}

/** @type {(sql: string, props?: Props) => HTMLElement} */
export const code = (sql, props) => h('pre.code', { ...region('SQL'), ...props }, h('code', coloured(sql)));
