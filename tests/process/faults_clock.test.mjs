// The host's clock is set back an hour (libfaketime; timers that measure go on) while a conversion runs, another waits and
// people are signed in: each job runs once, every event is seen, nobody is signed out.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { converters } from '../support/converters.mjs';
import { files, rows } from '../support/data.mjs';
import { attempt, plays, settled, sound } from '../support/faulty_site.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

const hour = 3600_000;
let folder, song, long, server, place, session, hands;

before(async () => {
  folder = scratch();
  song = await songBytes(folder, 'song', 'flac', 2);
  long = await songBytes(folder, 'long', 'wav', 120);
  hands = join(folder, 'clock');
  writeFileSync(hands, '+0');
  server = new Server({
    env: {
      LD_PRELOAD: '/usr/$LIB/faketime/libfaketimeMT.so.1',
      FAKETIME_TIMESTAMP_FILE: hands,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // An object store refuses a clock that is an hour late.
      VEZA_BLOBS_URL: '',
      VEZA_PLUGIN_HLS_GSTREAMER__CONCURRENCY: '1',
    },
  });
  await server.start();
  place = { data: server.data, list: () => files(join(server.data, 'blobs')), tool: { env: { VEZA_BLOBS_URL: '' } } };
  session = await server.setup();
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const clock = async () => Date.parse((await server.api('/health')).headers.get('date'));

test('the clock goes back an hour in the middle of everything', async () => {
  const { access_token: token, refresh_token: refresh } = session;
  const gone = (await attempt(server, token, song)).track;
  await sound(place, [gone]);
  const first = (await attempt(server, token, long, 'long.wav')).track;
  const status = async () => (await server.api(`/api/v1/tracks/${first.id}/hls/status`, { token })).body.data;
  await until('a segment is finished', async () => (await status()).playable, { within: 120_000, every: 20 });
  const [pid] = converters(server.pid);
  process.kill(pid, 'SIGSTOP');
  assert.equal((await status()).status, 'running');
  const second = (await attempt(server, token, song)).track;
  const waiting = `SELECT state FROM jobs WHERE unique_key = 'media.transcode:${second.id}'`;
  assert.deepEqual(await rows(server.data, waiting), [{ state: 'queued' }]);

  writeFileSync(hands, '-1h');
  await until('the clock is an hour late', async () => (await clock()) < Date.now() - hour / 2);
  process.kill(pid, 'SIGCONT');

  // Who is signed in stays so, and can go on; others can sign in.
  assert.equal((await server.api('/api/v1/auth/me', { token })).status, 200);
  const renewed = await server.api('/api/v1/auth/refresh', { method: 'POST', json: { refresh_token: refresh } });
  assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
  assert.equal((await server.api('/api/v1/auth/me', { token: renewed.body.data.access_token })).status, 200);
  const bob = await server.register('bob');
  const json = { login: 'bob', password: 'a long enough phrase' };
  assert.equal((await server.api('/api/v1/auth/login', { method: 'POST', json })).status, 200);

  const third = (await attempt(server, bob.access_token, song)).track;
  assert.equal((await server.api(`/api/v1/tracks/${gone.id}`, { method: 'DELETE', token })).status, 204);
  await settled(place);
  await until('the deleted track’s files are gone', () => place.list().every((key) => !key.includes(gone.id)));
  await sound(place, [first, second, third]);
  assert.deepEqual(await rows(server.data, "SELECT DISTINCT attempts FROM jobs WHERE kind = 'media.transcode'"), [{ attempts: 1 }]);
  for (const [track, owner] of [[first, token], [second, token], [third, bob.access_token]]) await plays(server, owner, track);
});

test('what is said about the host’s health is of now, not of an hour ago', async () => {
  const { access_token: token } = session;
  const said = async () => Date.parse((await server.api('/health/deep', { token })).body.data.parts.database.checked_at);
  assert.ok((await said()) > 0);
  writeFileSync(hands, '-2h');
  await until('the clock is later still', async () => (await clock()) < Date.now() - 1.5 * hour);
  await until('the database was asked again', async () => (await said()) < Date.now() - 1.5 * hour);
});
