// The pages of accounts and of administration in both themes, on a desktop and on phones, and by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { run, scratch, until } from '../support/server.mjs';
import { assertClean, desktop, signIn, site, visit } from './chromium.mjs';
import { accountButton, age, PASSWORD } from './forms.mjs';
import { inspect } from './inspect.mjs';
import { Mailbox } from './mailbox.mjs';

let here, visitor, page;

before(async () => {
  here = await site({ env: new Mailbox(scratch('veza-letters-')).env, named: true });
  await here.server.setup();
  await here.server.register('mira');
  // Who has not confirmed an address adds no ways to sign in.
  assert.equal((await run(['user', 'confirm-email', 'mira', '--data', here.server.data])).code, 0);
  visitor = await visit(here.browser, here.server);
  page = visitor.page;
});
after(() => here?.close());

const heading = (name) => page.getByRole('heading', { name, level: 1 });

async function each(t, pages) {
  for (const [path, shown] of pages) {
    await t.test(path, async () => {
      await page.setViewportSize(desktop);
      await page.goto(path);
      // A change of the fragment alone is no load.
      if (path.includes('#')) await page.reload();
      await heading(shown).waitFor();
      await inspect(page, path);
    });
  }
}

test('pages for guests', (t) =>
  each(t, [
    ['/login', 'Welcome back'],
    ['/sign-in?error=email_taken', 'Welcome back'],
    ['/forgot-password', 'Forgot your password?'],
    ['/reset-password', 'One link is missing'],
    ['/reset-password#token', 'Choose a new password'],
    ['/verify-email#token', 'Confirm your address'],
    ['/magic-link#token', 'Almost there'],
    ['/second-factor#token', 'One more step'],
    ['/second-factor', 'Start again'],
  ]));

test('by keyboard alone: signing in, and the account’s sections', async () => {
  await page.setViewportSize(desktop);
  await page.goto('/login?next=%2Faccount');
  await page.getByLabel('E-mail or username').focus();
  await page.keyboard.type('mira');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await heading('Your account').waitFor();
  await accountButton(page, 'mira').waitFor();
  const focused = () => page.evaluate(() => document.activeElement.id);
  await until('the page’s content has the focus', async () => (await focused()) === 'main');
  for (const name of ['Profile & e-mail', 'Password', 'Two-step verification', 'Passkeys', 'Linked accounts', 'Sessions']) {
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate((text) => document.activeElement.textContent.startsWith(text), name), name);
  }
  await page.keyboard.press('Enter');
  await heading('Sessions').waitFor();
  await until('the page’s content has the focus', async () => (await focused()) === 'main');
});

test('by keyboard alone: the question who is there gives the focus back', async () => {
  await page.goto('/account/two-step');
  await age(here.server);
  const button = page.getByRole('button', { name: 'Set up' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.waitFor();
  await until('its field has the focus', () => page.evaluate(() => document.activeElement.type === 'password'));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await until('the button has the focus', () => button.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await until('its field has the focus', () => page.evaluate(() => document.activeElement.type === 'password'));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByAltText('QR code for the authenticator app').waitFor();
});

test('pages of an account', (t) =>
  each(t, [
    ['/account', 'Your account'],
    ['/account/password', 'Password'],
    ['/account/two-step', 'Two-step verification'],
    ['/account/passkeys', 'Passkeys'],
    ['/account/links', 'Linked accounts'],
    ['/account/sessions', 'Sessions'],
    ['/account/apps', 'Music apps'],
    ['/account/tokens', 'Access tokens'],
    ['/account/privacy', 'Privacy'],
  ]));

test('what opens on them', async (t) => {
  const opens = async (path, button, shown) => {
    await t.test(button, async () => {
      await page.setViewportSize(desktop);
      await page.goto(path);
      await page.getByRole('button', { name: button, exact: true }).click();
      await shown().waitFor();
      await inspect(page, button);
    });
  };
  await opens('/account/two-step', 'Set up', () => page.getByAltText('QR code for the authenticator app'));
  await opens('/account/tokens', 'New token', () => page.getByRole('button', { name: 'Make token' }));
  await opens('/account/privacy', 'Delete my account…', () => page.getByRole('dialog').getByRole('button', { name: 'Delete my account' }));
  await age(here.server);
  await opens('/account/two-step', 'Set up', () => page.getByRole('dialog', { name: 'Is it you?' }));
});

test('a member sees nothing of the administration', async () => {
  await page.setViewportSize(desktop);
  await page.goto('/admin/users');
  await page.getByRole('heading', { name: 'Not for this account' }).waitFor();
  await accountButton(page, 'mira').click();
  assert.equal(await page.getByRole('link', { name: 'Administration' }).count(), 0);
});

test('pages of an admin', async (t) => {
  const admin = await visit(here.browser, here.server);
  await signIn(admin, 'admin', 'correct horse battery');
  page = admin.page;
  await page.goto('/');
  await accountButton(page, 'admin').click();
  await page.getByRole('link', { name: 'Administration' }).click();
  await heading('People').waitFor();
  await each(t, [
    ['/admin/users', 'People'],
    ['/admin/roles', 'Roles'],
    ['/admin/new-role', 'New role'],
    ['/admin/audit', 'Audit log'],
  ]);
  assertClean(admin);
});

test('no page complained of anything but the question who is there', () => assertClean(visitor, [/status of 403/]));
