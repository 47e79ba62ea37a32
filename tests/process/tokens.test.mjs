// Personal access tokens and the site's own roles, over the wire.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';

let server, folder, admin, alice;

const api = (method, path, token, json) => server.api(path, { method, token, json });
const make = (session, json) => api('POST', '/api/v1/account/tokens', session.access_token, { name: 'script', expires_in_days: 30, ...json });
const token = async (session, ...scopes) => {
  const made = await make(session, { scopes });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.data;
};
const me = (bearer) => api('GET', '/api/v1/auth/me', bearer).then(({ status }) => status);
const veza = (...args) => run([...args, '--data', server.data]);

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a token is shown once, kept as a hash, and does what its scopes say', async () => {
  const made = await token(alice, 'track:create', 'track:read');
  assert.match(made.token, /^vzp_[0-9A-Za-z]{38}$/);
  const listed = (await api('GET', '/api/v1/account/tokens', alice.access_token)).body.data.find(({ id }) => id === made.id);
  assert.deepEqual(listed.scopes, ['track:create', 'track:read']);
  assert.equal(listed.token, undefined);
  const stored = await rows(server.data, 'SELECT * FROM identity_tokens');
  assert.ok(!JSON.stringify(stored).includes(made.token.slice(4, 20)));
  const song = await songBytes(folder, 'song', 'flac', 1);
  const track = await server.upload(made.token, song, 'song.flac', { visibility: 'private' });
  assert.equal(track.owner.username, 'alice');
  assert.equal((await api('GET', `/api/v1/tracks/${track.id}`, made.token)).status, 200);
  assert.equal((await api('DELETE', `/api/v1/tracks/${track.id}`, made.token)).status, 403, 'no scope for it');
  assert.equal(await me(made.token), 403, 'nor for the account');
  const other = await token(alice, 'account:read');
  assert.equal((await api('GET', `/api/v1/tracks/${track.id}`, other.token)).status, 404, 'a private track needs track:read, also of its owner');
  assert.equal((await api('POST', '/api/v1/tracks', other.token, {})).status, 403);
});

test('what is no token is refused, a typing error too', async () => {
  const { token: good } = await token(alice, 'account:read');
  assert.equal(await me(good), 200);
  const flip = (text, at) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
  for (const bad of [flip(good, 10), flip(good, 41), good.slice(0, -1), `${good}A`, good.toUpperCase(), 'vzp_', `vzp_${'A'.repeat(38)}`, `vzp_${'A'.repeat(3000)}`]) {
    const answer = await api('GET', '/api/v1/auth/me', bad);
    assert.equal(answer.status, 401, bad.slice(0, 60));
    assert.equal(answer.body.error.code, 'token_invalid');
  }
  assert.equal((await server.api('/api/v1/auth/me', { headers: { cookie: `veza_access=${good}` } })).status, 401, 'a cookie is for sessions');
  assert.equal((await server.api(`/api/v1/auth/me?token=${good}`)).status, 401, 'an address ends in logs');
});

test('the form tells what is wrong', async () => {
  const wrong = [
    { scopes: [] }, { scopes: 'account:read' }, { scopes: [7] }, { scopes: ['system:config'] }, { scopes: ['no:such'] }, { scopes: [''] },
    { scopes: ['account:manage'] }, { scopes: ['account:read'], expires_in_days: 0 }, { scopes: ['account:read'], expires_in_days: 366 },
    { scopes: ['account:read'], expires_in_days: null }, { scopes: ['account:read'], expires_in_days: '30' }, { scopes: ['account:read'], name: '' },
    { scopes: ['account:read'], name: 'x'.repeat(61) },
  ];
  for (const json of wrong) {
    const answer = await make(alice, json);
    assert.equal(answer.status, 422, JSON.stringify([json, answer.body]));
    assert.ok(answer.body.error.details.length >= 1);
  }
});

test('a token changes neither credentials nor tokens, whoever made it', async () => {
  const strong = (await api('GET', '/api/v1/admin/permissions', admin.access_token)).body.data.filter(({ in_tokens }) => in_tokens);
  const made = await token(admin, ...strong.map(({ permission }) => permission));
  assert.equal((await api('GET', '/api/v1/admin/users', made.token)).status, 200);
  const { body: document } = await server.api('/api/v1/openapi.json');
  const credentials = Object.entries(document.paths).filter(([path]) => /^\/api\/v1\/account(\/|$)/.test(path) || path === '/api/v1/auth/reauthenticate');
  let asked = 0;
  for (const [path, item] of credentials) {
    for (const method of ['post', 'put', 'patch', 'delete'].filter((name) => item[name])) {
      const answer = await api(method.toUpperCase(), path.replace(/\{[a-z_]+\}/g, made.id), made.token, { password: 'another long phrase', email: 'x@example.org' });
      assert.equal(answer.status, 403, `${method} ${path}: ${answer.status}`);
      ++asked;
    }
  }
  assert.ok(asked >= 2);
  assert.equal((await api('GET', '/api/v1/account/tokens', made.token)).status, 403);
});

test('revoking ends it at once, and the sockets it opened', async () => {
  const made = await token(alice, 'account:read');
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${made.token}` } });
  const closed = new Promise((done) => socket.on('close', done));
  await new Promise((done, fail) => socket.on('open', done).on('error', fail));
  assert.equal((await api('DELETE', `/api/v1/account/tokens/${made.id}`, alice.access_token)).status, 204);
  assert.equal(await closed, 1008);
  assert.equal(await me(made.token), 401);
  assert.equal((await api('DELETE', `/api/v1/account/tokens/${made.id}`, alice.access_token)).status, 404);
});

test('a token loses what its owner loses, and gets back what the scopes allow', async () => {
  const carla = await server.register('carla');
  const role = (name) => api('PATCH', `/api/v1/admin/users/${carla.user.id}`, admin.access_token, { role: name });
  assert.equal((await role('moderator')).status, 200);
  const session = (await api('POST', '/api/v1/auth/login', undefined, { login: 'carla', password: 'a long enough phrase' })).body.data;
  const made = await token(session, 'user:read');
  const users = () => api('GET', '/api/v1/admin/users', made.token).then(({ status }) => status);
  assert.equal(await users(), 200);
  assert.equal((await role('user')).status, 200);
  assert.equal(await users(), 403);
  assert.equal((await veza('user', 'role', 'carla', 'moderator')).code, 0);
  await until('the server learns what the command line did', async () => (await users()) === 200);
});

test('its last use is remembered', async () => {
  const made = await token(alice, 'account:read');
  assert.equal(await me(made.token), 200);
  await until('the use is written down', async () => {
    const listed = (await api('GET', '/api/v1/account/tokens', alice.access_token)).body.data.find(({ id }) => id === made.id);
    return listed.last_used_at;
  });
});

// --- roles ------------------------------------------------------------------------------------------------------------

test('a role of the site: made, given, changed, removed, each in force at once', async () => {
  const put = (name, json) => api('PUT', `/api/v1/admin/roles/${name}`, admin.access_token, json);
  assert.equal((await put('helper', { includes: 'user', permissions: ['user:read'], without: ['track:create'] })).status, 200);
  const anew = await server.api('/api/v1/admin/roles/helper', {
    method: 'PUT', token: admin.access_token, json: { includes: 'user' }, headers: { 'if-none-match': '*' },
  });
  assert.deepEqual([anew.status, anew.body.error.code], [412, 'role_exists']);
  const dora = await server.register('dora');
  assert.equal((await api('PATCH', `/api/v1/admin/users/${dora.user.id}`, admin.access_token, { role: 'helper' })).body.data.role, 'helper');
  const signIn = async () => (await api('POST', '/api/v1/auth/login', undefined, { login: 'dora', password: 'a long enough phrase' })).body.data.access_token;
  const first = await signIn();
  assert.equal((await api('GET', '/api/v1/admin/users', first)).status, 200);
  assert.equal((await api('POST', '/api/v1/tracks', first, {})).status, 403);
  assert.equal((await api('GET', '/api/v1/admin/roles', first)).status, 403);
  const claims = JSON.parse(Buffer.from(first.split('.')[1], 'base64url'));
  assert.deepEqual(claims.roles, ['helper']);
  assert.ok(claims.permissions.includes('user:read') && !claims.permissions.includes('track:create'));

  assert.equal((await put('helper', { includes: 'user' })).status, 200);
  const stale = await api('GET', '/api/v1/admin/users', first);
  assert.ok(stale.status === 401 ? stale.body.error.code === 'token_expired' : stale.status === 403, JSON.stringify(stale.body));
  const second = await until('a new token', async () => {
    const fresh = await signIn();
    return (await me(fresh)) === 200 && fresh;
  });
  assert.equal((await api('GET', '/api/v1/admin/users', second)).status, 403);

  const gone = (query) => api('DELETE', `/api/v1/admin/roles/helper${query}`, admin.access_token);
  assert.equal((await gone('')).body.error.code, 'role_in_use');
  for (const wrong of ['helper', 'guest', 'emperor']) assert.equal((await gone(`?replacement=${wrong}`)).status, 422, wrong);
  assert.equal((await gone('?replacement=premium')).status, 204);
  assert.equal((await gone('?replacement=premium')).status, 404);
  const found = await api('GET', '/api/v1/admin/users?q=dora', admin.access_token);
  assert.deepEqual(found.body.data.map(({ username, role }) => [username, role]), [['dora', 'premium']]);
});

test('nobody gets further by a role than he is', async () => {
  const put = (session, name, json) => api('PUT', `/api/v1/admin/roles/${name}`, session, json);
  for (const json of [
    { includes: 'user', permissions: ['system:config'] }, { includes: 'admin' }, { includes: 'moderator', permissions: ['role:manage'] },
    { includes: 'nobody' }, { includes: 'sneaky' }, { includes: 'user', permissions: ['no:such'] }, { includes: 'user', permissions: 'user:read' }, {},
  ]) {
    assert.equal((await put(admin.access_token, 'sneaky', json)).status, 422, JSON.stringify(json));
  }
  for (const name of ['admin', 'guest', 'artist', 'UPPER', 'a', 'x'.repeat(41)]) {
    assert.equal((await put(admin.access_token, name, { includes: 'user' })).status, 422, name);
  }
  // Staff may give roles, up to their own.
  assert.equal((await put(admin.access_token, 'staff', { includes: 'moderator', permissions: ['user:manage'] })).status, 200);
  const emil = await server.register('emil');
  const change = (by, id, role) => api('PATCH', `/api/v1/admin/users/${id}`, by, { role }).then(({ status }) => status);
  assert.equal(await change(admin.access_token, emil.user.id, 'staff'), 200);
  const staff = (await api('POST', '/api/v1/auth/login', undefined, { login: 'emil', password: 'a long enough phrase' })).body.data.access_token;
  assert.equal(await change(staff, alice.user.id, 'premium'), 200);
  assert.equal(await change(staff, alice.user.id, 'user'), 200);
  assert.equal(await change(staff, alice.user.id, 'admin'), 403, 'more than he has');
  assert.equal(await change(staff, emil.user.id, 'admin'), 403);
  assert.equal(await change(staff, admin.user.id, 'user'), 403, 'of somebody who has more');
  assert.equal((await put(staff, 'more', { includes: 'user' })).status, 403);
  assert.equal(await change(admin.access_token, admin.user.id, 'user'), 409, 'the last admin');
});

test('the command line does the same', async () => {
  const help = await veza('role', '--help');
  assert.equal(help.code, 0);
  assert.match(help.stdout, /list.*set.*delete/s);
  const made = await veza('role', 'set', 'label', '--includes', 'creator', '--add', 'track:update_any', '--without', 'account:manage');
  assert.equal(made.code, 0, made.stderr);
  const listed = await veza('role', 'list');
  assert.match(listed.stdout, /^label\b.*creator/m);
  assert.match(listed.stdout, /track:update_any/);
  assert.equal((await veza('role', 'set', 'label', '--includes', 'label')).code, 1);
  assert.equal((await veza('role', 'set', 'admin', '--includes', 'user')).code, 1);
  assert.equal((await veza('role', 'sat')).code, 64);
  const fay = await server.register('fay');
  assert.equal((await veza('user', 'role', 'fay', 'label')).code, 0);
  await until('the server knows the role', async () => {
    const { body } = await api('GET', `/api/v1/admin/users?q=fay`, admin.access_token);
    return body.data[0]?.role === 'label' && body.data[0].id === fay.user.id;
  });
  const used = await veza('role', 'delete', 'label');
  assert.equal(used.code, 1);
  assert.match(used.stderr, /1 account/);
  assert.equal((await veza('role', 'delete', 'label', '--replacement', 'creator')).code, 0);
});

test('whoever runs the site signs somebody out everywhere', async () => {
  const gil = await server.register('gil');
  const made = await token(gil, 'account:read');
  const out = await veza('user', 'sign-out', 'gil');
  assert.equal(out.code, 0, out.stderr);
  assert.match(out.stdout, /1 sessions ended, 1 tokens revoked/);
  await until('the server knows', async () => (await me(made.token)) === 401 && (await me(gil.access_token)) === 401);
  const again = await api('POST', '/api/v1/auth/login', undefined, { login: 'gil', password: 'a long enough phrase' });
  assert.equal(again.status, 200);
});

test('accounts are found by a part of their name, page by page', async () => {
  for (const name of ['zed_1', 'zed_2', 'zed-3']) await server.register(name);
  const list = async (query, session = admin) => (await api('GET', `/api/v1/admin/users?${query}`, session.access_token)).body;
  assert.deepEqual((await list('q=ZED')).data.map(({ username }) => username), ['zed-3', 'zed_2', 'zed_1']);
  assert.deepEqual((await list('q=zed_')).data.length, 2, '_ is a letter like others');
  assert.deepEqual((await list('q=zed_1@example')).data.map(({ email }) => email), ['zed_1@example.org']);
  const paged = await list('q=zed&per_page=2&page=2');
  assert.deepEqual(paged.data.map(({ username }) => username), ['zed_1']);
  assert.deepEqual(paged.meta, { page: 2, per_page: 2, total: 3, total_pages: 2 });
  assert.equal((await api('GET', '/api/v1/admin/users?per_page=1000', admin.access_token)).status, 422);
});

test('what was done is in the audit log', async () => {
  const { body } = await until('the log has it', async () => {
    const answer = await api('GET', '/api/v1/admin/audit/logs?per_page=100', admin.access_token);
    const actions = answer.body.data.map(({ action }) => action);
    return ['identity.token.created', 'identity.token.revoked', 'identity.role.defined', 'identity.role.removed', 'identity.role.changed']
      .every((action) => actions.includes(action)) && answer;
  });
  assert.ok(!JSON.stringify(body).includes('vzp_'));
});
