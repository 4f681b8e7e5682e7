// The way in: with and without scripts, light and dark, on the phone and at the desk.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESK, PHONE, open } from '../harness.mjs';

describe('signing in', () => {
  let house;
  before(async () => (house = await open()));
  after(() => house?.close());

  for (const scheme of ['light', 'dark']) {
    for (const width of [PHONE, DESK]) {
      test(`the page has no barrier, ${scheme}, ${width} px`, () =>
        house.visit({ scheme, width }, async (page, see) => {
          await page.goto('/sign-in');
          await see('sign-in');
        }));
    }
  }

  for (const scripts of [true, false]) {
    test(`a wrong password comes back with the address typed, scripts ${scripts ? 'on' : 'off'}`, () =>
      house.visit({ scripts }, async (page, see) => {
        await page.goto('/sign-in');
        await page.fill('input[name=email]', 'membre@demo.example');
        await page.fill('input[name=password]', 'not this one');
        await page.press('input[name=password]', 'Enter');
        await page.waitForSelector('[aria-invalid=true], [role=alert], .errors');
        assert.equal(await page.inputValue('input[name=email]'), 'membre@demo.example');
        assert.equal(await page.inputValue('input[name=password]'), '');
        await see('sign-in-refused');
      }));

    test(`the right one leads to the home page, scripts ${scripts ? 'on' : 'off'}`, () =>
      house.visit({ as: 'membre', scripts }, async (page, see) => {
        assert.equal(new URL(page.url()).pathname, '/');
        await see('home-member');
      }));
  }
});
