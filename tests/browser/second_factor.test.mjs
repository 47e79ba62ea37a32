// Two-step verification: set up with the typed key, sign in with a code, with a backup code, turn it off.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { assertClean, member, site } from './chromium.mjs';
import { accountButton, age, fillSignIn, showIt, signOut } from './forms.mjs';
import { totp } from './totp.mjs';

let here, mira, page, secret, codes;

before(async () => {
  here = await site();
  await here.server.setup();
  mira = await member(here, 'mira');
  page = mira.page;
});
after(() => here?.close());

const main = () => page.getByRole('main');
const enter = async (label, code, button = 'Sign in') => {
  await main().getByLabel(label).fill(code);
  await main().getByRole('button', { name: button, exact: true }).click();
};

test('it is set up after the person has shown who they are', async () => {
  await page.goto('/account/two-step');
  await page.getByText('Off', { exact: true }).waitFor();
  await age(here.server);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('dialog', { name: 'Is it you?' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('alert').count(), 0, 'closing the question is no failure');
  await page.getByRole('button', { name: 'Set up' }).click();
  await showIt(page, 'a wrong phrase');
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await showIt(page);
  const picture = page.getByAltText('QR code for the authenticator app');
  await picture.waitFor();
  assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'the QR code is drawn');
  secret = (await page.locator('code').first().innerText()).replace(/\s/g, '');
  assert.match(secret, /^[A-Z2-7]{16,}$/);
});

test('a code turns it on, and the backup codes are shown once', async () => {
  await enter('Six-digit code', '12 34', 'Turn it on');
  await page.getByText('Enter the six digits').waitFor();
  await enter('Six-digit code', totp(secret) === '000000' ? '111111' : '000000', 'Turn it on');
  await page.getByRole('alert').waitFor();
  await enter('Six-digit code', totp(secret), 'Turn it on');
  await page.getByText('Save these now.').waitFor();
  codes = await page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem').allInnerTexts();
  assert.equal(codes.length, 8);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  const saved = readFileSync(await file.path(), 'utf8');
  for (const code of codes) assert.ok(saved.includes(code));
  await page.getByRole('button', { name: 'I saved them' }).click();
  await page.getByText('8 codes left').waitFor();
  await page.getByText('On', { exact: true }).waitFor();
});

test('signing in takes a code as well, and goes on to where it was going', async () => {
  await signOut(page, 'mira');
  await page.goto('/login?next=%2Faccount%2Fsessions');
  await fillSignIn(page, 'mira');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  assert.equal(await page.getByLabel('Six-digit code').getAttribute('autocomplete'), 'one-time-code');
  await enter('Six-digit code', totp(secret, 1) === '000000' ? '111111' : '000000');
  await page.getByRole('alert').waitFor();
  await page.reload();
  await enter('Six-digit code', totp(secret, 1));
  await page.getByRole('heading', { name: 'Sessions', exact: true }).waitFor();
  await accountButton(page, 'mira').waitFor();
});

test('a backup code works once', async () => {
  const withBackupCode = async (code) => {
    await page.goto('/login');
    await fillSignIn(page, 'mira');
    await page.getByRole('button', { name: 'Use a backup code' }).click();
    await enter('Backup code', code);
  };
  await signOut(page, 'mira');
  await withBackupCode(codes[0]);
  await accountButton(page, 'mira').waitFor();
  await signOut(page, 'mira');
  await withBackupCode(codes[0]);
  await page.getByRole('alert').waitFor();
  await withBackupCode(codes[1]);
  await accountButton(page, 'mira').waitFor();
  await page.goto('/account/two-step');
  await page.getByText('6 codes left').waitFor();
});

test('a second step without its sign-in starts again', async () => {
  await page.goto('/second-factor');
  await page.getByRole('heading', { name: 'Start again' }).waitFor();
});

test('it is turned off again', async () => {
  await page.goto('/account/two-step');
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await page.getByText('Off', { exact: true }).waitFor();
  await signOut(page, 'mira');
  await page.goto('/login');
  await fillSignIn(page, 'mira');
  await accountButton(page, 'mira').waitFor();
});

test('no page complained of anything but the wrong codes', () => assertClean(mira, [/status of 40[13]/, /status of 422/]));
