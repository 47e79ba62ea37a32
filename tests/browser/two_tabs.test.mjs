// One session, several pages: what one tab does holds in the other, and a session that ends in the middle asks for a new one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../support/server.mjs';
import { assertClean, member, site } from './chromium.mjs';
import { accountButton, age, fillSignIn, PASSWORD, signOut } from './forms.mjs';

let here, mira, page, other;

before(async () => {
  here = await site();
  await here.server.setup();
  await here.server.register('ivo');
  mira = await member(here, 'mira');
  page = mira.page;
  other = await mira.context.newPage();
});
after(() => here?.close());

const focused = () => page.evaluate(() => ({ type: document.activeElement.type, text: document.activeElement.textContent }));

test('signing out in one tab signs the other out, and signing in shows the new person there', async () => {
  await page.goto('/account/sessions');
  await page.getByText('This device').waitFor();
  await other.goto('/');
  await signOut(other, 'mira');
  await page.getByRole('heading', { name: 'Sign in to see your account' }).waitFor();
  await other.goto('/login');
  await fillSignIn(other, 'ivo');
  await accountButton(other, 'ivo').waitFor();
  await accountButton(page, 'ivo').waitFor();
  await page.getByText('This device').waitFor();
});

test('the question who is there stands in its field, and gives the focus back', async () => {
  await page.goto('/account/two-step');
  await accountButton(page, 'ivo').waitFor();
  await age(here.server);
  const button = page.getByRole('button', { name: 'Set up' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.waitFor();
  await until('its field has the focus', async () => (await focused()).type === 'password');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await until('the button has the focus', async () => (await focused()).text === 'Set up');
});

test('a session that ends while it is asked ends the question too', async () => {
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  const { body } = await here.server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'ivo', password: PASSWORD } });
  assert.equal((await here.server.api('/api/v1/account/sessions', { method: 'DELETE', token: body.data.access_token })).status, 204);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'Sign in to see your account' }).waitFor();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, 'ivo');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByAltText('QR code for the authenticator app').waitFor();
  assert.equal(await dialog.count(), 0);
});

test('a token that is shown once is not lost by a slip', async () => {
  await page.goto('/account/tokens');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name').fill('A script');
  await page.getByRole('checkbox', { name: 'See your account' }).check();
  await page.getByRole('button', { name: 'Make token' }).dblclick();
  const dialog = page.getByRole('dialog', { name: 'Your new token' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await dialog.getByRole('button', { name: 'I saved it' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByRole('list', { name: 'Access tokens' }).getByRole('listitem').first().waitFor();
  assert.equal(await page.getByRole('list', { name: 'Access tokens' }).getByRole('listitem').count(), 1);
});

test('no page complained of anything but the question and the end of the session', () => assertClean(mira, [/status of 403/, /status of 401/]));
