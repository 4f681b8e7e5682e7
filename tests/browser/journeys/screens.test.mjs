// Every screen that a role reaches by links, one of each kind: axe finds nothing, nothing is wider than the window,
// no error in the console. A new screen is looked at as soon as a link leads to it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESK, PHONE, islands, open } from '../harness.mjs';

const ROLES = ['membre', 'conseil', 'compta', 'direction', 'comite', 'analyse', 'admin'];
const LOOKS = [
  { scheme: 'light', width: DESK, lang: 'fr' },
  { scheme: 'dark', width: PHONE, lang: 'fr' },
];
// More than any role has; a crawl that goes on for ever is a mistake of ours.
const MOST = 100;

describe('every screen', () => {
  let house;
  before(async () => (house = await open()));
  after(() => house?.close());

  for (const role of ROLES) {
    for (const look of LOOKS) {
      test(`${role}, ${look.scheme}, ${look.width} px`, () =>
        house.visit({ as: role, ...look }, async (page, see) => {
          const seen = new Map();
          const waiting = ['/'];
          const failures = [];
          while (waiting.length > 0 && seen.size < MOST) {
            const path = waiting.shift();
            const kind = kindOf(path);
            if (seen.has(kind)) continue;
            seen.set(kind, path);
            const answer = await page.goto(path);
            if (answer.status() !== 200) {
              failures.push(`${path} answers ${answer.status()}`);
              continue;
            }
            if ((await page.locator('leptos-island').count()) > 0) await islands(page);
            try {
              await see(`${role}-${kind.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'}`);
            } catch (error) {
              failures.push(`${path}: ${error.message}`);
            }
            waiting.push(...(await links(page)));
          }
          assert.ok(seen.size < MOST, `more than ${MOST} kinds of screen: ${[...seen.keys()].join(' ')}`);
          assert.equal(failures.length, 0, failures.join('\n\n'));
        }));
    }
  }
});

/** Screens differ by their path without numbers; the same list with another filter is the same screen. */
function kindOf(path) {
  return path.replace(/[?#].*$/, '').replaceAll(/\/\d+/g, '/id').replaceAll(/\/[0-9a-f]{16,}/gi, '/token');
}

/** Where the page leads to by links, without files. */
async function links(page) {
  const all = await page.$$eval('a[href]', (found) => found.map((a) => a.href?.baseVal ?? a.href));
  const own = new URL(page.url());
  return all
    .map((address) => new URL(address, own))
    .filter((url) => url.origin === own.origin && !isFile(url.pathname))
    .map((url) => url.pathname + url.search);
}

/** What is downloaded and not shown. */
function isFile(path) {
  return /\.[a-z0-9]{2,5}$|\/pdf$/.test(path) || path.startsWith('/files/') || path.startsWith('/assets/');
}
