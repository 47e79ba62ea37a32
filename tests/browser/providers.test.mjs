// Signing in at a real OpenID provider in a real browser, whose rules for cookies and redirects are not ours to imagine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { OpenIdProvider } from '../support/oidc.mjs';
import { site } from './chromium.mjs';
import { age } from './forms.mjs';

let here, provider, context, page;

before(async () => {
  provider = await new OpenIdProvider().start();
  const providers = [{ id: 'ours', name: 'Our login', issuer: provider.issuer, client_id: 'veza', client_secret: 'a secret: with/odd+characters' }];
  here = await site({ env: { VEZA_PLUGIN_AUTH_OAUTH__PROVIDERS: JSON.stringify(providers), VEZA_OUTBOUND_ALLOW: '127.0.0.1' } });
  await here.server.setup();
  provider.people.mira = { email: 'mira@id.example', email_verified: true, preferred_username: 'mira' };
  provider.serve(here.server.url);
  // No visit(): this browser goes to another site on purpose.
  context = await here.browser.newContext();
  page = await context.newPage();
});
after(async () => {
  await here?.close();
  await provider?.stop();
});

const start = () => `${here.server.url}/api/v1/auth/oauth/ours/start?return_to=${encodeURIComponent('/?from=provider')}`;
const me = () => page.evaluate(() => fetch('/api/v1/auth/me').then((answer) => answer.json()));

async function consent() {
  await page.goto(start());
  await page.getByPlaceholder('Enter any login').fill('mira');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${here.server.url}/?from=provider`);
}

test('the provider’s pages lead back, signed in', async () => {
  await consent();
  assert.equal((await me()).data.username, 'mira');
  const cookies = await context.cookies(here.server.url);
  const journey = cookies.find(({ name }) => name === 'veza_oauth');
  assert.deepEqual([journey.httpOnly, journey.sameSite], [true, 'Lax']);
  for (const { name, httpOnly } of cookies.filter((each) => /access|refresh/.test(each.name))) assert.ok(httpOnly, name);
});

test('whom only a provider signs in shows it is them by signing in again, and comes back', async () => {
  await page.goto(`${here.server.url}/account/two-step`);
  await page.getByRole('button', { name: 'Set up' }).waitFor();
  await age(here.server);
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  const again = dialog.getByRole('link', { name: 'Sign in again with Our login' });
  await again.waitFor();
  assert.equal(await dialog.getByLabel('Your password', { exact: true }).count(), 0, 'there is none to ask for');
  await again.click();
  await page.waitForURL(`${here.server.url}/account/two-step`);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('heading', { name: 'Scan this with the app' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('who is signed in has nothing to do on the sign-in page', async () => {
  await page.goto(`${here.server.url}/login?next=${encodeURIComponent('/library?q=x')}`);
  await page.waitForURL(`${here.server.url}/library?q=x`);
  // A refusal of a provider's is said all the same.
  await page.goto(`${here.server.url}/sign-in?error=provider_denied`);
  await page.waitForURL(`${here.server.url}/`);
  await page.getByText('You did not allow it there').waitFor();
});

test('with a session at the provider nobody is asked again, and signing out ends both', async () => {
  const { url } = await page.evaluate(() => fetch('/api/v1/auth/oauth/logout-url').then((answer) => answer.json()).then(({ data }) => data));
  const token = (await context.cookies(here.server.url)).find(({ name }) => /csrf/.test(name)).value;
  await page.evaluate((csrf) => fetch('/api/v1/auth/logout', { method: 'POST', headers: { 'x-csrf-token': csrf } }), token);
  assert.equal((await me()).success, false);
  await page.goto(start());
  await page.waitForURL(`${here.server.url}/?from=provider`);
  assert.equal((await me()).data.username, 'mira');
  await page.goto(url);
  await page.getByRole('button', { name: /yes/i }).click();
  await page.waitForURL(`${here.server.url}/`);
  await page.goto(start());
  await page.getByPlaceholder('Enter any login').waitFor();
});
