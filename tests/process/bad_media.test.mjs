// Files that are no songs, or not the songs they are called: a reason a person understands, nothing left behind, and not
// one connection to anywhere, by the server or a program it starts.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { files, leftovers, rows } from '../support/data.mjs';
import { songBytes, video } from '../support/media.mjs';
import { Server, program, scratch, until } from '../support/server.mjs';
import { calls, traced } from '../support/strace.mjs';

let server, folder, trace, alice, trap, flac, wav;
const caught = [];

before(async () => {
  folder = scratch();
  trace = join(folder, 'trace');
  trap = createServer((request, response) => {
    caught.push(request.url);
    response.end();
  });
  await new Promise((done) => trap.listen(0, '127.0.0.1', done));
  flac = await songBytes(folder, 'whole', 'flac', 4);
  wav = await songBytes(folder, 'whole', 'wav', 2);
  server = await new Server({ command: [...traced(trace, 'connect,socket,execve'), program] }).start();
  await server.setup();
  alice = await server.register('alice');
});
after(async () => {
  trap?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// An ID3v2.3 tag that holds a picture, and no song after it.
function coverOnly() {
  const picture = Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500)]);
  const frame = Buffer.concat([Buffer.from('APIC'), Buffer.from([0, 0, picture.length >> 8, picture.length & 255, 0, 0]), picture]);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from([0, 0, frame.length >> 7, frame.length & 127]), frame]);
}

function noSamples() {
  const bytes = Buffer.from(wav.subarray(0, 44));
  bytes.writeUInt32LE(36, 4);
  bytes.writeUInt32LE(0, 40);
  return bytes;
}

const address = () => `http://127.0.0.1:${trap.address().port}/secret`;
const playlist = () => `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${address()}\n#EXT-X-ENDLIST\n`;
const blobs = (part = '') => files(join(server.data, 'blobs', part));

async function deleted(id) {
  assert.equal((await server.api(`/api/v1/tracks/${id}`, { method: 'DELETE', token: alice.access_token })).status, 204);
  await until('nothing of the track is left', async () =>
    blobs().length === 0 && (await rows(server.data, 'SELECT 1 FROM library_tracks UNION ALL SELECT 1 FROM hls_renditions')).length === 0);
}

const empty = () => until('nothing is stored and nothing left in the work folders', () => blobs().length + leftovers(server.data).length === 0);

// Seen at the door.
for (const [what, make] of Object.entries({
  'a playlist named .mp3': () => Buffer.from(playlist()),
  'a playlist behind an empty tag': () => Buffer.from(`ID3\x03\0\0\0\0\0\0${playlist()}`, 'latin1'),
  'a list of files for ffmpeg': () => Buffer.from(`ffconcat version 1.0\nfile ${address()}\n`),
  'a session description': () => Buffer.from('v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n'),
  'a picture in a tag and no song': coverOnly,
  'noise behind three letters of a tag': () =>
    Buffer.concat([Buffer.from('ID3'), Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251))]),
})) {
  test(`${what}: refused with a reason, and nothing of it stays`, async () => {
    await assert.rejects(server.upload(alice.access_token, make(), 'song.mp3'), ({ answer, message }) => {
      assert.ok([415, 422].includes(answer?.status), message);
      assert.match(answer.body.error.message, /[a-z] [a-z].{10,}/);
      return true;
    });
    await empty();
    assert.deepEqual(await rows(server.data, 'SELECT id FROM library_tracks'), []);
  });
}

// Found out by the converter.
for (const [what, make] of Object.entries({
  'a song cut in half': () => flac.subarray(0, flac.length >> 1),
  'a WAV without a sample': noSamples,
  'a film without sound': () => video(folder),
})) {
  test(`${what}: fails with a reason, and only the upload stays until its owner deletes it`, async () => {
    const track = await server.upload(alice.access_token, await make(), 'song.mp3');
    const end = await server.trackEnd(alice.access_token, track.id);
    assert.equal(end.status, 'failed');
    assert.match(end.status_reason, /[a-z] [a-z].{10,}/);
    assert.deepEqual(blobs(), [join('library', track.id, 'original')]);
    assert.deepEqual(await rows(server.data, 'SELECT * FROM hls_segments'), []);
    await until('nothing is left in the work folders', () => leftovers(server.data).length === 0);
    await deleted(track.id);
    await empty();
  });
}

test('a real song under a wrong name is taken for what it is', async () => {
  for (const name of ['song.mp3', 'song']) {
    const track = await server.upload(alice.access_token, flac, name);
    assert.equal(track.content_type, 'audio/flac', name);
    const end = await server.trackEnd(alice.access_token, track.id);
    assert.equal(end.status, 'ready', `${name}: ${end.status_reason}`);
    await until('nothing is left in the work folders', () => leftovers(server.data).length === 0);
    await deleted(track.id);
  }
});

test('nobody connected anywhere meanwhile', async () => {
  const { pid } = server;
  assert.deepEqual(await server.stop({ keep: true }), { code: 0, signal: null });
  const made = await calls(trace, pid);
  for (const helper of ['veza-transcode', 'veza-tags']) {
    assert.ok(made.some((line) => line.includes('execve(') && line.includes(`/${helper}"`)), `${helper} was watched`);
  }
  assert.deepEqual(made.filter((line) => line.includes('connect(') && !line.includes('sa_family=AF_UNIX')), []);
  const internet = made.filter((line) => /socket\(AF_INET6?,/.test(line));
  assert.equal(internet.length, 1, `only the one that listens: ${internet.join('\n')}`);
  assert.deepEqual(caught, []);
});
