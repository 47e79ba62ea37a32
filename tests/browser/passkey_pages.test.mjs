// Passkeys of Chromium's virtual authenticator: the only factor, the second one, by suggestion, and to show who one is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../support/server.mjs';
import { assertClean, member, site } from './chromium.mjs';
import { accountButton, age, fillSignIn, signOut } from './forms.mjs';

let here, mira, page, devtools, authenticatorId;

before(async () => {
  here = await site({ named: true });
  await here.server.setup();
  mira = await member(here, 'mira');
  page = mira.page;
  await page.addInitScript(() => {
    if (location.protocol !== 'about:' && sessionStorage.getItem('suggestions') === 'false') PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  devtools = await mira.context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  ({ authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options }));
  await present(false);
});
after(() => here?.close());

// Whether somebody touches the authenticator whenever it is asked for.
const present = (enabled) => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
// Whether the browser offers passkeys in the name field: then the authenticator's touch may answer that before a click.
const suggestions = (offered) => page.evaluate((value) => sessionStorage.setItem('suggestions', value), String(offered));
const main = () => page.getByRole('main');
const rows = () => page.getByRole('list', { name: 'Passkeys' }).getByRole('listitem');

test('one is added, named, and comes with backup codes', async () => {
  await page.goto('/account/passkeys');
  await page.getByText('No passkey yet').waitFor();
  await present(true);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Passkey added' });
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Chrome on Linux');
  await dialog.getByLabel('Name').fill('Laptop');
  await dialog.getByRole('button', { name: 'Save name' }).click();
  await rows().getByText('Laptop').waitFor();
  assert.equal(await page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem').count(), 8);
  await page.getByRole('button', { name: 'I saved them' }).click();
});

test('the same device is told that it is there already', async () => {
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('among your passkeys already').waitFor();
});

test('it signs in alone', async () => {
  await signOut(page, 'mira');
  await suggestions(false);
  await page.goto('/login');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await accountButton(page, 'mira').waitFor();
  await suggestions(true);
  await page.goto('/account/passkeys');
  await rows().getByText('Last used').waitFor();
});

test('it is the second factor', async () => {
  await signOut(page, 'mira');
  await present(false);
  await page.goto('/login');
  await fillSignIn(page, 'mira');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await present(true);
  await main().getByRole('button', { name: 'Use a passkey' }).click();
  await accountButton(page, 'mira').waitFor();
});

test('it shows who one is', async () => {
  await page.goto('/account/password');
  await age(here.server);
  await page.getByLabel('New password').fill('seven quiet herons');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('dialog', { name: 'Is it you?' }).getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText('Your password is changed').waitFor();
});

test('it is suggested in the name field', async () => {
  await signOut(page, 'mira');
  await page.goto('/login');
  assert.equal(await page.getByLabel('E-mail or username').getAttribute('autocomplete'), 'username webauthn');
  await accountButton(page, 'mira').waitFor();
});

test('it is renamed and removed', async () => {
  await page.goto('/account/passkeys');
  await page.getByRole('button', { name: 'Rename Laptop' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Old laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Save name' }).click();
  await page.getByRole('button', { name: 'Remove Old laptop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove passkey' }).click();
  await page.getByText('No passkey yet').waitFor();
  await signOut(page, 'mira');
  await suggestions(false);
  await page.goto('/login');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await until('the site does not know it any more', () => page.getByRole('alert').count());
  await fillSignIn(page, 'mira', 'seven quiet herons');
  await accountButton(page, 'mira').waitFor();
});

test('no page complained of anything but the refusals', () => assertClean(mira, [/status of 40[0-9]/]));
