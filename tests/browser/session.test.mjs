// Signing up, in and out; wrong passwords; a session that outlives its access token.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../support/server.mjs';
import { assertClean, site, visit } from './chromium.mjs';

const PASSWORD = 'seven quiet herons';
let here, visitor, page;

before(async () => {
  here = await site();
  await here.server.setup();
  visitor = await visit(here.browser, here.server);
  page = visitor.page;
});
after(() => here?.close());

const account = () => page.getByRole('button', { name: 'Account: mira' });
const cookie = async (name) => (await visitor.context.cookies()).find((each) => each.name === name);

async function fillSignIn(login, password) {
  await page.getByLabel('E-mail or username').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a page that needs an account leads to signing up, and back', async () => {
  await page.goto('/upload');
  await page.getByRole('heading', { name: 'Sign in to upload' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Username').fill('mira');
  await page.getByLabel('E-mail').fill('mira at example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Enter an e-mail address').waitFor();
  await page.getByLabel('E-mail').fill('mira@example.org');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/upload');
  await account().waitFor();
  assert.equal((await cookie('veza_access')).httpOnly, true);
  assert.equal((await cookie('veza_refresh')).httpOnly, true);
});

test('a name that is taken is said beside its field', async () => {
  const second = await visit(here.browser, here.server);
  await second.page.goto('/register');
  await second.page.getByLabel('Username').fill('mira');
  await second.page.getByLabel('E-mail').fill('somebody@example.org');
  await second.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await second.page.getByRole('button', { name: 'Create account' }).click();
  await second.page.getByText(/taken/).waitFor();
  assertClean(second, [/status of 409/]);
  await second.context.close();
});

test('signing out ends the session', async () => {
  await account().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/api/v1/auth/me')).status), 401);
});

test('a wrong password is told, and the right one works', async () => {
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await fillSignIn('mira', 'seven loud herons');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /password/i);
  await fillSignIn('mira', PASSWORD);
  await account().waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
});

test('the session goes on after its access token is gone', async () => {
  const before = await cookie('veza_refresh');
  await visitor.context.clearCookies({ name: 'veza_access' });
  await page.evaluate(() => localStorage.removeItem('veza-access-until'));
  await page.goto('/library?owner=me');
  await account().waitFor();
  await page.getByText('Your shelf is empty').waitFor();
  await until('the refresh token has rotated', async () => (await cookie('veza_refresh')).value !== before.value);
  assert.ok(await cookie('veza_access'));
});

test('a session that another place has ended becomes a guest, without an error page', async () => {
  await page.evaluate(async () => {
    const csrf = /veza_csrf=([^;]+)/.exec(document.cookie)[1];
    await fetch('/api/v1/auth/logout', { method: 'POST', headers: { 'X-CSRF-Token': csrf } });
  });
  await page.goto('/upload');
  await page.getByRole('heading', { name: 'Sign in to upload' }).waitFor();
});

test('no page complained of anything but the wrong password and the end of the session', () => assertClean(visitor, [/status of 401/]));
