// The house as a person meets it: a running `vigie` on demo data, and Chromium in front of it.
//
//   const house = await open();
//   await house.visit({ as: 'membre', scripts: false, scheme: 'dark', width: 320 }, async (page, see) => {
//     await page.goto('/clients');
//     await see('clients');            // axe finds nothing, nothing sticks out; a picture in target/screenshots/
//   });
//   await house.close();

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PROGRAM = process.env.VIGIE_TEST_PROGRAM ?? join(ROOT, 'target/debug/vigie');
const SCREENSHOTS = join(ROOT, 'target/screenshots');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const PATIENCE = 30_000;

/** The password of every demo account. */
export const PASSWORD = 'vigie-demo';

/** Widths a page is looked at: the narrowest phone that is promised (`product.md`, "Manner"), the desk of a counsellor. */
export const PHONE = 320;
export const DESK = 1280;

/** Starts the program on a copy of the demo data (or, `empty`, on nothing at all), and the browser. */
export async function open({ empty = false, settings = {} } = {}) {
  assert.ok(existsSync(PROGRAM), `${PROGRAM} is missing: run \`cargo xtask build\``);
  const folder = mkdtempSync(join(tmpdir(), 'vigie-browser-'));
  const database = join(folder, 'vigie.db');
  if (!empty) copyFileSync(demo(), database);
  const server = await serve(folder, database, settings);
  try {
    return new House(folder, server, await launch());
  } catch (error) {
    server.process.kill();
    throw error;
  }
}

class House {
  constructor(folder, server, browser) {
    this.folder = folder;
    this.server = server;
    this.browser = browser;
    this.address = server.address;
    this.passwords = new Map();
  }

  /** One more person, in a house that began empty; `who` is the first word of the address. */
  add(who, role, lang = 'fr') {
    const said = this.run('user', 'add', `${who}@demo.example`, '--name', `Une personne ${who}`, '--role', role, '--lang', lang);
    this.passwords.set(who, /password: (\S+)/.exec(said.out)[1]);
  }

  /**
   * One person's visit in a window of its own. `as` is the first word of a demo account ("conseil"); without it
   * nobody is signed in. Errors in the console (a refused script is one) fail the visit.
   */
  async visit({ as, scripts = true, scheme = 'light', width = DESK, lang = 'fr' } = {}, story) {
    const context = await this.browser.newContext({
      baseURL: this.address,
      javaScriptEnabled: scripts,
      colorScheme: scheme,
      // Pages change without a transition: a picture is never taken in the middle of one.
      reducedMotion: 'reduce',
      locale: lang,
      viewport: { width, height: width < 600 ? 740 : 900 },
    });
    const problems = [];
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      page.on('pageerror', (error) => {
        // A page that was ready too late, or too soon, appears without its transition: nothing is lost.
        if (!/Transition was (aborted|skipped)/.test(String(error))) problems.push(String(error));
      });
      page.on('console', (line) => {
        // A page that answers 403, 404 or 422 on purpose is an "error" in the console as well.
        if (line.type() === 'error' && !/status of 4\d\d/.test(line.text())) problems.push(line.text());
      });
      if (as) await signIn(page, `${as}@demo.example`, this.passwords.get(as));
      await story(page, (name) => see(page, `${name}-${scheme}-${width}${scripts ? '' : '-plain'}`, scripts));
      assert.deepEqual(problems, [], 'errors in the console');
    } finally {
      await context.close();
    }
  }

  /** A file or folder of tests/data, in a copy: imports write what they refuse beside it. */
  data(name) {
    const copy = join(this.folder, name);
    cpSync(join(ROOT, 'tests/data', name), copy, { recursive: true });
    return copy;
  }

  /** Runs another command of the program on the same database: `{ code, out, err }`. */
  run(...words) {
    const ran = spawnSync(PROGRAM, words, { cwd: this.folder, env: environment(join(this.folder, 'vigie.db')), encoding: 'utf8' });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  }

  async close() {
    await this.browser.close();
    const gone = new Promise((done) => this.server.process.once('exit', done));
    this.server.process.kill('SIGTERM');
    const late = setTimeout(() => this.server.process.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Signs in through the form. */
export async function signIn(page, email, password = PASSWORD) {
  await page.goto('/sign-in');
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await Promise.all([page.waitForURL((url) => url.pathname !== '/sign-in'), page.press('input[name=password]', 'Enter')]);
}

/** Waits until the islands of the page work. */
export async function islands(page) {
  await page.waitForSelector('html[data-islands=ready]', { state: 'attached' });
}

/** A picture of the page; with scripts also axe on it, and nothing wider than the window. */
export async function see(page, name, scripts = true) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= window, `${name}: the page is ${wide} px wide in a window of ${window} px`);
  // axe waits on timers, which do not run where scripts are off; the markup is the same.
  if (scripts) await accessible(page, name);
}

/** axe finds nothing on the page. */
export async function accessible(page, name) {
  // Through the developer tools, to which the page's policy does not apply.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source());
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const lines = found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n    ${target.join(' ')}\n    ${failureSummary.replaceAll('\n', '\n    ')}`),
  );
  assert.equal(lines.length, 0, `axe on ${name} (${page.url()}):\n${lines.join('\n')}`);
}

let axe;
function source() {
  axe ??= readFileSync(AXE, 'utf8');
  // The value of the script itself must be nothing: axe's own cannot be passed back.
  return `${axe}; undefined`;
}

/** A database with the small demo data: made once for each build of the program, then copied. */
function demo() {
  const folder = join(ROOT, 'target/demo');
  const file = join(folder, `small-${Math.round(statSync(PROGRAM).mtimeMs)}.db`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const made = mkdtempSync(join(folder, 'making-'));
  const words = ['demo', '--size', 'small', '--seed', '1'];
  execFileSync(PROGRAM, words, { cwd: made, env: environment(join(made, 'demo.db')), stdio: ['ignore', 'ignore', 'inherit'] });
  // Another test file may have been quicker: theirs is as good.
  renameSync(join(made, 'demo.db'), file);
  rmSync(made, { recursive: true, force: true });
  for (const old of readdirSync(folder)) {
    if (old.startsWith('small-') && join(folder, old) !== file) rmSync(join(folder, old));
  }
  return file;
}

/** The settings of the person who runs the tests do not count. */
function environment(database, settings = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VIGIE_')));
  const secret = join(dirname(database), 'secret');
  return { ...own, VIGIE_DATABASE_URL: `sqlite://${database}`, VIGIE_ADDR: '127.0.0.1:0', VIGIE_SECRET_FILE: secret, ...settings };
}

function serve(folder, database, settings) {
  const server = spawn(PROGRAM, ['serve'], { cwd: folder, env: environment(database, settings), stdio: ['ignore', 'pipe', 'pipe'] });
  // A test that is cut off leaves no server behind.
  process.once('exit', () => server.kill('SIGKILL'));
  return new Promise((done, fail) => {
    let log = '';
    const timer = setTimeout(() => fail(new Error(`vigie does not listen:\n${log}`)), PATIENCE);
    const read = (text) => {
      log = (log + text).slice(-20_000);
      const found = /listening on (http:\/\/\S+)/.exec(log);
      if (!found) return;
      clearTimeout(timer);
      done({ process: server, address: found[1] });
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`vigie stopped (${code}):\n${log}`));
    });
  });
}

function launch() {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((file) => existsSync(file));
  assert.ok(executablePath, 'Chromium is missing: install the package chromium');
  return chromium.launch({
    executablePath,
    // As root Chromium starts only without its sandbox; the rest keeps it from calling home.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}
