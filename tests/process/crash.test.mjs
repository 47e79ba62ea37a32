// kill -9: of the converter and of the host in the middle of a conversion. What was accepted ends done, once.
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { converters } from '../support/converters.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

async function endsReadyOnce(server, token, track, seconds) {
  const end = await server.trackEnd(token, track.id);
  assert.equal(end.status, 'ready', end.status_reason);
  assert.ok(Math.abs(end.duration - seconds) < 0.001);
  const playlist = (await server.api(`/api/v1/tracks/${track.id}/hls/low/playlist.m3u8`, { token })).body;
  const parts = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map((match) => Number(match[1]));
  assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - seconds) < 0.001);
  // One generation of segments is left, and nothing in the scratch folder.
  await until('only one set of segments is left', () => {
    const inits = readdirSync(join(server.data, 'blobs'), { recursive: true }).map(String).filter((path) => path.includes(track.id) && path.endsWith('low/init.mp4'));
    return inits.length === 1;
  });
}

test('the converter killed in the middle is started again', async () => {
  const folder = scratch();
  const server = await new Server().start();
  try {
    const { access_token: token } = await server.setup();
    const track = await server.upload(token, await songBytes(folder, 'long', 'wav', 240), 'long.wav');
    const [pid] = await until('the converter runs', () => {
      const found = converters(server.pid);
      return found.length && found;
    }, { every: 5 });
    process.kill(pid, 'SIGKILL');
    await endsReadyOnce(server, token, track, 240);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the host killed in the middle resumes the job at its next start, and no converter is left over', async () => {
  const folder = scratch();
  const data = scratch();
  let server = await new Server({ data }).start();
  try {
    const { access_token: token } = await server.setup();
    const track = await server.upload(token, await songBytes(folder, 'long', 'wav', 240), 'long.wav');
    const [pid] = await until('the converter runs', () => {
      const found = converters(server.pid);
      return found.length && found;
    }, { every: 5 });
    await server.kill('SIGKILL');
    await until('the converter ended with its host', () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    });
    server = await new Server({ data }).start();
    await endsReadyOnce(server, token, track, 240);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  }
});

test('a host asked to stop in the middle resumes the job as well', async () => {
  const folder = scratch();
  const data = scratch();
  let server = await new Server({ data }).start();
  try {
    const { access_token: token } = await server.setup();
    const track = await server.upload(token, await songBytes(folder, 'long', 'wav', 240), 'long.wav');
    await until('the converter runs', () => converters(server.pid).length > 0, { every: 5 });
    assert.deepEqual(await server.stop({ keep: true }), { code: 0, signal: null });
    server = await new Server({ data }).start();
    await endsReadyOnce(server, token, track, 240);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  }
});

test('deleting a track in the middle ends its converter and leaves nothing', async () => {
  const folder = scratch();
  const server = await new Server().start();
  try {
    const { access_token: token } = await server.setup();
    const track = await server.upload(token, await songBytes(folder, 'long', 'wav', 240), 'long.wav');
    await until('the converter runs', () => converters(server.pid).length > 0, { every: 5 });
    assert.equal((await server.api(`/api/v1/tracks/${track.id}`, { method: 'DELETE', token })).status, 204);
    await until('the converter ended', () => converters(server.pid).length === 0);
    await until('nothing is left', () =>
      readdirSync(join(server.data, 'blobs'), { recursive: true, withFileTypes: true }).every((entry) => !entry.isFile()));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
