// What is heard at a moment is what the uploaded file holds at that moment: encoders add silence in front, which the
// edit lists must move before time 0, or every seek lands beside its place.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { formats, probe, song } from '../support/media.mjs';
import { Server, scratch } from '../support/server.mjs';

const exec = promisify(execFile);
const RATE = 44100;
const WINDOW = RATE / 4;
const REACH = RATE / 20;
let server, folder, alice;

before(async () => {
  folder = scratch();
  server = await new Server().start();
  await server.setup();
  alice = await server.register('alice');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function samples(input) {
  const { stdout } = await exec('ffmpeg', ['-v', 'error', '-i', input, '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'], {
    encoding: 'buffer',
    maxBuffer: 64 << 20,
  });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}

// One tier as a file.
async function download(playlist, path) {
  const text = (await server.api(playlist)).body;
  const map = text.match(/#EXT-X-MAP:URI="([^"]+)"/)[1];
  const parts = [map, ...text.split('\n').filter((line) => line && !line.startsWith('#'))];
  const bytes = await Promise.all(parts.map(async (uri) => (await fetch(new URL(uri, server.url + playlist))).arrayBuffer()));
  writeFileSync(path, Buffer.concat(bytes.map((part) => Buffer.from(part))));
  return path;
}

// By how many samples `heard` is late at `at` seconds: where its correlation with `source` is greatest, within 50 ms.
function lateness(source, heard, at) {
  const from = Math.round(at * RATE);
  let best = { sum: -Infinity, lag: 0 };
  for (let lag = -REACH; lag <= REACH; ++lag) {
    let sum = 0;
    for (let i = from; i < from + WINDOW; ++i) sum += source[i] * heard[i + lag];
    if (sum > best.sum) best = { sum, lag };
  }
  return best.lag;
}

for (const format of formats) {
  test(`${format}: every moment stays in its place`, async () => {
    const path = await song(folder, format, format, 9);
    const track = await server.upload(alice.access_token, readFileSync(path), `a.${format}`);
    const end = await server.trackEnd(alice.access_token, track.id);
    assert.equal(end.status, 'ready', end.status_reason);
    const source = await samples(path);
    const tier = await download(`/api/v1/tracks/${track.id}/hls/low/playlist.m3u8`, join(folder, `${format}.mp4`));
    // ffmpeg writes what is before time 0 too, where players are silent.
    const [first] = (await probe(tier, ['-show_entries', 'packet=pts'])).packets;
    const heard = (await samples(tier)).subarray(-first.pts);
    for (const at of [0.5, 4.3, 8.5]) {
      const lag = lateness(source, heard, at);
      assert.ok(Math.abs(lag) <= RATE / 1000, `at ${at} s it is ${lag} samples late`);
    }
  });
}
