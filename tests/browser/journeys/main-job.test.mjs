// The main job from end to end, as people do it: real files come in, a member reports, a counsellor confirms and
// chooses a restrictive stance with two conditions, a second one approves, another member's check answers, the trend
// is one higher. The same journey with and without scripts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESK, PHONE, islands, open } from '../harness.mjs';

const NUMBER = 'BE 0999 100 295';
const PEOPLE = { member: 'member', member2: 'member', counsellor: 'counsellor', counsellor2: 'counsellor', manager: 'manager' };

for (const scripts of [true, false]) {
  describe(`the main job, scripts ${scripts ? 'on' : 'off'}`, () => {
    let house;
    before(async () => {
      house = await open({ empty: true });
      for (const [who, role] of Object.entries(PEOPLE)) house.add(who, role);
      assert.equal(house.run('import', 'kbo', house.data('kbo')).code, 0);
      // Some lines of the file are refused on purpose, and the exit code says so.
      assert.equal(house.run('import', 'contracts', house.data('contracts.csv')).code, 1);
    });
    after(() => house?.close());

    test('what one member reports helps the next one before they accept', async () => {
      const desk = (as) => ({ as, scripts, width: DESK });
      const phone = (as) => ({ as, scripts, width: PHONE });
      let client;
      let issue;
      let stance;
      let letter;
      let before;

      await house.visit(desk('manager'), async (page, see) => {
        before = await trend(page);
        await see('job-1-reports-before');
      });

      await house.visit(phone('member'), async (page, see) => {
        await check(page, scripts);
        await see('job-2-check-before');
        assert.equal(await page.locator('.needed li').count(), 0);
        const link = page.locator("#check-answer a[href$='/issues/new']").first();
        client = /\/clients\/(\d+)\//.exec(await link.getAttribute('href'))[1];
        await Promise.all([page.waitForEvent('load'), link.press('Enter')]);
        await page.selectOption('select[name=category]', await paymentCategory(page));
        await submit(page, "form[action$='/issues/new']");
        await choose(page, 'severity', 'serious');
        await page.fill('[name=happened_on]', today());
        await page.fill('[name=facts]', 'La facture de mai a été payée 105 jours après son échéance.');
        await page.fill('[name=days_late]', '105');
        await choose(page, 'may_tell', 'yes');
        await see('job-3-report');
        await press(page, "form[action$='/issues/new'] button.button-primary");
        issue = new URL(page.url()).pathname;
        assert.match(issue, /^\/issues\/\d+$/);
        await see('job-4-reported');
      });

      await house.visit(desk('counsellor'), async (page, see) => {
        await page.goto(issue);
        await see('job-5-triage');
        await page.fill('#decide [name=reason]', 'Facture et extrait de compte vus.');
        await press(page, '#decide button[name=step][value=confirm]');
        await page.goto(`/clients/${client}/stance`);
        await choose(page, 'kind', 'restrictive');
        await choose(page, 'conditions', 'prepayment');
        await page.fill('[name=percent]', '30');
        await choose(page, 'conditions', 'written_order');
        await page.fill('[name=review_on]', today(5));
        await page.fill('[name=reason]', 'Facture payée plus de 60 jours après son échéance.');
        await tick(page.locator('[name=grounds]').first());
        await page.fill('[name=to_lift]', 'Payer trois factures à temps.');
        await page.fill('[name=note_fr]', "Bon de commande écrit avant le début ; 30 % payés d'avance.");
        await page.fill('[name=note_nl]', 'Geschreven bestelbon vóór de start; 30 % vooraf betaald.');
        await see('job-6-stance');
        await page.fill('[name=departs_because]', 'Le retard touche plusieurs membres.');
        await press(page, '#stance button[name=step][value=preview]');
        assert.ok((await page.innerText('#preview')).includes('Bon de commande'), 'what will be read is shown before');
        await see('job-6b-preview');
        await press(page, '#stance button[name=step][value=propose]');
        stance = new URL(page.url()).pathname;
        assert.match(stance, /^\/stances\/\d+$/);
        assert.equal(await page.locator('#approve').count(), 0, 'nobody approves what they proposed');
        await see('job-7-proposed');
        await page.goto(`${stance}/notify`);
        await choose(page, 'channel', 'letter');
        await submit(page, '#notify');
        letter = /\/reply\/\S+/.exec(await page.innerText('.letter-link'))[0].trim();
        await see('job-7b-letter');
      });

      await house.visit({ scripts, width: PHONE }, async (page, see) => {
        await page.goto(letter);
        await submit(page, '#open');
        await page.fill('#reply [name=text]', 'Nous avons changé de portail en octobre.');
        await submit(page, '#reply');
        await see('job-7c-replied');
      });

      await house.visit(desk('counsellor2'), async (page, see) => {
        await page.goto(stance);
        await see('job-8-approve');
        await submit(page, '#approve');
        await see('job-9-in-force');
      });

      await house.visit(phone('member2'), async (page, see) => {
        await check(page, scripts);
        const answer = await page.innerText('#check-answer');
        for (const words of ['à 2 conditions', "payés d'avance", '165,00', 'Minimum légal']) {
          assert.ok(answer.includes(words), `"${words}" is not in:\n${answer}`);
        }
        assert.equal(await page.locator('.needed li').count(), 2);
        await see('job-10-check');
        await submit(page, '#keep');
        assert.match(await page.innerText('main'), /V-\d+/);
        await see('job-11-kept');
      });

      await house.visit(desk('manager'), async (page, see) => {
        assert.equal(await trend(page), before + 1);
        await see('job-12-reports-after');
      });
    });
  });
}

/** Fills in the check: with scripts the answer comes by itself, without them the button asks for it. */
async function check(page, scripts) {
  await page.goto('/check');
  if (scripts) await islands(page);
  await page.fill('#check [name=client]', NUMBER);
  const professions = page.locator('#check [name=profession] option');
  const sound = await professions.filter({ hasText: /technicien.* son/i }).first().getAttribute('value');
  await page.selectOption('#check [name=profession]', sound);
  await page.fill('[name=starts_on]', today());
  await page.fill('[name=ends_on]', today());
  await page.fill('[name=units]', '1');
  await page.fill('[name=wage]', '165,00');
  if (!scripts) await submit(page, '#check');
  await page.waitForSelector('#keep');
}

/** A day, `months` from now, as a form takes it. */
function today(months = 0) {
  const day = new Date();
  day.setUTCMonth(day.getUTCMonth() + months, 1 + ((day.getUTCDate() - 1) % 28));
  return day.toISOString().slice(0, 10);
}

/** Chooses by name and value: a round button, a box or a line of a list. */
async function choose(page, name, value) {
  const list = page.locator(`select[name=${name}]`);
  if ((await list.count()) > 0) return list.first().selectOption(value);
  return tick(page.locator(`input[name=${name}][value=${value}]`));
}

/** By the keyboard, as many do: it works the same with and without scripts. */
async function tick(box) {
  await box.press('Space');
  assert.ok(await box.isChecked());
}

async function paymentCategory(page) {
  return page.locator("optgroup[label='Paiement'] option").first().getAttribute('value');
}

/** Sends a form with its first button and waits for the next page. */
async function submit(page, form) {
  await press(page, `${form} button:not([type=button])`);
}

/** Presses a button and waits for the next page. */
async function press(page, button) {
  await Promise.all([page.waitForEvent('load'), page.locator(button).first().press('Enter')]);
}

/** How many issues the trend counts in a year, from the same page's CSV; what the ledger detected is apart, in the last column. */
async function trend(page) {
  await page.goto('/reports');
  const csv = await (await page.request.get('/reports/issues.csv?months=12')).text();
  const figures = csv.trim().split('\n').slice(1).map((line) => line.split(';').at(-2));
  return figures.map(Number).reduce((sum, figure) => sum + figure, 0);
}
