// Passkeys as Chromium makes them: its virtual authenticators against the API, without the pages around it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertClean, site, visit } from './chromium.mjs';

const PASSWORD = 'seven quiet herons';
let here, url;

before(async () => {
  here = await site();
  await here.server.setup();
  // Passkeys belong to a name, never to an address.
  url = here.server.url.replace('127.0.0.1', 'localhost');
});
after(() => here?.close());

// A visitor on a page of the site that does nothing by itself, with an authenticator of the kind that phones are.
async function visitor() {
  const one = await visit(here.browser, { url });
  // Whether a site has pages with an icon is not the question.
  await one.context.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await one.page.goto('/api/v1/openapi.json');
  await one.page.evaluate(() => {
    window.call = async (path, json = {}, method = 'POST') => {
      const token = document.cookie.match(/veza_csrf=([^;]+)/)?.[1] ?? '';
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': token };
      const answer = await fetch(`/api/v1/${path}`, { method, headers, body: method === 'GET' ? undefined : JSON.stringify(json) });
      const text = await answer.text();
      const body = text ? JSON.parse(text) : {};
      return { status: answer.status, data: body.data, code: body.error?.code };
    };
    window.create = async (publicKey) =>
      (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })).toJSON();
    window.get = async (publicKey) =>
      (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })).toJSON();
    window.addPasskey = async (name) => {
      const options = await call('account/passkeys/options');
      if (options.status !== 200) return options;
      try {
        return await call('account/passkeys', { name, credential: await create(options.data.public_key) });
      } catch (error) {
        return { refused: error.name };
      }
    };
    window.passkeySignIn = async () => {
      const options = await call('auth/passkey/options');
      try {
        return await call('auth/passkey', { credential: await get(options.data.public_key) });
      } catch (error) {
        return { refused: error.name };
      }
    };
  });
  const cdp = await one.context.newCDPSession(one.page);
  await cdp.send('WebAuthn.enable');
  const authenticator = async (options = {}) =>
    (
      await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
          automaticPresenceSimulation: true, ...options,
        },
      })
    ).authenticatorId;
  return { ...one, cdp, authenticator };
}

const call = ({ page }, ...args) => page.evaluate((words) => window.call(...words), args);
const addPasskey = ({ page }, name) => page.evaluate((word) => window.addPasskey(word), name);
const passkeySignIn = ({ page }) => page.evaluate(() => window.passkeySignIn());
const register = (one, username) => call(one, 'auth/register', { username, email: `${username}@example.org`, password: PASSWORD });

test('somebody adds a passkey and signs in with nothing else, not even a name', async () => {
  const ann = await visitor();
  await ann.authenticator();
  assert.equal((await register(ann, 'ann')).status, 201);
  const added = await addPasskey(ann, 'Phone');
  assert.equal(added.status, 201, JSON.stringify(added));
  assert.equal(added.data.backup_codes.length, 8);
  // The browser knows that this authenticator has one for the account.
  assert.deepEqual(await addPasskey(ann, 'Again'), { refused: 'InvalidStateError' });
  assert.equal((await call(ann, 'auth/logout')).status, 204);
  assert.equal((await call(ann, 'auth/me', undefined, 'GET')).status, 401);
  const session = await passkeySignIn(ann);
  assert.equal(session.status, 200, JSON.stringify(session));
  const me = await call(ann, 'auth/me', undefined, 'GET');
  assert.equal(me.data.username, 'ann');
  assert.equal(me.data.factors.passkeys, 1);
  const { data } = await call(ann, 'account/factors', undefined, 'GET');
  assert.ok(data.passkeys[0].last_used_at);
  assertClean(ann, [/status of 401/]);
  await ann.context.close();
});

test('a security key without PIN is a second factor, and no more than that', async () => {
  const bea = await visitor();
  const id = await bea.authenticator({ transport: 'usb', hasResidentKey: false, hasUserVerification: false, isUserVerified: false });
  await register(bea, 'bea');
  const added = await addPasskey(bea, 'Key ring');
  assert.equal(added.status, 201, JSON.stringify(added));
  await call(bea, 'auth/logout');
  const half = await call(bea, 'auth/login', { login: 'bea', password: PASSWORD });
  assert.equal(half.status, 202);
  const { token, methods } = half.data.second_factor;
  assert.deepEqual(methods, ['passkey', 'backup_code']);
  const whole = await bea.page.evaluate(async (pending) => {
    const options = await window.call('auth/second-factor/options', { token: pending });
    return window.call('auth/second-factor', { token: pending, credential: await window.get(options.data.public_key) });
  }, token);
  assert.equal(whole.status, 200, JSON.stringify(whole));
  assert.equal(whole.data.user.username, 'bea');
  assert.ok((await bea.cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials[0].signCount > 1);
  assertClean(bea);
  await bea.context.close();
});

test('an authenticator that cannot tell who uses it does not sign in', async () => {
  const cara = await visitor();
  const id = await cara.authenticator();
  await register(cara, 'cara');
  assert.equal((await addPasskey(cara, 'Laptop')).status, 201);
  await call(cara, 'auth/logout');
  await cara.cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
  assert.deepEqual(await passkeySignIn(cara), { refused: 'NotAllowedError' });
  // A page that asks for less gets an answer from the browser, and none from the site.
  const lax = await cara.page.evaluate(async () => {
    const options = await window.call('auth/passkey/options');
    const credential = await window.get({ ...options.data.public_key, userVerification: 'discouraged' });
    return window.call('auth/passkey', { credential });
  });
  assert.deepEqual([lax.status, lax.code], [401, 'invalid_credential']);
  await cara.cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: true });
  assert.equal((await passkeySignIn(cara)).status, 200);
  assertClean(cara, [/status of 401/]);
  await cara.context.close();
});

test('a copy of an authenticator is noticed by its counter', async () => {
  const dora = await visitor();
  const id = await dora.authenticator();
  await register(dora, 'dora');
  assert.equal((await addPasskey(dora, 'Phone')).status, 201);
  const { credentials } = await dora.cdp.send('WebAuthn.getCredentials', { authenticatorId: id });
  assert.equal((await passkeySignIn(dora)).status, 200);
  assert.equal((await passkeySignIn(dora)).status, 200);
  // The state from before, as a thief would have it.
  await dora.cdp.send('WebAuthn.removeCredential', { authenticatorId: id, credentialId: credentials[0].credentialId });
  await dora.cdp.send('WebAuthn.addCredential', { authenticatorId: id, credential: credentials[0] });
  const copied = await passkeySignIn(dora);
  assert.deepEqual([copied.status, copied.code], [401, 'passkey_copied']);
  assertClean(dora, [/status of 401/]);
  await dora.context.close();
});

test('a QR code of a new authenticator app is a picture the page may show', async () => {
  const eva = await visitor();
  await register(eva, 'eva');
  const { data } = await call(eva, 'account/totp');
  const size = await eva.page.evaluate(async (svg) => {
    const picture = new Image(200, 200);
    picture.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    document.body.append(picture);
    await picture.decode();
    return [picture.naturalWidth > 0, picture.complete];
  }, data.qr_svg);
  assert.deepEqual(size, [true, true]);
  assertClean(eva);
  await eva.context.close();
});
