// kill -9: of the converter and of the host in the middle of a conversion. What was accepted ends done, once.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { converters, ended } from '../support/converters.mjs';
import { blobs, leftovers, rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

const SECONDS = 100;
let folder, song;
before(async () => {
  folder = scratch();
  song = await songBytes(folder, 'long', 'wav', SECONDS);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const segments = async (data) => (await blobs(data, 'hls')).filter((path) => path.endsWith('.m4s'));

// Calls `act` with a song in the middle of its conversion: segments are stored, others are not, and the converter with
// `pid` is held where it is (SIGSTOP), so that "the middle" does not depend on how fast the machine is.
async function inTheMiddle(act) {
  const data = scratch();
  const server = await new Server({ data }).start();
  try {
    const { access_token: token } = await server.setup();
    const track = await server.upload(token, song, 'long.wav');
    const status = async () => (await server.api(`/api/v1/tracks/${track.id}/hls/status`, { token })).body.data;
    await until('a segment is finished', async () => (await status()).playable, { within: 120_000, every: 5 });
    const [pid] = converters(server.pid);
    process.kill(pid, 'SIGSTOP');
    assert.ok((await segments(data)).length > 0, 'segments are stored');
    assert.equal((await status()).status, 'running');
    await act({ server, token, track, pid });
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function endsReadyOnce({ server, token, track }) {
  const end = await server.trackEnd(token, track.id);
  assert.equal(end.status, 'ready', end.status_reason);
  assert.ok(Math.abs(end.duration - SECONDS) < 0.001);
  const playlist = (await server.api(`/api/v1/tracks/${track.id}/hls/low/playlist.m3u8`, { token })).body;
  const parts = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map((match) => Number(match[1]));
  assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - SECONDS) < 0.001);
  await until('no job is left to do', async () => (await rows(server.data, "SELECT 1 FROM jobs WHERE state IN ('queued', 'running')")).length === 0);
  await until('one run’s segments are left', async () => (await segments(server.data)).length === 3 * parts.length);
  await until('nothing is left in the work folders', () => leftovers(server.data).length === 0);
  // Done once for everybody who listens, however often it was begun.
  const count = async (sql) => (await rows(server.data, sql))[0].n;
  assert.equal(await count(`SELECT count(*) AS n FROM outbox WHERE event_type = 'library.track.ready.v1' AND aggregate_id = '${track.id}'`), 1);
  assert.equal(await count("SELECT count(*) AS n FROM jobs WHERE kind = 'media.transcode' AND state = 'done'"), 1);
  assert.equal(await count("SELECT count(*) AS n FROM jobs WHERE state = 'failed'"), 0);
  const runs = await rows(server.data, 'SELECT generation, count(*) AS segments FROM hls_segments GROUP BY generation');
  assert.deepEqual(runs.map((run) => run.segments), [parts.length]);
}

test('the converter killed in the middle is started again', () =>
  inTheMiddle(async (site) => {
    process.kill(site.pid, 'SIGKILL');
    await endsReadyOnce(site);
  }));

test('the host killed in the middle resumes the job at its next start, and no converter is left over', () =>
  inTheMiddle(async (site) => {
    process.kill(site.pid, 'SIGCONT');
    await site.server.kill('SIGKILL');
    await until('the converter ended with its host', () => ended(site.pid));
    await site.server.start();
    await endsReadyOnce(site);
  }));

test('a host asked to stop in the middle resumes the job as well', () =>
  inTheMiddle(async (site) => {
    assert.deepEqual(await site.server.stop(), { code: 0, signal: null });
    assert.ok(ended(site.pid), 'the converter ended with its host');
    assert.deepEqual(leftovers(site.server.data), []);
    await site.server.start();
    await endsReadyOnce(site);
  }));

test('deleting a track in the middle ends its converter and leaves nothing', () =>
  inTheMiddle(async ({ server, token, track, pid }) => {
    assert.equal((await server.api(`/api/v1/tracks/${track.id}`, { method: 'DELETE', token })).status, 204);
    await until('the converter ended', () => ended(pid));
    await until('nothing is stored', async () => (await blobs(server.data)).length === 0);
    await until('nothing is left in the work folders', () => leftovers(server.data).length === 0);
    assert.deepEqual(await rows(server.data, 'SELECT * FROM hls_segments'), []);
  }));
