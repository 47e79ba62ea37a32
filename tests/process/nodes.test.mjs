// Several hosts of one site on PostgreSQL, Redis and S3: what goes in at one comes out at the other.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Browser, StandIn } from '../support/oidc.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { production } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

const site = 'nodes';
let folder, a, b, alice, github;

before(async () => {
  folder = scratch();
  github = await new StandIn().start();
  const env = { VEZA_PLUGIN_AUTH_OAUTH__PROVIDERS: JSON.stringify([github.settings('github')]), VEZA_OUTBOUND_ALLOW: '127.0.0.1' };
  // A only answers; what there is to do, B does.
  [a, b] = await Promise.all([new Server({ site, env: { ...env, VEZA_JOBS_RUN: 'false' } }).start(), new Server({ site, env }).start()]);
  await a.setup();
  alice = await a.register('alice');
});
after(async () => {
  await Promise.all([a?.stop(), b?.stop(), github?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

function listen(server, token, topic) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${token}` } });
  const heard = [];
  socket.on('message', (text) => heard.push(JSON.parse(text)));
  const ready = new Promise((done, fail) => {
    socket.on('error', fail);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'Subscribe', topic })));
    socket.once('message', done);
  });
  return { socket, heard, ready };
}

test('an account and its session are known to every host', async () => {
  for (const server of [a, b]) {
    assert.equal((await server.api('/api/v1/auth/me', { token: alice.access_token })).body.data.username, 'alice');
  }
  const keys = await Promise.all([a, b].map((server) => server.api('/.well-known/jwks.json')));
  assert.deepEqual(keys[0].body, keys[1].body);
});

test('a track uploaded to one is converted by the other, told of at both and played from either', async () => {
  const bytes = await songBytes(folder, 'song', 'flac', 8);
  const listener = listen(b, alice.access_token, `user.${alice.user.id}`);
  await listener.ready;
  const track = await a.upload(alice.access_token, bytes, 'song.flac');
  for (const server of [a, b]) {
    const done = await server.trackEnd(alice.access_token, track.id);
    assert.equal(done.status, 'ready');
    const original = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`, { headers: { authorization: `Bearer ${alice.access_token}` } });
    assert.deepEqual(Buffer.from(await original.arrayBuffer()), Buffer.from(bytes));
    const part = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`, {
      headers: { authorization: `Bearer ${alice.access_token}`, range: 'bytes=100-199' },
    });
    assert.equal(part.status, 206);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), Buffer.from(bytes).subarray(100, 200));
    const master = await server.api(`/api/v1/tracks/${track.id}/hls/master.m3u8`, { token: alice.access_token });
    assert.equal(master.status, 200);
    const playlistUri = master.body.split('\n').find((line) => line && !line.startsWith('#'));
    const playlist = await server.api(new URL(playlistUri, `http://x/api/v1/tracks/${track.id}/hls/`).pathname, { token: alice.access_token });
    assert.equal(playlist.status, 200, playlist.body);
    assert.match(playlist.body, /#EXT-X-ENDLIST/);
    const segment = playlist.body.split('\n').find((line) => line.includes('.m4s'));
    const base = new URL(playlistUri, `http://x/api/v1/tracks/${track.id}/hls/`);
    const media = await fetch(server.url + new URL(segment, base).pathname, { headers: { authorization: `Bearer ${alice.access_token}` } });
    assert.equal(media.status, 200);
    assert.ok((await media.arrayBuffer()).byteLength > 1000);
  }
  assert.deepEqual(await rows(a.data, "SELECT state, attempts FROM jobs WHERE kind = 'media.transcode'", site), [{ state: 'done', attempts: 1 }]);
  await until('B heard of the track', () => listener.heard.some((frame) => JSON.stringify(frame).includes(track.id)));
  listener.socket.close();
});

test('a track made private at one is private at the other', async () => {
  const track = await a.upload(alice.access_token, await songBytes(folder, 'secret', 'flac', 2), 'secret.flac');
  await b.trackEnd(alice.access_token, track.id);
  const master = (server) => server.api(`/api/v1/tracks/${track.id}/hls/master.m3u8`).then(({ status }) => status);
  for (const server of [a, b]) assert.equal(await master(server), 200);
  const hidden = await a.api(`/api/v1/tracks/${track.id}`, { method: 'PATCH', token: alice.access_token, json: { visibility: 'private' } });
  assert.equal(hidden.status, 200);
  // Well below the minute that what is known of a track is kept.
  for (const server of [a, b]) await until('the track is hidden', async () => (await master(server)) !== 200, { within: 30_000 });
});

test('a session ended at one is over at the other', async () => {
  const session = await b.register('carol');
  const listener = listen(a, session.access_token, `user.${session.user.id}`);
  await listener.ready;
  const closed = new Promise((done) => listener.socket.on('close', done));
  assert.equal((await b.api('/api/v1/auth/logout', { method: 'POST', token: session.access_token })).status, 204);
  assert.equal(await closed, 1008);
  await until('A knows', async () => (await a.api('/api/v1/auth/me', { token: session.access_token })).status === 401);
});

test('who leaves for a provider at one host may come back to another, once', async () => {
  github.user = { id: 1, login: 'octo' };
  github.emails = [{ email: 'octo@hub.example', primary: true, verified: true }];
  const browser = new Browser();
  const leaving = await browser.go(`${a.url}/api/v1/auth/oauth/github/start?return_to=/library`);
  const query = new URLSearchParams({ state: new URL(leaving.location).searchParams.get('state'), code: github.code() });
  const back = (server) => browser.go(`${server.url}/api/v1/auth/oauth/github/callback?${query}`);
  assert.equal((await back(b)).location, `${b.url}/library`);
  assert.equal((await back(a)).location, `${a.url}/sign-in?error=state_unknown`);
  assert.equal(JSON.parse((await browser.go(`${a.url}/api/v1/auth/me`)).text).data.username, 'octo');
});

test('a session ended at one host is over at the other within a second, and its sockets there are closed', async () => {
  const here = await a.register('ruth');
  const { body } = await b.api('/api/v1/auth/login', { method: 'POST', json: { login: 'ruth', password: 'a long enough phrase' } });
  const phone = body.data;
  const { socket, ready } = listen(b, phone.access_token, `user.${phone.user.id}`);
  await ready;
  const closed = new Promise((done) => socket.on('close', done));
  const sessions = (await a.api('/api/v1/account/sessions', { token: here.access_token })).body.data;
  const other = sessions.find((session) => !session.current);
  assert.equal((await a.api(`/api/v1/account/sessions/${other.id}`, { method: 'DELETE', token: here.access_token })).status, 204);
  assert.equal((await a.api('/api/v1/auth/me', { token: phone.access_token })).status, 401);
  await closed;
  assert.equal((await b.api('/api/v1/auth/me', { token: phone.access_token })).status, 401);
  assert.equal((await b.api('/api/v1/auth/me', { token: here.access_token })).status, 200);
});

// Every 20 ms until the answer is as wanted; the longest any host took, for the message.
async function within(ms, what, probe) {
  const begin = Date.now();
  await until(what, probe, { within: 30_000, every: 20 });
  const took = Date.now() - begin;
  assert.ok(took <= ms, `${what}: after ${took} ms`);
}

test('a personal access token works everywhere, and nowhere once it is revoked', async () => {
  const session = await a.register('dave');
  const status = (server, token) => server.api('/api/v1/auth/me', { token }).then((answer) => answer.status);
  for (let round = 0; round < 3; ++round) {
    const made = await a.api('/api/v1/account/tokens', {
      method: 'POST', token: session.access_token, json: { name: 'script', scopes: ['account:read'], expires_in_days: 1 },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, token } = made.body.data;
    assert.equal(await status(a, token), 200, 'at once where it was made');
    await until('B knows the token', async () => (await status(b, token)) === 200);
    assert.equal((await b.api(`/api/v1/account/tokens/${id}`, { method: 'DELETE', token: session.access_token })).status, 204);
    assert.equal(await status(b, token), 401, 'at once where it was revoked');
    // A look each second, and what the look itself takes on a busy machine.
    await within(5000, 'A knows that it was revoked', async () => (await status(a, token)) === 401);
  }
});

test('a role changed at one is another at the other', async () => {
  const admin = (await a.api('/api/v1/auth/login', { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } })).body.data;
  const put = (json) => a.api('/api/v1/admin/roles/helper', { method: 'PUT', token: admin.access_token, json });
  assert.equal((await put({ includes: 'user', permissions: ['user:read'] })).status, 200);
  const erin = await a.register('erin');
  assert.equal((await a.api(`/api/v1/admin/users/${erin.user.id}`, { method: 'PATCH', token: admin.access_token, json: { role: 'helper' } })).status, 200);
  const signIn = async (server) => (await server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'erin', password: 'a long enough phrase' } })).body.data.access_token;
  const users = (server, token) => server.api('/api/v1/admin/users', { token }).then((answer) => answer.status);
  const token = await until('B knows the role', async () => {
    const fresh = await signIn(b);
    return (await users(b, fresh)) === 200 && fresh;
  });
  assert.equal((await put({ includes: 'user' })).status, 200);
  await until('B lets nobody in by the old role', async () => [401, 403].includes(await users(b, token)));
});

test('who may do less, or more, from now on connects again, at every host', async () => {
  const admin = (await a.api('/api/v1/auth/login', { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } })).body.data;
  const at = (method, path, json) => a.api(`/api/v1/admin/${path}`, { method, token: admin.access_token, json });
  assert.equal((await at('PUT', 'roles/usher', { includes: 'user', permissions: ['user:read'] })).status, 200);
  const greta = await b.register('greta');
  const listener = async (session) => {
    const { socket, heard, ready } = listen(b, session.access_token, `user.${session.user.id}`);
    const closed = new Promise((done) => socket.on('close', done));
    await ready;
    return { socket, heard, closed };
  };
  const signIn = async () => (await b.api('/api/v1/auth/login', { method: 'POST', json: { login: 'greta', password: 'a long enough phrase' } })).body.data;
  const told = async ({ heard, closed }) => {
    assert.equal(await closed, 1008);
    assert.equal(heard.at(-1).code, 1002);
  };
  const bystander = await listener(alice);
  const first = await listener(greta);
  assert.equal((await at('PATCH', `users/${greta.user.id}`, { role: 'usher' })).status, 200);
  await told(first);
  const second = await until('B knows the role', async () => {
    const fresh = await signIn();
    return (await b.api('/api/v1/admin/users', { token: fresh.access_token })).status === 200 && fresh;
  }).then(listener);
  assert.equal((await at('PUT', 'roles/usher', { includes: 'user' })).status, 200);
  await told(second);
  assert.equal(bystander.socket.readyState, WebSocket.OPEN);
  bystander.socket.close();
});

// The last: from then on nobody at this address may try a password.
test('a limit counts across hosts', async () => {
  await a.register('bob').catch(() => {});
  const attempt = (server) => server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'alice', password: 'not the right one' } });
  const statuses = [];
  for (const server of [a, b, a, b, a, b]) statuses.push((await attempt(server)).status);
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
});
