// An object store that answers 500, refuses, cuts its answers off or is slow: an upload is stored or refused, what was
// accepted ends complete, and nobody is given half a file for a whole one.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { converters } from '../support/converters.mjs';
import { blobs, rows } from '../support/data.mjs';
import { change } from '../support/faulty_postgres.mjs';
import { attempt, knock, plays, sound } from '../support/faulty_site.mjs';
import { faultyStore } from '../support/faulty_store.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

let folder, song;
before(async () => {
  folder = scratch();
  song = await songBytes(folder, 'song', 'flac', 4);
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function withStore(act) {
  const data = scratch();
  const store = await faultyStore((await storeSettings(data)).VEZA_BLOBS_URL);
  const server = await new Server({ data, env: { VEZA_BLOBS_URL: store.url } }).start();
  try {
    const { access_token: token } = await server.setup();
    await act({ server, token, store });
  } finally {
    await server.stop();
    await store.close();
    rmSync(data, { recursive: true, force: true });
  }
}

const faults = { error: 'answers 500', refuse: 'refuses connections', cut: 'cuts its answers off' };

for (const [fault, what] of Object.entries(faults)) {
  test(`a store that ${what}: uploads are refused without a row, reading fails honestly, and both work again after it`, () =>
    withStore(async ({ server, token, store }) => {
      const first = (await attempt(server, token, song)).track;
      await sound(server, [first]);
      const stream = `/api/v1/tracks/${first.id}/stream`;

      store.spoil(fault);
      const refused = await attempt(server, token, song);
      assert.equal(refused.status, 503, JSON.stringify(refused.body));
      assert.ok(Number(refused.headers.get('retry-after')) >= 1);
      assert.deepEqual(await rows(server.data, 'SELECT id FROM library_tracks'), [{ id: first.id }]);
      // Refused, or begun and broken off: never a shorter file that looks whole.
      const read = await knock(server, stream, { token });
      assert.ok(read.status === 0 || read.status === 503, `${read.status}`);
      await until('the host is not ready', async () => (await knock(server, '/api/v1/health')).status === 503, { within: 120_000 });

      store.spoil('pass');
      await until('the host is ready', async () => (await knock(server, '/api/v1/health')).status === 200, { within: 120_000 });
      await plays(server, token, first);
      const second = (await attempt(server, token, song)).track;
      await sound(server, [first, second]);
      await plays(server, token, second);
    }));

  test(`a store that ${what} in the middle of a conversion, and while a track is deleted: both are done afterwards`, () =>
    withStore(async ({ server, token, store }) => {
      const gone = (await attempt(server, token, song)).track;
      await sound(server, [gone]);
      const long = await songBytes(folder, 'long', 'wav', 90);
      const { track } = await attempt(server, token, long, 'long.wav');
      const status = async () => (await server.api(`/api/v1/tracks/${track.id}/hls/status`, { token })).body.data;
      await until('a segment is finished', async () => (await status()).playable, { within: 120_000, every: 20 });
      const [pid] = converters(server.pid);
      process.kill(pid, 'SIGSTOP');
      assert.equal((await status()).status, 'running');
      store.spoil(fault);
      process.kill(pid, 'SIGCONT');
      assert.equal((await server.api(`/api/v1/tracks/${gone.id}`, { method: 'DELETE', token })).status, 204);
      await until('the conversion has failed', async () => {
        const [job] = await rows(server.data, `SELECT state, last_error FROM jobs WHERE unique_key = 'media.transcode:${track.id}'`);
        return job.state === 'queued' && job.last_error !== '';
      }, { within: 120_000 });
      store.spoil('pass');
      await sound(server, [track]);
      await plays(server, token, track);
      await until('the deleted track’s files are gone', async () => (await blobs(server.data)).every((key) => key.includes(track.id)), { within: 120_000 });
    }));
}

test('a store that is away for longer than a broken converter is tried: the conversion waits for it', () =>
  withStore(async ({ server, token, store }) => {
    const { track } = await attempt(server, token, await songBytes(folder, 'long', 'wav', 90), 'long.wav');
    await until('the conversion has begun', () => converters(server.pid).length > 0);
    store.spoil('refuse');
    const transcode = `unique_key = 'media.transcode:${track.id}'`;
    await until(
      'it was tried six times',
      async () => {
        await change(server, `UPDATE jobs SET run_at = 0 WHERE state = 'queued' AND ${transcode}`); // the delays grow
        const [{ attempts }] = await rows(server.data, `SELECT attempts FROM jobs WHERE ${transcode}`);
        return attempts > 6;
      },
      { within: 240_000, every: 500 },
    );
    store.spoil('pass');
    await sound(server, [track]);
    await plays(server, token, track);
  }));

test('a slow store: everything works', () =>
  withStore(async ({ server, token, store }) => {
    store.spoil('slow');
    const { track } = await attempt(server, token, song);
    await sound(server, [track]);
    await plays(server, token, track);
  }));
