// What an account does by letter: confirm its address, sign in by a link, choose a new password, move to another address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertClean, site, visit } from './chromium.mjs';
import { accountButton, age, fillSignIn, PASSWORD, showIt, signOut } from './forms.mjs';
import { Mailbox } from './mailbox.mjs';
import { scratch } from '../support/server.mjs';

const ADDRESS = 'mira@example.org';
let here, visitor, page, mailbox;

before(async () => {
  mailbox = new Mailbox(scratch('veza-letters-'));
  here = await site({ env: mailbox.env });
  await here.server.setup();
  visitor = await visit(here.browser, here.server);
  page = visitor.page;
});
after(() => here?.close());

const main = () => page.getByRole('main');
const posts = () => visitor.requests.filter((url) => url.includes('/api/v1/auth/'));

test('signing up asks for the address to be confirmed; the rules of passwords are ticked off', async () => {
  await page.goto('/register');
  await page.getByLabel('Username').fill('mira');
  await page.getByLabel('E-mail').fill(ADDRESS);
  const password = page.getByLabel('Password', { exact: true });
  assert.equal(await password.getAttribute('autocomplete'), 'new-password');
  const done = () => main().getByRole('listitem').filter({ has: page.getByLabel('Done:') }).count();
  await password.fill('mira123');
  assert.equal(await done(), 1);
  await password.fill('qwertyuiop');
  await main().getByRole('button', { name: 'Create account' }).click();
  await page.getByText('simple pattern that is easily guessed').waitFor();
  await password.fill(PASSWORD);
  assert.equal(await done(), 3);
  await main().getByRole('button', { name: 'Create account' }).click();
  await accountButton(page, 'mira').waitFor();
  await page.goto('/account');
  await page.getByText('Not confirmed').waitFor();
});

test('whoever is told to confirm the address first can ask for the letter there', async () => {
  await page.goto('/account/two-step');
  await page.getByRole('button', { name: 'Set up' }).click();
  const refusal = main().getByRole('alert');
  await refusal.getByRole('button', { name: 'Send the confirmation again' }).click();
  await page.getByText('The message is on its way').waitFor();
  await mailbox.link(ADDRESS, '/verify-email');
});

test('opening the link confirms nothing, pressing the button does', async () => {
  const link = await mailbox.link(ADDRESS, '/verify-email');
  const before = posts().length;
  await page.goto(link);
  const button = page.getByRole('button', { name: 'Confirm my e-mail address' });
  await button.waitFor();
  assert.equal(posts().slice(before).filter((url) => url.endsWith('/verify-email')).length, 0);
  await button.click();
  await page.getByRole('heading', { name: 'Address confirmed' }).waitFor();
  await main().getByRole('link', { name: 'To your account' }).click();
  await page.getByText('Confirmed', { exact: true }).waitFor();
  await page.goto('/verify-email');
  await page.getByRole('heading', { name: 'One link is missing' }).waitFor();
});

test('a link signs in once, and only by its button', async () => {
  await signOut(page, 'mira');
  await page.goto('/login');
  await page.getByLabel('E-mail or username').fill(ADDRESS);
  await page.getByRole('button', { name: 'E-mail me a link' }).click();
  await page.getByRole('heading', { name: 'Sign in by e-mail' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'E-mail' }).inputValue(), ADDRESS);
  await page.getByRole('button', { name: 'E-mail me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  const link = await mailbox.link(ADDRESS, '/magic-link');
  await page.goto(link);
  await page.getByRole('heading', { name: 'Almost there' }).waitFor();
  assert.equal(await accountButton(page, 'mira').count(), 0);
  await main().getByRole('button', { name: 'Sign in', exact: true }).click();
  await accountButton(page, 'mira').waitFor();
  await signOut(page, 'mira');
  await page.goto(link);
  await page.reload();
  await main().getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await main().getByRole('link', { name: 'Ask for another link' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
});

test('nobody learns who has an account', async () => {
  await page.goto('/forgot-password');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@example.org');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('If nobody@example.org belongs to an account here').waitFor();
});

test('a forgotten password is replaced, for the password manager under its address', async () => {
  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(ADDRESS);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await page.goto(await mailbox.link(ADDRESS, '/reset-password'));
  const form = page.locator('form');
  assert.equal(await form.locator('input[autocomplete=username]').inputValue(), ADDRESS);
  await form.getByLabel('New password').fill('sunshine2026');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  // Known passwords only the server knows.
  await form.getByText(/tried first/).waitFor();
  await form.getByLabel('New password').fill('nine slow pelicans');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await fillSignIn(page, 'mira');
  await page.getByRole('alert').waitFor();
  await fillSignIn(page, 'mira', 'nine slow pelicans');
  await accountButton(page, 'mira').waitFor();
});

test('another address counts once it is confirmed', async () => {
  await age(here.server);
  await page.goto('/account');
  const field = page.getByRole('textbox', { name: 'E-mail' });
  await field.fill('mira at home');
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await page.getByText('Enter an e-mail address').waitFor();
  await field.fill('mira@home.example');
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await showIt(page, 'nine slow pelicans');
  await page.getByText('We sent a message to mira@home.example').waitFor();
  await page.goto(await mailbox.link('mira@home.example', '/verify-email'));
  await page.getByRole('button', { name: 'Confirm my e-mail address' }).click();
  await page.getByRole('heading', { name: 'Address confirmed' }).waitFor();
  await page.goto('/account');
  await page.waitForFunction(() => document.querySelector('input[type=email]')?.value === 'mira@home.example');
});

test('no page complained of anything but the refusals', () => assertClean(visitor, [/status of 40[0-9]/, /status of 422/]));
