// Accounts over the wire: setup, sessions, refresh rotation, cookies with CSRF, limits.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { Server, setCookies } from '../support/server.mjs';

let server;
let admin;
before(async () => {
  server = await new Server().start();
});
after(() => server.stop());

const post = (path, json, options = {}) => server.api(path, { method: 'POST', json, ...options });

test('the setup link works once, even for two at the same moment', async () => {
  const token = new URL(server.setupLink).searchParams.get('token');
  const person = (name) => ({ token, username: name, email: `${name}@example.org`, password: 'correct horse battery' });
  assert.equal((await post('/api/v1/setup', { ...person('thief'), token: 'guess' })).status, 403);
  const both = await Promise.all([post('/api/v1/setup', person('anna')), post('/api/v1/setup', person('boris'))]);
  const won = both.filter((answer) => answer.status < 300);
  assert.equal(won.length, 1, JSON.stringify(both.map((answer) => [answer.status, answer.body])));
  admin = won[0].body.data;
  assert.equal(admin.user.role, 'admin');
  assert.ok((await post('/api/v1/setup', person('late'))).status >= 400);
  assert.equal((await server.api('/api/v1/setup')).body.data.required, false);
});

test('access tokens are RS256 JWTs that the published keys verify', async () => {
  const [head, claims, signature] = admin.access_token.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url'));
  assert.equal(header.alg, 'RS256');
  const { body: jwks } = await server.api('/.well-known/jwks.json');
  const jwk = jwks.keys.find((key) => key.kid === header.kid);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  assert.ok(verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url')));
  const body = JSON.parse(Buffer.from(claims, 'base64url'));
  for (const claim of ['sub', 'roles', 'permissions', 'sid', 'iat', 'exp', 'jti', 'iss', 'aud']) assert.ok(claim in body, claim);
  assert.equal(body.exp - body.iat, 900);
  assert.equal(jwk.d, undefined);
});

test('registering tells each field at fault', async () => {
  const answer = await post('/api/v1/auth/register', { username: 'a b', email: 'nonsense', password: 'short' });
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.body.error.details.map((detail) => detail.field).sort(), ['email', 'password', 'username']);
  const common = await post('/api/v1/auth/register', { username: 'cleo', email: 'cleo@example.org', password: 'password1234' });
  assert.equal(common.status, 422);
});

test('a refresh token works once; its reuse ends the session', async () => {
  const { refresh_token: first } = await server.register('dora');
  const second = await post('/api/v1/auth/refresh', { refresh_token: first });
  assert.equal(second.status, 200);
  const third = await post('/api/v1/auth/refresh', { refresh_token: second.body.data.refresh_token });
  assert.equal(third.status, 200);
  assert.equal((await post('/api/v1/auth/refresh', { refresh_token: first })).status, 401);
  assert.equal((await post('/api/v1/auth/refresh', { refresh_token: third.body.data.refresh_token })).status, 401);
  assert.equal((await server.api('/api/v1/auth/me', { token: third.body.data.access_token })).status, 401);
});

test('after logout neither token works', async () => {
  const session = await server.register('emil');
  assert.equal((await server.api('/api/v1/auth/me', { token: session.access_token })).body.data.username, 'emil');
  assert.equal((await post('/api/v1/auth/logout', undefined, { token: session.access_token })).status, 204);
  assert.equal((await server.api('/api/v1/auth/me', { token: session.access_token })).status, 401);
  assert.equal((await post('/api/v1/auth/refresh', { refresh_token: session.refresh_token })).status, 401);
});

test('ending a session closes its WebSockets, and only those', async () => {
  const { body } = await post('/api/v1/auth/login', { login: 'anna', password: 'correct horse battery' }).then((answer) =>
    answer.status === 200 ? answer : post('/api/v1/auth/login', { login: 'boris', password: 'correct horse battery' }),
  );
  const open = async (token) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${token}` } });
    const closed = new Promise((done) => socket.on('close', (code) => done(code)));
    await new Promise((done, fail) => socket.on('open', done).on('error', fail));
    return { socket, closed };
  };
  const mine = await open(body.data.access_token);
  const other = await open(admin.access_token);
  assert.equal((await post('/api/v1/auth/logout', {}, { token: body.data.access_token })).status, 204);
  assert.equal(await mine.closed, 1008);
  assert.equal(other.socket.readyState, WebSocket.OPEN);
  other.socket.close();
});

test('a browser gets HttpOnly cookies, and a change by cookie needs the CSRF token', async () => {
  await server.register('finn');
  const signIn = await post('/api/v1/auth/login', { login: 'finn', password: 'a long enough phrase' });
  const cookies = setCookies(signIn.headers);
  const named = (name) => cookies.find((cookie) => cookie.startsWith(`${name}=`));
  assert.match(named('veza_access'), /HttpOnly/i);
  assert.match(named('veza_access'), /SameSite=(Lax|Strict)/i);
  assert.match(named('veza_refresh'), /HttpOnly/i);
  assert.match(named('veza_refresh'), /Path=\/api\/v1\/auth/i);
  assert.doesNotMatch(named('veza_csrf'), /HttpOnly/i);
  const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
  const csrf = named('veza_csrf').split(';')[0].split('=')[1];
  assert.equal((await server.api('/api/v1/auth/me', { headers: { cookie } })).status, 200);
  const forged = await post('/api/v1/auth/logout', undefined, { headers: { cookie } });
  assert.equal(forged.status, 403);
  assert.equal(forged.body.error.code, 'csrf_failed');
  assert.equal((await post('/api/v1/auth/logout', undefined, { headers: { cookie, 'x-csrf-token': csrf } })).status, 204);
});

test('tokens that prove nothing are refused', async () => {
  const [head, claims] = admin.access_token.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const token of ['x', 'a.b.c', `${none}.${claims}.`, `${head}.${claims}.AAAA`, `${admin.access_token}x`]) {
    assert.equal((await server.api('/api/v1/auth/me', { token })).status, 401, token.slice(0, 40));
  }
  assert.equal((await server.api('/api/v1/auth/me')).status, 401);
});

test('the sixth login in fifteen minutes is told to wait, whether or not the account exists', async () => {
  for (const login of ['finn@example.org', 'nobody@example.org']) {
    const limited = await new Server().start();
    try {
      await limited.setup();
      const answers = [];
      for (let i = 0; i < 6; ++i) {
        answers.push(await limited.api('/api/v1/auth/login', { method: 'POST', json: { login, password: 'wrong wrong wrong' } }));
      }
      assert.deepEqual(answers.map((answer) => answer.status), [401, 401, 401, 401, 401, 429]);
      assert.ok(Number(answers[5].headers.get('retry-after')) > 0);
      assert.equal(answers[0].body.error.code, 'invalid_credentials');
    } finally {
      await limited.stop();
    }
  }
});

test('a fourth registration from one address in an hour is told to wait', async () => {
  const limited = await new Server({ env: { VEZA_LIMITS_ENABLED: 'true' } }).start();
  try {
    for (const name of ['one', 'two', 'three']) await limited.register(`user-${name}`);
    await assert.rejects(limited.register('user-four'), /429/);
  } finally {
    await limited.stop();
  }
});
