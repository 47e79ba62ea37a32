// A site moves from SQLite to PostgreSQL and back with everything it has.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

// The site's folder keeps the blobs; only the database moves.
const folder = { VEZA_KV_URL: '', VEZA_BLOBS_URL: '', VEZA_BLOBS_ACCESS_KEY: '', VEZA_BLOBS_SECRET_KEY: '' };
const sqlite = { ...folder, VEZA_DATA_URL: '' };
const password = 'a long enough phrase';
let data, url, alice, track, bytes;

before(async () => {
  data = scratch();
  url = (await storeSettings(data)).VEZA_DATA_URL;
  const server = await new Server({ data, env: sqlite }).start();
  await server.setup();
  alice = await server.register('alice', password);
  bytes = await songBytes(data, 'song', 'flac', 3);
  track = await server.upload(alice.access_token, bytes, 'song.flac', { title: 'Nightingale' });
  await server.trackEnd(alice.access_token, track.id);
  await server.stop();
});
after(() => rmSync(data, { recursive: true, force: true }));

const copy = (from, to) => run(['db', 'copy', '--from', from, '--to', to, '--data', data], { cwd: data, env: sqlite });
const file = (name = 'veza.db') => `sqlite:${join(data, name)}`;

// The accounts, sessions, keys and tracks of before are there, and what is new works.
async function sound(env, title) {
  const server = await new Server({ data, env }).start();
  try {
    assert.equal(server.setupLink, undefined, 'the admin is known');
    const me = await server.api('/api/v1/auth/me', { token: alice.access_token });
    assert.equal(me.status, 200, 'a token signed before is good');
    const refreshed = await server.api('/api/v1/auth/refresh', { method: 'POST', json: { refresh_token: alice.refresh_token } });
    assert.equal(refreshed.status, 200, 'a session begun before goes on');
    alice = { ...alice, ...refreshed.body.data };
    const known = await server.api(`/api/v1/tracks/${track.id}`, { token: alice.access_token });
    assert.equal(known.body.data.status, 'ready');
    // The index of words is the engine's own, and made anew; a word with a wrong letter looks into that of trigrams.
    for (const words of ['nightin*', 'Nightingake']) {
      await until(`${words} is found`, async () => {
        const { body } = await server.api(`/api/v1/search?q=${words}&type=track`, { token: alice.access_token });
        return body.data.some(({ id }) => id === track.id);
      });
    }
    const original = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`, { headers: { authorization: `Bearer ${alice.access_token}` } });
    assert.deepEqual(Buffer.from(await original.arrayBuffer()), Buffer.from(bytes));
    assert.match((await server.api(`/api/v1/tracks/${track.id}/hls/low/playlist.m3u8`, { token: alice.access_token })).body, /#EXT-X-ENDLIST/);
    const more = await server.upload(alice.access_token, bytes, 'more.flac', { title });
    assert.equal((await server.trackEnd(alice.access_token, more.id)).status, 'ready');
  } finally {
    await server.stop({ keep: true });
  }
}

test('to PostgreSQL', async () => {
  const { code, stdout, stderr } = await copy(file(), url);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /library_tracks +1 row +[0-9a-f]{32}/);
  assert.match(stdout, /Both databases hold the same/);
  assert.ok(!stdout.includes(new URL(url).password) && !stderr.includes(new URL(url).password));
  await sound({ ...folder, VEZA_DATA_URL: url }, 'on PostgreSQL');
});

test('not over a database that has moved on', async () => {
  const { code, stderr } = await copy(file(), url);
  assert.equal(code, 1);
  assert.match(stderr, /copy into an empty database/);
});

test('and back into a new file', async () => {
  const { code, stdout, stderr } = await copy(url, file('back.db'));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /library_tracks +2 rows/);
  for (const ending of ['', '-wal', '-shm']) rmSync(join(data, `veza.db${ending}`), { force: true });
  assert.equal((await copy(file('back.db'), file())).code, 0);
  await sound(sqlite, 'on SQLite again');
});

test('not while a server uses it', async () => {
  // From elsewhere: its data folder is not the command's.
  const elsewhere = scratch();
  try {
    for (const [env, from, to] of [[sqlite, file(), url], [{ ...folder, VEZA_DATA_URL: url }, url, `sqlite:${join(elsewhere, 'copy.db')}`]]) {
      const server = await new Server({ data, env }).start();
      try {
        const { code, stderr } = await run(['db', 'copy', '--from', from, '--to', to, '--data', elsewhere], { cwd: elsewhere, env: sqlite });
        assert.equal(code, 78, stderr);
        assert.match(stderr, /in use by another Veza server|a server of the site runs on/);
        if (from !== url) continue;
        const replaced = await run(['backup', 'restore', 'latest', '--force', '--data', elsewhere], { cwd: elsewhere, env: { ...sqlite, VEZA_DATA_URL: url } });
        assert.equal(replaced.code, 78, replaced.stderr);
        assert.match(replaced.stderr, /a server of the site runs on/);
      } finally {
        await server.stop({ keep: true });
      }
    }
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test('what cannot be copied is said', async () => {
  const cases = [
    [64, /say `veza db copy/, []],
    [78, /--from: .*not there/, ['--from', file('none.db'), '--to', url]],
    [78, /--from: "mysql:x" is no database/, ['--from', 'mysql:x', '--to', url]],
    [78, /--to: /, ['--from', file(), '--to', url.replace(/\/[^/]*$/, '/nonesuch')]],
  ];
  for (const [status, says, words] of cases) {
    const { code, stderr } = await run(['db', 'copy', ...words, '--data', data], { cwd: data, env: sqlite });
    assert.equal(code, status, stderr);
    assert.match(stderr, says);
  }
  const server = await new Server({ data, env: sqlite }).start();
  const busy = await copy(file(), url);
  await server.stop({ keep: true });
  assert.equal(busy.code, 78);
  assert.match(busy.stderr, /in use by another Veza server/);
});
