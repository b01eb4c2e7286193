// SPDX-License-Identifier: BSL-1.0
// What is shown as a file.
import { blob } from './api.js';
import { button, download, h } from './dom.js';

// `which` says what, as the call `export` wants it.
/** @type {(name: string, which: () => object | null, failed: (error: unknown) => void) => HTMLElement} */
export function exportMenu(name, which, failed) {
  const defuse = h('input', { type: 'checkbox' });
  const save = async (/** @type {string} */ format) => {
    const asked = which();
    if (!asked) return;
    try {
      download(`${name}.${format}`, await blob('export', { ...asked, format, defuse_formulas: defuse.checked }));
    } catch (error) {
      failed(error);
    }
  };
  const explained = 'An apostrophe before what begins with = + - or @ in CSV, so that spreadsheets run no formula that somebody has put into the data. The values are not the same then.';
  return h('details.menu', h('summary.button', 'Export'), h('div', ['csv', 'json', 'sql'].map(format => button(format.toUpperCase(), () => save(format))), h('label.line', { title: explained }, defuse, 'CSV without formulas: ’ before = + - @')));
}
