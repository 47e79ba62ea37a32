// From an upload to adaptive HLS: every format, every tier, who may fetch them, and progress on the way.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';

import { formats, probe, songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

let server, folder, alice, bob;

before(async () => {
  folder = scratch();
  server = await new Server({ env: { VEZA_PLUGIN_HLS_GSTREAMER__LOSSLESS: 'true' } }).start();
  await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const text = async (path, token) => {
  const answer = await server.api(path, { token });
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const uris = (playlist) => playlist.split('\n').filter((line) => line && !line.startsWith('#'));
const durations = (playlist) => [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map((match) => Number(match[1]));

async function download(base, playlist) {
  const map = playlist.match(/#EXT-X-MAP:URI="([^"]+)"/)[1];
  const parts = [];
  for (const uri of [map, ...uris(playlist)]) {
    const answer = await fetch(new URL(uri, base));
    assert.equal(answer.status, 200, uri);
    parts.push(Buffer.from(await answer.arrayBuffer()));
  }
  return Buffer.concat(parts);
}

for (const format of formats) {
  test(`${format}: exact duration, aligned tiers, playable everywhere`, async () => {
    const seconds = 9.5;
    const bytes = await songBytes(folder, `song-${format}`, format, seconds);
    const track = await server.upload(alice.access_token, bytes, `song.${format}`, { visibility: 'public' });
    const ready = await server.trackEnd(alice.access_token, track.id);
    assert.equal(ready.status, 'ready', ready.status_reason);
    assert.ok(Math.abs(ready.duration - seconds) < 0.001, `duration ${ready.duration}`);
    const base = `/api/v1/tracks/${track.id}/hls`;
    const info = (await text(`${base}/info`)).data;
    assert.equal(info.hls_available, true);
    const master = await text(`${base}/master.m3u8`);
    assert.match(master, /#EXT-X-INDEPENDENT-SEGMENTS/);
    assert.doesNotMatch(master, /RESOLUTION/);
    const variants = uris(master);
    assert.equal(variants.length, info.qualities.length);
    assert.equal((master.match(/CODECS="(mp4a\.40\.2|fLaC)"/g) ?? []).length, variants.length);
    const lengths = [];
    for (const variant of variants) {
      const url = new URL(variant, `${server.url}${base}/master.m3u8`);
      const playlist = await text(url.pathname + url.search);
      assert.match(playlist, /#EXT-X-ENDLIST/);
      const parts = durations(playlist);
      assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - seconds) < 0.001, `${variant}: EXTINF sum of ${parts}`);
      lengths.push(parts.slice(0, -1).join());
      const file = join(folder, `${format}-${variants.indexOf(variant)}.mp4`);
      writeFileSync(file, await download(url, playlist));
      // A frame follows the one before by its length (ffprobe knows no duration of FLAC packets and of AAC priming).
      const frame = variant.includes('lossless') ? 4096 : 1024;
      const times = (await probe(file, ['-show_entries', 'packet=pts'])).packets.map((packet) => packet.pts);
      times.forEach((time, i) => assert.equal(time, times[0] + i * frame, `a gap in ${variant} at packet ${i}`));
      assert.ok(times.at(-1) + frame >= seconds * 44100 && times.at(-1) < seconds * 44100, `${variant} ends at ${times.at(-1)}`);
    }
    assert.equal(new Set(lengths).size, 1, 'the tiers cut at the same places');
    const waveform = await text(`/api/v1/tracks/${track.id}/waveform`);
    assert.equal(waveform.version, 2);
    assert.equal(waveform.data.length, waveform.length * waveform.channels * 2);
    assert.ok(Math.max(...waveform.data) > 0);
  });
}

test('large and many-channelled sources are accepted', async (t) => {
  for (const [name, options] of Object.entries({
    'hi-res': { rate: 192000, extra: ['-c:a', 'pcm_s24le'] },
    surround: { extra: ['-ac', '6'] },
    mono: { extra: ['-ac', '1'] },
  })) {
    await t.test(name, async () => {
      const bytes = await songBytes(folder, name, 'wav', 2, options);
      const track = await server.upload(alice.access_token, bytes, `${name}.wav`);
      const end = await server.trackEnd(alice.access_token, track.id);
      assert.equal(end.status, 'ready', end.status_reason);
      assert.ok(Math.abs(end.duration - 2) < 0.001);
    });
  }
});

test("a private track's playlists and segments open with its own stream token only", async () => {
  const bytes = await songBytes(folder, 'private', 'flac', 5);
  const track = await server.upload(alice.access_token, bytes, 'private.flac', { visibility: 'private' });
  const other = await server.upload(bob.access_token, bytes, 'other.flac', { visibility: 'private' });
  await server.trackEnd(alice.access_token, track.id);
  await server.trackEnd(bob.access_token, other.id);
  const issue = async (session, id) =>
    (await server.api('/api/v1/auth/stream-token', { method: 'POST', token: session.access_token, json: { track_id: id } })).body.data.token;
  const mine = await issue(alice, track.id);
  const his = await issue(bob, other.id);
  for (const leaf of ['master.m3u8', 'low/playlist.m3u8', 'low/init.mp4', 'low/seg-00001.m4s']) {
    const path = `/api/v1/tracks/${track.id}/hls/${leaf}`;
    assert.equal((await server.api(`${path}?token=${mine}`)).status, 200, leaf);
    for (const token of ['', `?token=${his}`, '?token=x', `?token=${mine}x`]) {
      const { status } = await server.api(path + token);
      assert.ok([401, 403, 404].includes(status), `${leaf}${token.slice(0, 12)} → ${status}`);
    }
    const { status } = await server.api(path, { token: bob.access_token });
    assert.ok([403, 404].includes(status), `${leaf} for bob → ${status}`);
  }
  const master = await text(`/api/v1/tracks/${track.id}/hls/master.m3u8?token=${mine}`);
  assert.ok(uris(master).every((uri) => uri.includes(mine)), 'the token travels into the playlist');
  for (const leaf of ['low/..%2f..%2fkeys', 'low/seg-1.m4s', 'low/seg-99999.m4s', 'none/playlist.m3u8', 'low/%00']) {
    const { status } = await server.api(`/api/v1/tracks/${track.id}/hls/${leaf}?token=${mine}`);
    assert.ok([400, 404].includes(status), `${leaf} → ${status}`);
  }
});

test('progress arrives over the WebSocket, to those who may know', async () => {
  const open = (session) =>
    new Promise((done, fail) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${session.access_token}` } });
      socket.frames = [];
      socket.on('message', (data) => socket.frames.push(JSON.parse(data)));
      socket.on('open', () => done(socket));
      socket.on('error', fail);
    });
  const [mine, his] = [await open(alice), await open(bob)];
  try {
    mine.send(JSON.stringify({ type: 'Subscribe', topic: `user.${alice.user.id}`, request_id: 'r1' }));
    his.send(JSON.stringify({ type: 'Subscribe', topic: `user.${alice.user.id}`, request_id: 'r2' }));
    await until('the subscription', () => mine.frames.some((frame) => frame.type === 'Subscribed' && frame.request_id === 'r1'));
    await until('the refusal', () => his.frames.some((frame) => frame.type === 'Error' && frame.request_id === 'r2'));
    const track = await server.upload(alice.access_token, await songBytes(folder, 'progress', 'wav', 20), 'p.wav', { visibility: 'private' });
    await until('it is ready', () => mine.frames.some((frame) => frame.type === 'TrackStatus' && frame.data.track_id === track.id && frame.data.status === 'ready'));
    const fractions = mine.frames.filter((frame) => frame.type === 'TrackStatus').map((frame) => frame.data.progress);
    assert.deepEqual(fractions, [...fractions].sort((a, b) => a - b), 'progress moves forward');
    assert.ok(!his.frames.some((frame) => frame.type === 'TrackStatus'));
    for (const bad of ['not json', '[]', '{"type":5}', '{"type":"Nonsense"}', '{"type":"Subscribe"}', JSON.stringify({ type: 'Subscribe', topic: 'x'.repeat(5000) })]) {
      const before = his.frames.length;
      his.send(bad);
      await until(`an error for ${bad.slice(0, 20)}`, () => his.frames.slice(before).some((frame) => frame.type === 'Error'));
    }
    assert.equal(his.readyState, WebSocket.OPEN);
  } finally {
    mine.close();
    his.close();
  }
});
