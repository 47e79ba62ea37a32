// The audit log over the wire and at the command line: every change leaves an entry, nobody changes one unseen.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';
import { execute, production, storeSettings } from '../support/stores.mjs';
import { totp } from '../support/authenticator.mjs';

let server, admin, folder, flac;
before(async () => {
  folder = scratch();
  flac = await songBytes(folder, 'song', 'flac', 2);
  const music = realpathSync(scratch());
  server = await new Server({ env: { VEZA_PLUGIN_LIBRARY__IMPORT_FOLDERS: music } }).start();
  server.music = music;
  admin = await server.setup();
});
after(async () => {
  await server.stop();
  for (const each of [folder, server.music]) rmSync(each, { recursive: true, force: true });
});

const password = 'a long enough phrase';
const path = '/api/v1/admin/audit';
const token = () => admin.access_token;
const logs = async (query = '') => {
  const { status, body } = await server.api(`${path}/logs?per_page=100${query}`, { token: token() });
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
};
const veza = (...args) => run(['audit', ...args, '--data', server.data], { cwd: server.data });
const login = async (name, words = password) =>
  (await server.api('/api/v1/auth/login', { method: 'POST', json: { login: name, password: words } })).body.data;

// A picture of one pixel.
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');

const playlist = async (who) => {
  const { status, body } = await server.api('/api/v1/playlists', { method: 'POST', token: who.access_token, json: { title: 'Mix' } });
  assert.equal(status, 201, JSON.stringify(body));
  return `/api/v1/playlists/${body.data.id}`;
};

// How to make each route that changes something do so. Each is given `call(path, options)`, which sends the route's own
// request, and a session of a new user.
const changes = {
  'POST /api/v1/auth/register': (call) => {
    const username = `new-${randomUUID().slice(0, 8)}`;
    return call('/api/v1/auth/register', { json: { username, email: `${username}@example.org`, password } });
  },
  'POST /api/v1/auth/login': (call, me) => call('/api/v1/auth/login', { json: { login: me.user.username, password } }),
  'POST /api/v1/auth/logout': (call, me) => call('/api/v1/auth/logout', { token: me.access_token }),
  'POST /api/v1/tracks': (call, me) => {
    const body = new FormData();
    body.set('file', new Blob([flac]), 'song.flac');
    return call('/api/v1/tracks', { token: me.access_token, body });
  },
  'PATCH /api/v1/tracks/{id}': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    return call(`/api/v1/tracks/${track.id}`, { token: me.access_token, json: { title: 'Another' } });
  },
  'DELETE /api/v1/tracks/{id}': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    return call(`/api/v1/tracks/${track.id}`, { token: me.access_token });
  },
  'POST /api/v1/tracks/{id}/tags/write': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    return call(`/api/v1/tracks/${track.id}/tags/write`, { token: me.access_token, json: {} });
  },
  'PUT /api/v1/tracks/{id}/lyrics': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    return call(`/api/v1/tracks/${track.id}/lyrics`, { token: me.access_token, json: { plain: [{ language: 'en', text: 'La la' }], synced: [] } });
  },
  'PUT /api/v1/tracks/{id}/cover': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    return call(`/api/v1/tracks/${track.id}/cover`, { token: me.access_token, body: pixel });
  },
  'DELETE /api/v1/tracks/{id}/cover': async (call, me) => {
    const { body } = await changes['PUT /api/v1/tracks/{id}/cover']((at, options) => server.api(at, { method: 'PUT', ...options }), me);
    return call(`/api/v1/tracks/${body.data.id}/cover`, { token: me.access_token });
  },
  'POST /api/v1/tracks/batch': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    return call('/api/v1/tracks/batch', { token: me.access_token, json: { ids: [track.id], delete: true } });
  },
  'POST /api/v1/tracks/{id}/hls/retry': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac');
    await server.trackEnd(me.access_token, track.id);
    await execute(server.data, `UPDATE hls_renditions SET status = 'failed' WHERE track_id = '${track.id}'`);
    return call(`/api/v1/tracks/${track.id}/hls/retry`, { token: me.access_token });
  },
  'POST /api/v1/playlists': (call, me) => call('/api/v1/playlists', { token: me.access_token, json: { title: 'Mix' } }),
  'POST /api/v1/playlists/import': (call, me) => call('/api/v1/playlists/import', { token: me.access_token, body: 'a.mp3' }),
  'PATCH /api/v1/playlists/{id}': async (call, me) => call(await playlist(me), { token: me.access_token, json: { title: 'Another' } }),
  'DELETE /api/v1/playlists/{id}': async (call, me) => call(await playlist(me), { token: me.access_token }),
  'POST /api/v1/playlists/{id}/shares': async (call, me) => call(`${await playlist(me)}/shares`, { token: me.access_token, json: {} }),
  'DELETE /api/v1/playlists/{id}/shares/{share_id}': async (call, me) => {
    const at = `${await playlist(me)}/shares`;
    const { body } = await server.api(at, { method: 'POST', token: me.access_token, json: {} });
    return call(`${at}/${body.data.id}`, { token: me.access_token });
  },
  'POST /api/v1/shared/{token}/join': async (call, me) => {
    const { body } = await server.api(`${await playlist(admin)}/shares`, { method: 'POST', token: token(), json: { role: 'editor' } });
    return call(`/api/v1/shared/${body.data.token}/join`, { token: me.access_token });
  },
  'PUT /api/v1/playlists/{id}/collaborators/{user_id}': async (call, me) =>
    call(`${await playlist(me)}/collaborators/${admin.user.id}`, { token: me.access_token, json: { role: 'editor' } }),
  'DELETE /api/v1/playlists/{id}/collaborators/{user_id}': async (call, me) => {
    const at = `${await playlist(me)}/collaborators/${admin.user.id}`;
    await server.api(at, { method: 'PUT', token: me.access_token, json: { role: 'viewer' } });
    return call(at, { token: me.access_token });
  },
  'DELETE /api/v1/tracks/{id}/comments/{comment_id}': async (call, me) => {
    const track = await server.upload(me.access_token, flac, 'song.flac', { visibility: 'public' });
    const at = `/api/v1/tracks/${track.id}/comments`;
    const { body } = await server.api(at, { method: 'POST', token: me.access_token, json: { body: 'Mine' } });
    return call(`${at}/${body.data.id}`, { token: token() });
  },
  'POST /api/v1/opensubsonic/passwords': (call, me) => call('/api/v1/opensubsonic/passwords', { token: me.access_token, json: { name: 'phone' } }),
  'DELETE /api/v1/opensubsonic/passwords/{id}': async (call, me) => {
    const { body } = await changes['POST /api/v1/opensubsonic/passwords'](plain, me);
    return call(`/api/v1/opensubsonic/passwords/${body.data.id}`, { token: me.access_token });
  },
  'DELETE /api/v1/me/history': (call, me) => call('/api/v1/me/history', { token: me.access_token }),
  'POST /api/v1/library/scans': (call) => call('/api/v1/library/scans', { token: token(), json: { path: server.music } }),
  'POST /api/v1/admin/integrity': (call) => call('/api/v1/admin/integrity', { token: token() }),
  'POST /api/v1/admin/events/dead-letters/{id}/replay': async (call) => {
    const id = randomUUID();
    await execute(
      server.data,
      `INSERT INTO dead_letters (id, consumer, seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data,
         correlation_id, causation_id, attempts, last_error, failed_at)
       VALUES ('${id}', 'hls-gstreamer.tracks', 1, '${randomUUID()}', 'library.track.deleted.v1', 'track', '${randomUUID()}', 1700000000000, 1,
         '{}', '', '', 10, 'x', 1700000100000)`,
    );
    return call(`/api/v1/admin/events/dead-letters/${id}/replay`, { token: token() });
  },
  'POST /api/v1/account/export': (call, me) => call('/api/v1/account/export', { token: me.access_token }),
  'DELETE /api/v1/account': (call, me) => call('/api/v1/account', { token: me.access_token }),
  'POST /api/v1/account/restore': async (call, me) => {
    await server.api('/api/v1/account', { method: 'DELETE', token: me.access_token });
    return call('/api/v1/account/restore', { token: (await login(me.user.username)).access_token });
  },
  'POST /api/v1/account/totp/confirm': async (call, me) => {
    const { body } = await server.api('/api/v1/account/totp', { method: 'POST', token: me.access_token });
    return call('/api/v1/account/totp/confirm', { token: me.access_token, json: { code: totp(body.data.secret) } });
  },
  'DELETE /api/v1/account/totp': async (call, me) => {
    await changes['POST /api/v1/account/totp/confirm'](plain, me);
    return call('/api/v1/account/totp', { token: me.access_token });
  },
  'POST /api/v1/account/backup-codes': async (call, me) => {
    await changes['POST /api/v1/account/totp/confirm'](plain, me);
    return call('/api/v1/account/backup-codes', { token: me.access_token });
  },
  'POST /api/v1/auth/second-factor': async (call, me) => {
    const confirmed = await changes['POST /api/v1/account/totp/confirm'](plain, me);
    const { second_factor: factor } = await login(me.user.username);
    return call('/api/v1/auth/second-factor', { json: { token: factor.token, code: confirmed.body.data.backup_codes[0] } });
  },
  'PUT /api/v1/account/password': (call, me) =>
    call('/api/v1/account/password', { token: me.access_token, json: { password: 'another long phrase' } }),
  'PUT /api/v1/account/email': (call, me) =>
    call('/api/v1/account/email', { token: me.access_token, json: { email: `${randomUUID().slice(0, 8)}@example.org` } }),
  'POST /api/v1/auth/reauthenticate': (call, me) => call('/api/v1/auth/reauthenticate', { token: me.access_token, json: { password } }),
  'DELETE /api/v1/account/sessions/{id}': async (call, me) => {
    await login(me.user.username);
    const { body } = await server.api('/api/v1/account/sessions', { token: me.access_token });
    return call(`/api/v1/account/sessions/${body.data.find((session) => !session.current).id}`, { token: me.access_token });
  },
  'DELETE /api/v1/account/sessions': async (call, me) => {
    await login(me.user.username);
    return call('/api/v1/account/sessions', { token: me.access_token });
  },
  'POST /api/v1/account/tokens': (call, me) =>
    call('/api/v1/account/tokens', { token: me.access_token, json: { name: 'script', scopes: ['track:read'], expires_in_days: 7 } }),
  'DELETE /api/v1/account/tokens/{id}': async (call, me) => {
    const { body } = await changes['POST /api/v1/account/tokens'](plain, me, 'POST');
    return call(`/api/v1/account/tokens/${body.data.id}`, { token: me.access_token });
  },
  'PUT /api/v1/admin/roles/{name}': (call) =>
    call(`/api/v1/admin/roles/r${randomUUID().slice(0, 8)}`, { token: token(), json: { includes: 'user', permissions: [] } }),
  'DELETE /api/v1/admin/roles/{name}': async (call) => {
    const name = `r${randomUUID().slice(0, 8)}`;
    await server.api(`/api/v1/admin/roles/${name}`, { method: 'PUT', token: token(), json: { includes: 'user', permissions: [] } });
    return call(`/api/v1/admin/roles/${name}`, { token: token() });
  },
  'PATCH /api/v1/admin/users/{id}': (call, me) => call(`/api/v1/admin/users/${me.user.id}`, { token: token(), json: { role: 'creator' } }),
};
const plain = (at, options) => server.api(at, { method: 'POST', ...options });

// Routes that leave no entry, or whose entry is looked at elsewhere, each with its reason.
const exceptions = {
  'POST /api/v1/auth/refresh': 'each session does it every few minutes; what is of note, a reused token, is recorded (below)',
  'POST /api/v1/auth/stream-token': 'changes nothing: a token computed for ten minutes of listening',
  'POST /api/v1/playlists/preview': 'changes nothing: shows what rules would choose',
  'POST /api/v1/playlists/{id}/items': 'people order their music a hundred times a day; each item says who added it',
  'PATCH /api/v1/playlists/{id}/items/{item_id}': 'people order their music a hundred times a day',
  'DELETE /api/v1/playlists/{id}/items/{item_id}': 'people order their music a hundred times a day',
  'POST /api/v1/uploads': 'nothing that others see; the track that comes of it has an entry',
  'PATCH /api/v1/uploads/{id}': 'nothing that others see; the track that comes of it has an entry',
  'POST /api/v1/uploads/{id}': 'PATCH or DELETE by another name',
  'DELETE /api/v1/uploads/{id}': 'gives up what never became a track',
  'POST /api/v1/tracks/{id}/comments': 'a comment says itself who wrote it and when; its removal by others is recorded',
  'PATCH /api/v1/tracks/{id}/comments/{comment_id}': 'what people say is theirs to say better; a comment says that it was edited',
  'POST /rest/{method}': 'asks the routes of the API, which leave their entries',
  'PUT /api/v1/tracks/{id}/like': 'what people like is theirs; no rights change by it',
  'DELETE /api/v1/tracks/{id}/like': 'what people like is theirs; no rights change by it',
  'POST /api/v1/tracks/{id}/plays': 'what people hear is theirs to forget, which an entry would not',
  'PUT /api/v1/artists/{id}/follow': 'what people follow is theirs; no rights change by it',
  'DELETE /api/v1/artists/{id}/follow': 'what people follow is theirs; no rights change by it',
  'DELETE /api/v1/me/searches': 'what people look for is theirs to forget; no rights change by it',
  'POST /api/v1/setup': 'worked once, before these tests: below',
  'POST /api/v1/account/totp': 'only offers a secret; confirming it counts',
  'POST /api/v1/account/passkeys/options': 'only makes a challenge',
  'POST /api/v1/auth/passkey/options': 'only makes a challenge',
  'POST /api/v1/auth/second-factor/options': 'only makes a challenge',
  'POST /api/v1/auth/reauthenticate/options': 'only makes a challenge',
  'POST /api/v1/account/passkeys': 'takes an authenticator: the unit tests of passkeys',
  'PATCH /api/v1/account/passkeys/{id}': 'takes an authenticator: the unit tests of passkeys',
  'DELETE /api/v1/account/passkeys/{id}': 'takes an authenticator: the unit tests of passkeys',
  'POST /api/v1/auth/passkey': 'takes an authenticator: the unit tests of passkeys',
  'POST /api/v1/auth/verify-email': 'takes a mailed link: the tests of mailed links',
  'POST /api/v1/auth/verify-email/resend': 'sends a mail again and changes nothing',
  'POST /api/v1/auth/password/forgot': 'answers before anything is done; taking the link is recorded',
  'POST /api/v1/auth/password/reset': 'takes a mailed link: the tests of mailed links',
  'POST /api/v1/auth/magic-link': 'answers before anything is done; signing in is recorded',
  'POST /api/v1/auth/magic-link/sign-in': 'takes a mailed link: the tests of mailed links',
  'POST /api/v1/account/links/{provider}': 'only begins; the tests of providers',
  'DELETE /api/v1/account/links/{id}': 'takes a provider: the tests of providers',
  'POST /api/v1/auth/proxy': 'takes a trusted proxy: the tests of providers',
};

test('every route that changes something leaves an entry', async () => {
  const { body: document } = await server.api('/api/v1/openapi.json');
  const routes = Object.entries(document.paths).flatMap(([at, item]) =>
    Object.keys(item)
      .filter((method) => ['post', 'put', 'patch', 'delete'].includes(method))
      .map((method) => `${method.toUpperCase()} ${at}`),
  );
  assert.ok(routes.length > 10);
  const unknown = routes.filter((route) => !changes[route] && !exceptions[route]);
  assert.deepEqual(unknown, [], 'say in this file how to make these change something, or why they leave no entry');
  const faults = [];
  for (const route of routes.filter((each) => changes[each])) {
    const me = await server.register(`walk-${randomUUID().slice(0, 8)}`);
    const requestId = `walk-${randomUUID()}`;
    const call = (at, options) =>
      server.api(at, { method: route.split(' ')[0], ...options, headers: { 'x-request-id': requestId, ...options?.headers } });
    const { status, body } = await changes[route](call, me);
    if (status >= 300) faults.push(`${route} answered ${status} ${JSON.stringify(body)}`);
    else if (!(await logs()).some((entry) => entry.request_id === requestId)) faults.push(`${route} left no entry`);
  }
  assert.deepEqual(faults, []);
});

test('an entry says who, from where, and what was before and after, without secrets', async () => {
  const session = await server.register('greta');
  const track = await server.upload(session.access_token, flac, 'song.flac', { title: 'First' });
  await server.api(`/api/v1/tracks/${track.id}`, {
    method: 'PATCH', token: session.access_token, json: { title: 'Second' }, headers: { 'user-agent': 'Audit/1.0' },
  });
  const [entry] = await logs('&action=library.track.updated&subject=track:' + track.id);
  assert.deepEqual(entry.actor, { id: session.user.id, name: 'greta' });
  assert.deepEqual(entry.subject, { type: 'track', id: track.id });
  assert.equal(entry.user_agent, 'Audit/1.0');
  assert.equal(entry.ip, '127.0.0.1');
  assert.equal(entry.before.title, 'First');
  assert.equal(entry.after.title, 'Second');
  const text = JSON.stringify(await logs());
  for (const secret of [password, session.refresh_token, session.access_token]) assert.ok(!text.includes(secret));
});

test('security is told of: setup, failed sign-ins, a lockout, a refresh token that came back', async () => {
  assert.equal((await logs('&action=identity.setup.done')).length, 1);
  const session = await server.register('hanna');
  await login('hanna', 'not the password');
  const [failed] = await logs(`&action=identity.sign_in.failed&subject=${session.user.id}`);
  assert.equal(failed.actor, null);
  assert.equal(failed.ip, '127.0.0.1');
  await login('nobody-has-this-name', 'hunter2 hunter2');
  assert.ok(!JSON.stringify(await logs('&action=identity.sign_in')).includes('nobody-has-this-name'));
  const refresh = (old) => server.api('/api/v1/auth/refresh', { method: 'POST', json: { refresh_token: old } });
  const second = (await refresh(session.refresh_token)).body.data.refresh_token;
  await refresh(second);
  assert.equal((await refresh(session.refresh_token)).status, 401);
  const [reused] = await logs('&action=identity.session.token_reused');
  assert.equal(reused.after.user_id, session.user.id);
});

test('a lockout is an entry, once', async () => {
  // On a site of its own: it locks the address of these tests out.
  const other = await new Server().start();
  try {
    const boss = await other.setup();
    await other.register('hanna');
    for (let i = 0; i < 9; ++i) {
      await other.api('/api/v1/auth/login', { method: 'POST', json: { login: 'hanna', password: 'not the password' } });
    }
    const { body } = await other.api(`${path}/logs?action=identity.sign_in.locked`, { token: boss.access_token });
    assert.equal(body.data.length, 1);
    assert.equal(body.data[0].subject.type, 'user');
  } finally {
    await other.stop();
  }
});

test('filters, pages and times', async () => {
  const session = await server.register('ida');
  const from = new Date(Date.now() - 1000).toISOString();
  for (let i = 0; i < 5; ++i) await server.upload(session.access_token, flac, `n${i}.flac`);
  const mine = `&actor=${session.user.id}&action=library.`;
  assert.equal((await logs(mine)).length, 5);
  assert.equal((await logs(`&actor=IDA&action=library.`)).length, 5);
  assert.equal((await logs(`${mine}&from=${from}`)).length, 5);
  for (const to of ['2020-01-01', '1970-01-01', '1969-12-31']) assert.equal((await logs(`${mine}&to=${to}`)).length, 0, to);
  assert.equal((await logs(`${mine}&from=1969-12-31`)).length, 5);
  assert.equal((await logs(`${mine}&ip=192.0.2.1`)).length, 0);
  const seen = [];
  let cursor = '';
  do {
    const { body } = await server.api(`${path}/logs?per_page=2${mine}${cursor && `&cursor=${cursor}`}`, { token: token() });
    seen.push(...body.data.map((entry) => entry.seq));
    cursor = body.meta.next_cursor;
  } while (cursor);
  assert.equal(seen.length, 5);
  assert.deepEqual(seen, [...seen].sort((a, b) => b - a));
  for (const bad of ['from=yesterday', 'to=1', 'from=0000-00-00', 'to=2026-02-30', 'from=2026-01-31T12:00:00%2B99:99', 'cursor=x', 'cursor=-1', 'per_page=0', 'format=xml']) {
    assert.equal((await server.api(`${path}/logs?${bad}`, { token: token() })).status, 422, bad);
  }
});

test('paging finds each entry once while others are written', async () => {
  const session = await server.register('lotte');
  const mine = `&actor=${session.user.id}&action=identity.session.reauthenticated`;
  const note = () => server.api('/api/v1/auth/reauthenticate', { method: 'POST', token: session.access_token, json: { password } });
  for (let i = 0; i < 9; ++i) assert.equal((await note()).status, 204);
  const before = (await logs(mine)).map((entry) => entry.seq);
  assert.equal(before.length, 9);
  const seen = [];
  let cursor = '';
  do {
    // Several at once and one after the other: entries arrive before and while a page is read.
    const [{ body }] = await Promise.all([
      server.api(`${path}/logs?per_page=2${mine}${cursor && `&cursor=${cursor}`}`, { token: token() }), note(), note(),
    ]);
    seen.push(...body.data.map((entry) => entry.seq));
    cursor = body.meta.next_cursor;
  } while (cursor);
  assert.deepEqual(seen, [...new Set(seen)].sort((one, other) => other - one), 'none twice, the newest first');
  assert.deepEqual(before.filter((seq) => !seen.includes(seq)), [], 'none left out');
});

test('only who may configure the system sees it', async () => {
  const session = await server.register('jonas');
  for (const what of ['/logs', '/verify', '/logs?format=csv']) {
    assert.equal((await server.api(path + what)).status, 401);
    assert.equal((await server.api(path + what, { token: session.access_token })).status, 403);
  }
});

test('as CSV no cell is a formula', async () => {
  const session = await server.register('kim');
  await server.upload(session.access_token, flac, 'x.flac', { title: '=HYPERLINK("http://evil")' });
  await server.api('/api/v1/auth/me', { token: session.access_token });
  const agent = '=cmd|x,"y"';
  await server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'kim', password }, headers: { 'user-agent': agent } });
  for (const options of [{ headers: { accept: 'text/csv' } }, {}]) {
    const query = options.headers ? '' : '&format=csv';
    const { status, headers, body } = await server.api(`${path}/logs?actor=kim${query}`, { token: token(), ...options });
    assert.equal(status, 200);
    assert.match(headers.get('content-type'), /^text\/csv/);
    assert.match(headers.get('content-disposition'), /attachment/);
    assert.ok(body.startsWith('seq,at,action,'));
    assert.ok(body.includes(`"'=cmd|x,""y"""`), body);
    assert.ok(body.endsWith('\r\n'));
    for (const cell of body.split(/[,\r\n]/)) assert.doesNotMatch(cell, /^[=+@]/);
  }
});

test('the log is sound, and the command says so too', async () => {
  const { body } = await server.api(`${path}/verify`, { token: token() });
  assert.equal(body.data.sound, true, JSON.stringify(body.data.faults));
  assert.ok(body.data.entries > 10);
  const said = await veza('verify');
  assert.equal(said.code, 0, said.stdout + said.stderr);
  assert.match(said.stdout, /is sound/);
  const head = said.stdout.match(/head: (\S+)/)[1];
  await login('kim');
  assert.equal((await veza('verify', `--head=${head}`)).code, 0);
  assert.equal((await server.api(`${path}/verify?head=${head}`, { token: token() })).body.data.sound, true);
  assert.equal((await veza('verify', `--head=1:${'0'.repeat(64)}`)).code, 1);
  assert.equal((await veza('verify', '--head=x')).code, 64);
  // The server's own log is such a note.
  const told = await until('the log tells where it ends', () => server.logLines.findLast((line) => line.message === 'The audit log ends here'), { within: 120_000 });
  assert.equal((await veza('verify', `--head=${told.head}`)).code, 0, told.head);
  assert.match((await veza('list', '--actor=kim')).stdout, /identity\.session\.started/);
  assert.equal(JSON.parse((await veza('list', '--json', '--limit=3')).stdout).length, 3);
  const file = join(folder, 'audit.csv');
  assert.equal((await veza('export', file)).code, 0);
  assert.ok(readFileSync(file, 'utf8').startsWith('seq,at,'));
  const lines = (await veza('export', '-', '--json')).stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.every((line) => line.previous_hash.length === 64 && line.who.hash.length === 64));
  for (const words of [[], ['burn'], ['export'], ['list', 'x'], ['list', '--from=never']]) {
    assert.equal((await veza(...words)).code, 64, words.join(' '));
  }
});

test('commands, settings and plugins that changed are in it', async () => {
  const data = scratch();
  const site = (env) => new Server({ data, env });
  let host = await site({}).start();
  const { access_token } = await host.setup();
  await host.stop();
  const veza = (...args) => run([...args, '--data', data], { cwd: data });
  assert.equal((await veza('user', 'add', 'lena', '--email', 'lena@example.org')).code, 0);
  assert.equal((await veza('user', 'role', 'lena', 'moderator')).code, 0);
  assert.equal((await veza('plugin', 'disable', 'hls-gstreamer')).code, 0);
  host = await site({ VEZA_SITE_NAME: 'Another name' }).start();
  try {
    const { body } = await host.api(`${path}/logs?per_page=100`, { token: access_token });
    const of = (action) => body.data.find((entry) => entry.action === action);
    assert.deepEqual(of('identity.role.changed').before, { role: 'user' });
    assert.deepEqual(of('identity.role.changed').after, { role: 'moderator' });
    assert.equal(of('site.plugin.disabled').subject.id, 'hls-gstreamer');
    assert.equal(of('site.plugins.changed').after['hls-gstreamer'].state, 'switched_off');
    assert.equal(of('site.settings.changed').after['site.name'], 'Another name');
  } finally {
    await host.stop();
    rmSync(data, { recursive: true, force: true });
  }
});

// What each command that writes does to a site that is stopped, and the action it leaves.
const writes = {
  'user add': [['lena', '--email', 'lena@example.org'], 'identity.user.registered'],
  'user role': [['lena', 'moderator'], 'identity.role.changed'],
  'user reset-password': [['lena'], 'identity.password.set'],
  'user confirm-email': [['lena'], 'identity.email.verified'],
  'user sign-out': [['lena'], 'identity.account.signed_out'],
  'user factors reset': [['lena'], 'identity.factors.reset'],
  'role set': [['helper', '--includes', 'user'], 'identity.role.defined'],
  'role delete': [['helper'], 'identity.role.removed'],
  'plugin disable': [['hls-gstreamer'], 'site.plugin.disabled'],
  'plugin enable': [['hls-gstreamer'], 'site.plugin.enabled'],
  'secrets rotate': [[], 'site.secrets.rotated'],
  'secrets rotate-signing': [[], 'identity.signing_key.rotated'],
  'events replay': [['--all'], 'events.dead_letter.replayed'],
  'audit export': [['-'], 'audit.log.exported'],
  'user export': [['lena', 'lena.zip'], 'privacy.export.requested'],
  'user erase': [['lena'], 'privacy.account.erased'],
  'backup create': [[], 'site.backup.made'],
  'backup prune': [['--keep-daily=1', '--keep-weekly=0', '--keep-monthly=0'], 'site.backup.removed'],
  'backup restore': [['latest', '--force'], 'site.backup.restored'],
  'db copy': [['--from', 'FROM', '--to', 'TO'], 'site.database.copied'],
};
// Commands that leave none, each with its reason.
const silent = {
  serve: 'what a server does is what the tests above look at',
  migrate: 'gives tables their new shape, as every start does; what they hold stays',
  'plugin list': 'reads',
  'plugin check': 'reads',
  'plugin new': 'makes a folder of source, of no site',
  'user list': 'reads',
  'mail test': 'sends a mail of no site',
  'role list': 'reads',
  'role permissions': 'reads',
  'events consumers': 'reads',
  'events dead-letters': 'reads',
  'blobs copy': 'copies files between two places that need be no site’s, and removes none',
  'audit verify': 'reads',
  'audit list': 'reads',
  'backup list': 'reads',
  'backup verify': 'reads',
  integrity: 'only compares; with --remove its entry is in process/backup',
  'secrets status': 'reads',
  'config check': 'reads',
  'config show': 'reads',
  doctor: 'reads',
};

test('every command that writes leaves an entry', async () => {
  const names = (await run(['--help'])).stdout.match(/^ {2}[a-z]+(?= {2,}[A-Z])/gm).map((line) => line.trim());
  const known = [];
  for (const name of names) {
    const usage = (await run([name, '--help'])).stdout.split('[OPTIONS]')[0].replace(/\s+/g, ' ').replace(`usage: veza ${name}`, '');
    for (const one of usage.split(' | ')) known.push(`${name} ${one.trim().match(/^([a-z][a-z-]*( |$))*/)[0]}`.trim());
  }
  assert.ok(known.length > 30, known.join());
  const unknown = known.filter((each) => !writes[each] && !silent[each]);
  assert.deepEqual(unknown, [], 'say in this file what entry these leave, or why none');

  const data = scratch();
  const host = await new Server({ data }).start();
  await host.setup();
  await host.stop({ keep: true });
  const veza = (...args) => run([...args, '--data', data], { cwd: data });
  const stores = await storeSettings(data);
  await execute(
    data,
    `INSERT INTO dead_letters (id, consumer, seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data,
       correlation_id, causation_id, attempts, last_error, failed_at)
     VALUES ('${randomUUID()}', 'library.tracks', 1, '${randomUUID()}', 'library.track.deleted.v1', 'track', '${randomUUID()}', 1700000000000,
       1, '{}', '', '', 10, 'x', 1700000100000)`,
  );
  const faults = [];
  try {
    for (const [command, [words, action]] of Object.entries(writes)) {
      if (command === 'backup prune') assert.equal((await veza('backup', 'create')).code, 0);
      const given = words.map((word) => ({ FROM: stores.VEZA_DATA_URL ?? `sqlite:${data}/veza.db`, TO: `sqlite:${data}/copy.db` })[word] ?? word);
      const newest = async () => JSON.parse((await veza('audit', 'list', '--json', '--limit=20')).stdout);
      const last = (await newest())[0]?.seq ?? 0;
      const { code, stderr } = await veza(...command.split(' '), ...given);
      if (code !== 0) faults.push(`${command} ended with ${code}: ${stderr}`);
      // A restore brings the log of the backup.
      const since = command === 'backup restore' ? 0 : last;
      const entry = (await newest()).find((each) => each.seq > since && each.action === action);
      if (!entry) faults.push(`${command} left no ${action}`);
      else if (!['command line', 'site'].includes(entry.actor.name)) faults.push(`${command} was done by ${entry.actor.name}`);
    }
    const sound = await veza('audit', 'verify');
    assert.equal(sound.code, 0, sound.stdout);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  assert.deepEqual(faults, []);
});

test('whoever changes it in the database is refused, and found when the triggers are gone', async () => {
  for (const sql of ['DELETE FROM audit_log', "UPDATE audit_log SET actor_id = 'x'", "UPDATE audit_log SET ip = ''", 'DELETE FROM audit_head']) {
    await assert.rejects(execute(server.data, production ? sql : `${sql};`), (error) => {
      // sqlite3 and psql both say it on standard error.
      assert.match(error.stderr, /append-only/);
      return true;
    });
  }
  await server.stop({ keep: true });
  const off = production ? 'ALTER TABLE audit_log DISABLE TRIGGER USER;' : 'DROP TRIGGER audit_log_fixed; DROP TRIGGER audit_log_kept;';
  await execute(server.data, `${off} UPDATE audit_log SET ip = '192.0.2.66' WHERE seq = 2; DELETE FROM audit_log WHERE seq = 4;`);
  const found = await veza('verify');
  assert.equal(found.code, 1);
  assert.match(found.stdout, /entry 2: who did it, or from where, was changed/);
  assert.match(found.stdout, /entry 4: entry 4 is missing/);
  assert.match(found.stdout, /NOT sound/);
});
