// SPDX-License-Identifier: BSL-1.0
// A studio that runs, and the browser that looks at it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const modules = process.env.GODWIT_BROWSER_MODULES;
const require = createRequire(join(modules, 'here.js'));
const { chromium } = require('playwright-core');
/** Where a file of a package is. */
export const modulePath = name => require.resolve(name);
const axe = readFileSync(modulePath('axe-core/axe.min.js'), 'utf8');

/** Starts `godwit studio` and waits for the address that it prints. */
export async function startStudio(tool, words) {
  const child = spawn(tool, ['studio', ...words, '--no-browser'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', text => (complaints += text));
  const url = await new Promise((found, failed) => {
    let text = '';
    child.stdout.on('data', more => {
      text += more;
      const match = /http:\/\/127\.0\.0\.1:\d+\/#once=\w+/.exec(text);
      if (match) found(match[0]);
    });
    child.on('exit', code => failed(new Error(`studio ended with ${code}: ${text}${complaints}`)));
  });
  return {
    url,
    origin: new URL(url).origin,
    /** Its exit code. May be called again. */
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const ended = new Promise(done => child.once('exit', done));
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** `evil.test` is this machine: a page whose name has come to mean it. */
export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.GODWIT_CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--host-resolver-rules=MAP evil.test 127.0.0.1'],
  });
}

/** A tab of a browser of its own, which notes what a page must not do. */
export async function openTab(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.trouble = [];
  page.requests = [];
  page.on('console', message => ['error', 'warning'].includes(message.type()) && page.trouble.push(message.text()));
  page.on('pageerror', error => page.trouble.push(error.stack));
  page.on('request', request => page.requests.push(request));
  page.on('dialog', dialog => (page.trouble.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  return page;
}

/** Comes in by the address that works once. */
export async function enter(page, studio) {
  await page.goto(studio.url);
  await page.waitForSelector('#views a');
  await settled(page);
}

export async function visit(page, hash) {
  await page.evaluate(
    to =>
      new Promise(done => {
        addEventListener('hashchange', () => setTimeout(done), { once: true });
        if (location.hash === to) done(null);
        location.hash = to;
      }),
    hash,
  );
  await settled(page);
}

/** Until what was asked for is shown. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main[aria-busy], main .waiting'));
}

/** Calls the API as the page does. */
export const call = (page, name, body = {}) =>
  page.evaluate(
    async ([path, text]) => {
      const response = await fetch(path, { method: 'POST', body: text, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${sessionStorage.getItem('godwit.token')}` } });
      return { status: response.status, ...(await response.json()) };
    },
    [`api/${name}`, JSON.stringify(body)],
  );

/** What is not accessible, a line for each. */
export async function accessibilityFindings(page) {
  await page.evaluate(`${axe}; 0`);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
