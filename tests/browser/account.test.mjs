// What one has in one's account: sessions on other devices, access tokens, the password.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../support/server.mjs';
import { assertClean, member, signIn, site, visit } from './chromium.mjs';
import { accountButton, age, PASSWORD, showIt } from './forms.mjs';

let here, mira, page;

before(async () => {
  here = await site();
  await here.server.setup();
  mira = await member(here, 'mira');
  page = mira.page;
});
after(() => here?.close());

const list = (name) => page.getByRole('list', { name }).getByRole('listitem');

test('a guest is asked to sign in first', async () => {
  const guest = await visit(here.browser, here.server);
  await guest.page.goto('/account/tokens');
  await guest.page.getByRole('heading', { name: 'Sign in to see your account' }).waitFor();
  assertClean(guest);
  await guest.context.close();
});

test('a session on another device is seen, and ended from here', async () => {
  const phone = await visit(here.browser, here.server, {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  });
  await signIn(phone, 'mira');
  await phone.page.goto('/library');
  await accountButton(phone.page, 'mira').waitFor();
  await page.goto('/account/sessions');
  await list('Sessions').filter({ hasText: 'This device' }).waitFor();
  const there = list('Sessions').filter({ hasText: 'iPhone' });
  await there.getByText('127.0.0.1').waitFor();
  await there.getByRole('button', { name: /^Sign out/ }).click();
  await there.waitFor({ state: 'hidden' });
  await until('the other device is signed out', async () => {
    await phone.page.goto('/upload');
    return (await phone.page.getByRole('heading', { name: 'Sign in to upload' }).count()) > 0;
  });
  await phone.context.close();
});

test('all other sessions end at once', async () => {
  const other = await visit(here.browser, here.server);
  await signIn(other, 'mira');
  await page.reload();
  await page.getByRole('button', { name: 'Sign out all others' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign them out' }).click();
  await page.getByText('All other devices are signed out').waitFor();
  await until('only this one is left', async () => (await list('Sessions').count()) === 1);
  assert.equal(await other.page.evaluate(async () => (await fetch('/api/v1/auth/me')).status), 401);
  await other.context.close();
});

test('a token is made, shown once, works for what it may, and ends', async () => {
  await page.goto('/account/tokens');
  await age(here.server);
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await dialog.getByText('Choose at least one thing').waitFor();
  await dialog.getByLabel('Name').fill('Nightly upload');
  await dialog.getByLabel('Works for').selectOption('7 days');
  await dialog.getByRole('checkbox', { name: 'See your account' }).check();
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await showIt(page);
  await page.getByRole('dialog', { name: 'Your new token' }).waitFor();
  const token = await page.getByRole('textbox', { name: 'Token' }).inputValue();
  assert.match(token, /^vzp_/);
  assert.equal((await here.server.api('/api/v1/auth/me', { token })).body.data.username, 'mira');
  assert.equal((await here.server.api('/api/v1/tracks', { method: 'POST', token })).status, 403);
  await page.getByRole('button', { name: 'I saved it' }).click();
  const row = list('Access tokens').filter({ hasText: 'Nightly upload' });
  await row.getByText('See your account').waitFor();
  await page.reload();
  await row.waitFor();
  assert.ok(!(await page.content()).includes(token));
  await row.getByRole('button', { name: 'Revoke Nightly upload' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click();
  await page.getByText('No program works in your name').waitFor();
  await until('it works no more', async () => (await here.server.api('/api/v1/auth/me', { token })).status === 401);
});

test('an app is connected by a password of its own, and disconnected', async () => {
  await page.goto('/account/apps');
  await page.getByText('No app plays in your name').waitFor();
  await page.getByRole('button', { name: 'Connect an app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make password' }).click();
  await dialog.getByText('Name it, so that you know it later').waitFor();
  await dialog.getByLabel('Name').fill('Kitchen tablet');
  await dialog.getByRole('button', { name: 'Make password' }).click();
  await page.getByRole('dialog', { name: 'Sign in with this' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Username' }).inputValue(), 'mira');
  const [address, password] = [await page.getByRole('textbox', { name: 'Server' }).inputValue(), await page.getByRole('textbox', { name: 'App password' }).inputValue()];
  const ping = async () => (await (await fetch(`${address}/rest/ping?f=json&c=tablet&u=mira&p=${password}`)).json())['subsonic-response'].status;
  assert.equal(await ping(), 'ok');
  await page.getByRole('button', { name: 'The app has it' }).click();
  await page.reload();
  const row = list('Music apps').filter({ hasText: 'Kitchen tablet' });
  await row.getByText('by tablet').waitFor();
  await row.getByRole('button', { name: 'Disconnect Kitchen tablet' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect app' }).click();
  await page.getByText('No app plays in your name').waitFor();
  await until('it is out', async () => (await ping()) === 'failed');
});

test('a new password ends the other sessions and keeps this one', async () => {
  const other = await visit(here.browser, here.server);
  await signIn(other, 'mira');
  await page.goto('/account/password');
  const form = page.locator('form');
  assert.equal(await form.locator('input[autocomplete=username]').inputValue(), 'mira');
  await page.getByLabel('New password').fill('mira1234567');
  await page.getByRole('button', { name: 'Change password' }).click();
  await form.getByText('made of your username').waitFor();
  await page.getByLabel('New password').fill('nine slow pelicans');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed').waitFor();
  assert.equal(await other.page.evaluate(async () => (await fetch('/api/v1/auth/me')).status), 401);
  await page.reload();
  await accountButton(page, 'mira').waitFor();
  const login = (password) => here.server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'mira', password } });
  assert.equal((await login(PASSWORD)).status, 401);
  assert.equal((await login('nine slow pelicans')).status, 200);
  await other.context.close();
});

test('no page complained of anything but the question who is there', () => assertClean(mira, [/status of 403/]));
