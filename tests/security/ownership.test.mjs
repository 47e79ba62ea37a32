// What belongs to somebody else: not to be read, changed or found by its id; and what a body must not be able to set.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, scratch } from '../support/server.mjs';

let server, folder, admin, alice, bob;
const mine = {}; // what alice owns
const tus = { 'tus-resumable': '1.0.0' };

const api = (method, path, token, json, headers) => server.api(path, { method, token, json: headers ? undefined : json, headers });

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  const song = await songBytes(folder, 'song', 'flac', 1);
  mine.secret = (await server.upload(alice.access_token, song, 'secret.flac', { visibility: 'private' })).id;
  mine.open = (await server.upload(alice.access_token, song, 'open.flac', { visibility: 'public' })).id;
  await server.trackEnd(alice.access_token, mine.secret);
  const named = await api('PATCH', `/api/v1/tracks/${mine.secret}`, alice.access_token, { artist: 'Nobody Knows', album: 'Unheard', tags: ['hush'] });
  assert.equal(named.status, 200, JSON.stringify(named.body));
  mine.artist = named.body.data.credits[0].artist_id;
  mine.album = named.body.data.album_id;
  const make = async (path, json) => {
    const { status, body } = await api('POST', path, alice.access_token, json);
    assert.equal(status, 201, JSON.stringify(body));
    return body.data;
  };
  mine.comment = (await make(`/api/v1/tracks/${mine.secret}/comments`, { body: 'for me alone', position_ms: 0 })).id;
  mine.said = (await make(`/api/v1/tracks/${mine.open}/comments`, { body: 'hers' })).id;
  mine.playlist = (await make('/api/v1/playlists', { title: 'Mine', track_ids: [mine.open] })).id;
  const inside = `/api/v1/playlists/${mine.playlist}`;
  mine.item = (await api('GET', `${inside}/items`, alice.access_token)).body.data[0].id;
  mine.share = (await make(`${inside}/shares`, {})).id;
  const upload = await server.api('/api/v1/uploads', { method: 'POST', token: alice.access_token, headers: { ...tus, 'upload-length': '5' } });
  mine.upload = upload.headers.get('location');
  const token = await api('POST', '/api/v1/account/tokens', alice.access_token, { name: 'mine', scopes: ['account:read'], expires_in_days: 1 });
  assert.equal(token.status, 201, JSON.stringify(token.body));
  mine.token = token.body.data.id;
  mine.app = (await make('/api/v1/opensubsonic/passwords', { name: 'mine' })).id;
  mine.session = JSON.parse(Buffer.from(alice.access_token.split('.')[1], 'base64url')).sid;
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

// Every route with an {id}: what bob gets for alice's, or why there is nothing of anybody's behind it.
const secret = (rest = '') => ({ path: () => `/api/v1/tracks/${mine.secret}${rest}`, expect: 404 });
const playlist = (rest = '', json = {}) => ({ path: () => `/api/v1/playlists/${mine.playlist}${rest.replace('{item}', mine.item).replace('{share}', mine.share)}`, expect: 404, json });
const adminsOnly = { path: (pattern) => pattern.replace(/\{[a-z_]+\}/g, () => alice.user.id), expect: 403 };
const nobodys = null; // the name is no user's thing: a role, a provider
// Passkeys and links of others need a browser or a provider to make; their tests are with them. An id that nobody has is
// answered in the same way.
const foreign = { path: (pattern) => pattern.replace(/\{[a-z_]+\}/g, '0190a000-0000-7000-8000-000000000000'), expect: 404 };

const table = {
  'GET /api/v1/tracks/{id}': secret(),
  'PATCH /api/v1/tracks/{id}': secret(),
  'DELETE /api/v1/tracks/{id}': secret(),
  'GET /api/v1/tracks/{id}/lyrics': secret('/lyrics'),
  'PUT /api/v1/tracks/{id}/lyrics': secret('/lyrics'),
  'POST /api/v1/tracks/{id}/tags/write': secret('/tags/write'),
  'GET /api/v1/tracks/{id}/tags/write': secret('/tags/write'),
  'GET /api/v1/tracks/{id}/tags/file': secret('/tags/file'),
  'GET /api/v1/artists/{id}': { path: () => `/api/v1/artists/${mine.artist}`, expect: 404 },
  'GET /api/v1/artists/{id}/tracks': { path: () => `/api/v1/artists/${mine.artist}/tracks`, expect: 404 },
  'GET /api/v1/artists/{id}/albums': { path: () => `/api/v1/artists/${mine.artist}/albums`, expect: 404 },
  'GET /api/v1/albums/{id}': { path: () => `/api/v1/albums/${mine.album}`, expect: 404 },
  'GET /api/v1/tracks/{id}/stream': secret('/stream'),
  'GET /api/v1/tracks/{id}/cover': secret('/cover'),
  'PUT /api/v1/tracks/{id}/cover': secret('/cover'),
  'DELETE /api/v1/tracks/{id}/cover': secret('/cover'),
  'GET /api/v1/tracks/{id}/waveform': secret('/waveform'),
  'GET /api/v1/tracks/{id}/hls/info': secret('/hls/info'),
  'GET /api/v1/tracks/{id}/hls/status': secret('/hls/status'),
  'GET /api/v1/tracks/{id}/hls/master.m3u8': secret('/hls/master.m3u8'),
  'GET /api/v1/tracks/{id}/hls/{quality}/playlist.m3u8': secret('/hls/low/playlist.m3u8'),
  'GET /api/v1/tracks/{id}/hls/{quality}/{segment}': secret('/hls/low/init.mp4'),
  'POST /api/v1/tracks/{id}/hls/retry': secret('/hls/retry'),
  'PUT /api/v1/tracks/{id}/like': secret('/like'),
  'DELETE /api/v1/tracks/{id}/like': secret('/like'),
  'POST /api/v1/tracks/{id}/plays': secret('/plays'),
  'GET /api/v1/tracks/{id}/comments': secret('/comments'),
  'POST /api/v1/tracks/{id}/comments': { ...secret('/comments'), json: { body: 'bob was here' } },
  'PATCH /api/v1/tracks/{id}/comments/{comment_id}': { path: () => `/api/v1/tracks/${mine.secret}/comments/${mine.comment}`, expect: 404, json: { body: 'bob was here' } },
  'DELETE /api/v1/tracks/{id}/comments/{comment_id}': { path: () => `/api/v1/tracks/${mine.secret}/comments/${mine.comment}`, expect: 404 },
  'GET /api/v1/users/{name}': { path: () => '/api/v1/users/nobody-at-all', expect: 404 },
  'GET /api/v1/playlists/{id}': playlist(),
  'PATCH /api/v1/playlists/{id}': playlist('', { title: 'bob was here' }),
  'DELETE /api/v1/playlists/{id}': playlist(),
  'GET /api/v1/playlists/{id}/items': playlist('/items'),
  'POST /api/v1/playlists/{id}/items': playlist('/items', { track_ids: ['0190a000-0000-7000-8000-000000000000'] }),
  'PATCH /api/v1/playlists/{id}/items/{item_id}': playlist('/items/{item}', { after: null }),
  'DELETE /api/v1/playlists/{id}/items/{item_id}': playlist('/items/{item}'),
  'GET /api/v1/playlists/{id}/collaborators': playlist('/collaborators'),
  'PUT /api/v1/playlists/{id}/collaborators/{user_id}': playlist('/collaborators/0190a000-0000-7000-8000-000000000000', { role: 'editor' }),
  'DELETE /api/v1/playlists/{id}/collaborators/{user_id}': playlist('/collaborators/0190a000-0000-7000-8000-000000000000'),
  'GET /api/v1/playlists/{id}/shares': playlist('/shares'),
  'POST /api/v1/playlists/{id}/shares': playlist('/shares'),
  'DELETE /api/v1/playlists/{id}/shares/{share_id}': playlist('/shares/{share}'),
  'GET /api/v1/playlists/{id}/export': playlist('/export'),
  'GET /api/v1/shared/{token}': { path: () => `/api/v1/shared/${'x'.repeat(43)}`, expect: 404 },
  'POST /api/v1/shared/{token}/join': { path: () => `/api/v1/shared/${'x'.repeat(43)}/join`, expect: 404 },
  'GET /api/v1/uploads/{id}': { path: () => mine.upload, expect: 404 },
  'PATCH /api/v1/uploads/{id}': { path: () => mine.upload, expect: 404, headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' } },
  'POST /api/v1/uploads/{id}': { path: () => mine.upload, expect: 404, headers: { ...tus, 'x-http-method-override': 'DELETE' } },
  'DELETE /api/v1/uploads/{id}': { path: () => mine.upload, expect: 404, headers: tus },
  'PUT /api/v1/artists/{id}/follow': foreign,
  'DELETE /api/v1/artists/{id}/follow': foreign,
  'DELETE /api/v1/account/tokens/{id}': { path: () => `/api/v1/account/tokens/${mine.token}`, expect: 404 },
  'DELETE /api/v1/account/sessions/{id}': { path: () => `/api/v1/account/sessions/${mine.session}`, expect: 404 },
  'PATCH /api/v1/account/passkeys/{id}': { ...foreign, json: { name: 'mine now' } },
  'DELETE /api/v1/account/passkeys/{id}': foreign,
  'DELETE /api/v1/account/links/{id}': foreign,
  'DELETE /api/v1/opensubsonic/passwords/{id}': { path: () => `/api/v1/opensubsonic/passwords/${mine.app}`, expect: 404 },
  'GET /rest/{method}': nobodys,
  'POST /rest/{method}': nobodys,
  'POST /api/v1/account/links/{provider}': nobodys,
  'GET /api/v1/auth/oauth/{provider}/start': nobodys,
  'GET /api/v1/auth/oauth/{provider}/callback': nobodys,
  'PUT /api/v1/admin/roles/{name}': adminsOnly,
  'DELETE /api/v1/admin/roles/{name}': adminsOnly,
  'PATCH /api/v1/admin/users/{id}': { ...adminsOnly, json: { role: 'admin' } },
  'POST /api/v1/admin/events/dead-letters/{id}/replay': adminsOnly,
};

async function routesWithNames() {
  const { body } = await server.api('/api/v1/openapi.json');
  return Object.entries(body.paths)
    .filter(([path]) => path.includes('{'))
    .flatMap(([path, item]) => ['get', 'post', 'put', 'patch', 'delete'].filter((method) => item[method]).map((method) => `${method.toUpperCase()} ${path}`));
}

// "/tracks/{track_id}/x" and "/tracks/{id}/x" are one.
const shape = (route) => route.replace(/\{[a-z_]+(\.\.\.)?\}/g, '{}');

test('every route with an id has a line in the table', async () => {
  const known = new Set(Object.keys(table).map(shape));
  const unknown = (await routesWithNames()).filter((route) => !known.has(shape(route)));
  assert.deepEqual(unknown, [], 'say in the table what somebody else gets there');
});

test("what is another user's is not there", async () => {
  const there = new Set((await routesWithNames()).map(shape));
  let asked = 0;
  for (const [route, line] of Object.entries(table)) {
    if (!line || !there.has(shape(route))) continue;
    const [method, pattern] = route.split(' ');
    for (const [who, token] of [['bob', bob.access_token], ['a guest', undefined]]) {
      const { status, body } = await api(method, line.path(pattern), token, method === 'GET' ? undefined : (line.json ?? {}), line.headers);
      const expected = token ? [line.expect] : [401, line.expect];
      assert.ok(expected.includes(status), `${route} as ${who}: ${status} instead of ${expected}: ${JSON.stringify(body)}`);
    }
    ++asked;
  }
  assert.ok(asked >= 15, `${asked} routes`);
  // Nothing of it happened.
  assert.equal((await api('GET', `/api/v1/tracks/${mine.secret}`, alice.access_token)).body.data.visibility, 'private');
  const tokens = await api('GET', '/api/v1/account/tokens', alice.access_token);
  assert.deepEqual(tokens.body.data.map(({ id }) => id), [mine.token]);
  assert.equal((await api('GET', '/api/v1/auth/me', alice.access_token)).body.data.role, 'user');
});

test('what everybody may see, only its owner changes', async () => {
  assert.equal((await api('GET', `/api/v1/tracks/${mine.open}`, bob.access_token)).status, 200);
  assert.equal((await api('PATCH', `/api/v1/tracks/${mine.open}`, bob.access_token, { title: 'bob was here' })).status, 403);
  assert.equal((await api('DELETE', `/api/v1/tracks/${mine.open}`, bob.access_token)).status, 403);
  const said = `/api/v1/tracks/${mine.open}/comments/${mine.said}`;
  assert.equal((await api('PATCH', said, bob.access_token, { body: 'bob was here' })).status, 403);
  assert.equal((await api('DELETE', said, bob.access_token)).status, 403);
  assert.equal((await api('GET', `/api/v1/tracks/${mine.open}/comments`)).body.data[0].body, 'hers');
});

test('no body sets what is not its to set', async () => {
  const chosen = '0190a000-0000-7000-8000-000000000001';
  const extras = {
    id: chosen, user_id: admin.user.id, owner_id: admin.user.id, role: 'admin', roles: ['admin'], permissions: ['system:config'],
    email_verified: true, email_verified_at: '2020-01-01T00:00:00Z', created_at: '2020-01-01T00:00:00Z', password_hash: 'x', is_admin: true,
    scopes_any: ['system:config'], last_used_at: '2020-01-01T00:00:00Z', token: 'vzp_chosen', revoked_at: null,
  };
  const registered = await api('POST', '/api/v1/auth/register', undefined, { username: 'mallory', email: 'mallory@example.org', password: 'a long enough phrase', ...extras });
  assert.ok([201, 422].includes(registered.status));
  if (registered.status === 201) {
    const { user } = registered.body.data;
    assert.notEqual(user.id, chosen);
    assert.equal(user.role, 'user');
    assert.ok(!user.permissions.includes('system:config'));
    assert.notEqual(user.email_verified, true);
    assert.notEqual(user.created_at, extras.created_at);
  }
  const signedIn = await api('POST', '/api/v1/auth/login', undefined, { login: 'bob', password: 'a long enough phrase', ...extras });
  assert.equal(signedIn.status, 200);
  assert.equal(signedIn.body.data.user.role, 'user');
  assert.equal(signedIn.body.data.user.id, bob.user.id);

  const made = await api('POST', '/api/v1/account/tokens', bob.access_token, { name: 'x', scopes: ['account:read'], expires_in_days: 1, ...extras });
  assert.ok([201, 422].includes(made.status));
  if (made.status === 201) {
    assert.notEqual(made.body.data.id, chosen);
    assert.notEqual(made.body.data.token, 'vzp_chosen');
    assert.deepEqual(made.body.data.scopes, ['account:read']);
    assert.equal(made.body.data.last_used_at, null);
    assert.equal((await api('GET', '/api/v1/auth/me', made.body.data.token)).body.data.username, 'bob');
  }
  const changed = await api('PATCH', `/api/v1/admin/users/${bob.user.id}`, admin.access_token, { role: 'user', id: chosen, username: 'root' });
  assert.equal(changed.status, 422);
  const track = await api('PATCH', `/api/v1/tracks/${mine.open}`, alice.access_token, { title: 'fine', ...extras });
  assert.equal(track.status, 422);
  for (const [method, path, body] of [
    ['PUT', '/api/v1/account/email', { email: 'bob2@example.org', ...extras }],
    ['PUT', '/api/v1/account/password', { password: 'another long phrase', ...extras }],
  ]) {
    await api(method, path, bob.access_token, body);
  }
  const again = await api('POST', '/api/v1/auth/login', undefined, { login: 'bob', password: 'a long enough phrase' });
  const bobNow = again.status === 200 ? again : await api('POST', '/api/v1/auth/login', undefined, { login: 'bob', password: 'another long phrase' });
  const me = (await api('GET', '/api/v1/auth/me', bobNow.body.data.access_token)).body.data;
  assert.equal(me.role, 'user');
  assert.equal(me.id, bob.user.id);
  assert.notEqual(me.email_verified, true);
});
