// Behind a proxy: who the client is, and that nobody else can say so. Guessing passwords is limited by that address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../support/server.mjs';

let behind, bare;
before(async () => {
  behind = await new Server({ env: { VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' } }).start();
  bare = await new Server().start();
  for (const server of [behind, bare]) {
    await server.setup();
    for (const name of ['anna', 'boris', 'clara', 'dora']) await server.register(name);
  }
});
after(async () => {
  await behind.stop();
  await bare.stop();
});

const guess = (server, login, headers, password = 'not the password') =>
  server.api('/api/v1/auth/login', { method: 'POST', json: { login, password }, headers }).then(({ status }) => status);
// Guesses until it is refused; how many were allowed.
async function guesses(server, logins, headers) {
  for (let i = 0; i < 40; ++i) {
    const status = await guess(server, logins(i), headers(i));
    if (status === 429) return i;
    assert.equal(status, 401);
  }
  return Infinity;
}

test('each client behind a trusted proxy has tries of its own, and no more', async () => {
  const nobody = (i) => `nobody-${i}-${Math.random()}`;
  assert.equal(await guesses(behind, nobody, () => ({ 'x-forwarded-for': '192.0.2.1' })), 5);
  assert.equal(await guesses(behind, nobody, () => ({ 'x-forwarded-for': '192.0.2.2' })), 5);
  assert.equal(await guess(behind, 'anna', { 'x-forwarded-for': '192.0.2.3' }, 'a long enough phrase'), 200, 'others are not shut out');
});

test('an address a client made up does not give it more', async () => {
  const nobody = (i) => `nobody-${i}-${Math.random()}`;
  const client = '198.51.100.7';
  for (const spoofed of [
    // The proxy adds the address it saw at the end; what came before is the client's own.
    (i) => ({ 'x-forwarded-for': `203.0.113.${i}, ${client}` }),
  ]) {
    assert.equal(await guesses(behind, nobody, spoofed), 5);
  }
  // The limit is reached: no spelling of the same chain opens it again.
  for (const headers of [
    { 'x-forwarded-for': `203.0.113.99,${client}` },
    { 'x-forwarded-for': `${client}, 10.0.0.3` },
    { 'x-forwarded-for': `203.0.113.99, ${client}, 10.0.0.3, 10.0.0.4` },
    { 'x-forwarded-for': `${client}:4711` },
    { 'x-forwarded-for': `::ffff:${client}` },
    { 'x-forwarded-for': client, 'x-real-ip': '203.0.113.98' },
    { 'x-forwarded-for': client, 'x-client-ip': '203.0.113.97', 'cf-connecting-ip': '203.0.113.96', 'true-client-ip': '203.0.113.95' },
    { 'x-forwarded-for': client, forwarded: 'for=203.0.113.94' },
    { 'x-forwarded-for': `'; DROP TABLE x, ${client}` },
  ]) {
    assert.equal(await guess(behind, nobody(0), headers), 429, JSON.stringify(headers));
  }
});

test('without a trusted proxy nobody can say who they are', async () => {
  const nobody = (i) => `nobody-${i}-${Math.random()}`;
  const headers = (i) => ({ 'x-forwarded-for': `203.0.113.${i}`, forwarded: `for=203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}` });
  assert.equal(await guesses(bare, nobody, headers), 5);
});

test('one account is guessed at five times, from however many addresses', async () => {
  const used = await guesses(behind, () => 'boris', (i) => ({ 'x-forwarded-for': `192.0.2.${100 + i}` }));
  assert.ok(used <= 5, `${used} guesses`);
  // By its other name as well.
  assert.equal(await guess(behind, 'boris@example.org', { 'x-forwarded-for': '192.0.2.222' }), 429);
});

test('metrics and other answers for this machine are not for those behind a proxy on it', async () => {
  for (const headers of [{ 'x-forwarded-for': '192.0.2.50' }, { 'x-forwarded-for': '127.0.0.1' }, { forwarded: 'for=127.0.0.1' }]) {
    assert.equal((await behind.api('/metrics', { headers })).status, 403, JSON.stringify(headers));
    assert.equal((await bare.api('/metrics', { headers })).status, 403, JSON.stringify(headers));
  }
});

test('only a trusted proxy says whether a connection is HTTPS', async () => {
  // Registering signs in as well, and tries at signing in are used up above.
  const cookies = async (server, name) =>
    (await server.api('/api/v1/auth/register', {
      method: 'POST',
      json: { username: name, email: `${name}@example.org`, password: 'a long enough phrase' },
      headers: { 'x-forwarded-for': '192.0.2.60', 'x-forwarded-proto': 'https' },
    })).headers.get('set-cookie');
  assert.match(await cookies(behind, 'emil'), /^__Host-veza_access=.*; Secure/);
  assert.doesNotMatch(await cookies(bare, 'emil'), /Secure|__Host-/);
});
