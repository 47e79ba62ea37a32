// kill -9 of a host: in an upload, in a conversion that another host then finishes, and between commit and publish.
import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { after, before, test } from 'node:test';

import { converters, ended } from '../support/converters.mjs';
import { blobs, leftovers, rows } from '../support/data.mjs';
import { change, holdRelays } from '../support/faulty_postgres.mjs';
import { attempt, plays, sound, streamed } from '../support/faulty_site.mjs';
import { faultyStore } from '../support/faulty_store.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

const redis = process.env.VEZA_TEST_REDIS_URL;
const env = { VEZA_EVENTS_STREAM: 'true' };
let folder, song;
before(async () => {
  folder = scratch();
  song = await songBytes(folder, 'song', 'flac', 4);
});
after(() => rmSync(folder, { recursive: true, force: true }));

// The size of the largest body that a process keeps in a file without a name.
function spooled(pid) {
  const sizes = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      const path = `/proc/${pid}/fd/${fd}`;
      return /\/spool\/.*\(deleted\)$/.test(readlinkSync(path)) ? statSync(path).size : 0;
    } catch {
      return 0; // closed meanwhile
    }
  });
  return Math.max(...sizes);
}

// The start of an upload that is never finished: `failed` resolves when its connection is gone.
function halfUpload(server, token, bytes) {
  const boundary = 'veza-half';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="half.flac"\r\n\r\n`;
  const out = request(`${server.url}/api/v1/tracks`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + bytes.length + 100,
    },
  });
  const failed = new Promise((done) => out.on('error', done));
  out.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, bytes.length >> 1)]));
  return { failed };
}

test('killed while an upload’s body comes in: nothing is left, and a second one works', async () => {
  const server = await new Server({ env }).start();
  try {
    const { access_token: token } = await server.setup();
    const { failed } = halfUpload(server, token, song);
    // The spool file has no name, but the process has it open.
    await until('half of the body is kept', () => spooled(server.pid) >= (song.length >> 1));
    await server.kill('SIGKILL');
    await failed;
    await server.start();
    assert.deepEqual(leftovers(server.data), []);
    assert.deepEqual(await blobs(server.data), []);
    assert.deepEqual(await rows(server.data, 'SELECT id FROM library_tracks'), []);
    const { track } = await attempt(server, token, song);
    await sound(server, [track]);
    await plays(server, token, track);
    await streamed(server, redis);
  } finally {
    await server.stop();
  }
});

test('killed while an upload is being stored: the job queued before it removes what is there', async () => {
  const data = scratch();
  const store = await faultyStore((await storeSettings(data)).VEZA_BLOBS_URL);
  const server = await new Server({ data, env: { ...env, VEZA_BLOBS_URL: store.url } }).start();
  try {
    const { access_token: token } = await server.setup();
    store.spoil('mute');
    const upload = attempt(server, token, song);
    await until('the store has the file', async () => (await blobs(data)).some((key) => key.endsWith('/original')));
    await server.kill('SIGKILL');
    assert.equal((await upload).status, 0);
    store.spoil('pass');
    await server.start();
    assert.deepEqual(await rows(data, 'SELECT id FROM library_tracks'), []);
    const { track } = await attempt(server, token, song);
    await sound(server, [track]);
    const waiting = "kind = 'library.remove_files' AND state = 'queued'";
    assert.equal(await change(server, `UPDATE jobs SET run_at = 0 WHERE ${waiting}`), 1, 'an hour is over');
    await until('the job has run', async () => (await rows(data, `SELECT id FROM jobs WHERE ${waiting}`)).length === 0);
    await sound(server, [track]);
    const stored = new Set((await blobs(data, 'library')).map((path) => path.split('/')[0]));
    assert.deepEqual([...stored], [track.id]);
  } finally {
    await server.stop();
    await store.close();
    rmSync(data, { recursive: true, force: true });
  }
});

test('killed in a conversion: another host takes it over when the lease has run out', async () => {
  const long = await songBytes(folder, 'long', 'wav', 120);
  const site = 'takeover';
  const hosts = await Promise.all([0, 1].map(() => new Server({ site, env }).start()));
  try {
    const { access_token: token } = await hosts.find((host) => host.setupLink).setup();
    const { track } = await attempt(hosts[0], token, long, 'long.wav');
    const place = { data: hosts[0].data, site };
    const status = async () => (await hosts[0].api(`/api/v1/tracks/${track.id}/hls/status`, { token })).body.data;
    await until('a segment is finished', async () => (await status()).playable, { within: 120_000, every: 20 });
    const worker = hosts.find((host) => converters(host.pid).length > 0);
    const other = hosts.find((host) => host !== worker);
    const [pid] = converters(worker.pid);
    process.kill(pid, 'SIGSTOP');
    assert.equal((await status()).status, 'running');
    await worker.kill('SIGKILL');
    await until('the converter ended with its host', () => ended(pid));
    await sound(place, [track]);
    assert.deepEqual(await rows(place.data, "SELECT attempts FROM jobs WHERE kind = 'media.transcode'", site), [{ attempts: 2 }]);
    await plays(other, token, track);
    await streamed(place, redis);
  } finally {
    await Promise.all(hosts.map((host) => host.stop()));
  }
});

test('killed between commit and publish: the events of what was answered reach everybody', async () => {
  const server = await new Server({ env }).start();
  try {
    const { access_token: token } = await server.setup();
    const first = (await attempt(server, token, song)).track;
    await sound(server, [first]);
    const release = await holdRelays(server);
    let second;
    try {
      second = (await attempt(server, token, song)).track;
      assert.equal((await server.api(`/api/v1/tracks/${first.id}`, { method: 'DELETE', token })).status, 204);
      await server.kill('SIGKILL');
    } finally {
      await release();
    }
    const waiting = (await rows(server.data, 'SELECT event_type, aggregate_id FROM outbox_incoming')).filter(({ event_type: type }) => !type.includes('ready'));
    assert.deepEqual(waiting, [
      { event_type: 'library.track.uploaded.v1', aggregate_id: second.id },
      { event_type: 'library.track.deleted.v1', aggregate_id: first.id },
    ]);
    await server.start();
    await sound(server, [second]);
    await streamed(server, redis);
    // The converter heard that the track was deleted.
    assert.deepEqual(await rows(server.data, 'SELECT track_id FROM hls_renditions'), [{ track_id: second.id }]);
    await until('the deleted track’s files are gone', async () => (await blobs(server.data)).every((key) => key.includes(second.id)));
  } finally {
    await server.stop();
  }
});
