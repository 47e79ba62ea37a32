// Covers: uploaded, resized once, replaced, removed; pictures that are none.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { blobs, leftovers, rows } from '../support/data.mjs';
import { probe, songBytes } from '../support/media.mjs';
import { Server, run, scratch } from '../support/server.mjs';
import { storeSettings } from '../support/stores.mjs';

let server, folder, alice, bob, plain;

const url = (id, size) => `/api/v1/tracks/${id}/cover${size ? `?size=${size}` : ''}`;
const put = (id, body, who = alice) => server.api(url(id), { method: 'PUT', token: who?.access_token, body, headers: { 'content-type': 'application/octet-stream' } });
const remove = (id, who = alice) => server.api(url(id), { method: 'DELETE', token: who?.access_token });
const track = async (id, who = alice) => (await server.api(`/api/v1/tracks/${id}`, { token: who.access_token })).body.data;

function picture(name, size, extra = []) {
  const path = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc=size=${size}:duration=0.04`, '-frames:v', '1', ...extra, path]);
  return readFileSync(path);
}

// The bytes as a client gets them, and what ffprobe takes them for.
async function fetched(id, size, who) {
  const answer = await fetch(server.url + url(id, size), { headers: who ? { authorization: `Bearer ${who.access_token}` } : {} });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200) return { status: answer.status };
  const path = join(folder, 'fetched');
  writeFileSync(path, bytes);
  const { codec_name, width, height } = (await probe(path)).streams[0];
  return { status: 200, type: answer.headers.get('content-type'), cache: answer.headers.get('cache-control'), bytes, codec_name, width, height };
}

before(async () => {
  folder = scratch();
  server = await new Server().start();
  await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  plain = await songBytes(folder, 'plain', 'flac', 1);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an uploaded cover comes in four sizes, and as it was', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T' });
  assert.equal((await server.api(url(id))).status, 404);
  for (const [name, type] of [['wide.png', 'image/png'], ['wide.jpg', 'image/jpeg'], ['wide.webp', 'image/webp']]) {
    const bytes = picture(name, '1600x800');
    const answer = await put(id, bytes);
    assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.body.data.has_cover, true);
    const whole = await fetched(id);
    assert.equal(whole.type, type);
    assert.ok(whole.bytes.equals(bytes), name);
    for (const side of [64, 256, 512, 1024]) {
      const { type: sized, width, height, codec_name } = await fetched(id, side);
      assert.deepEqual({ sized, width, height, codec_name }, { sized: 'image/jpeg', width: side, height: side / 2, codec_name: 'mjpeg' }, `${name} at ${side}`);
    }
  }
  // A small one is not blown up.
  assert.equal((await put(id, picture('small.png', '40x20'))).status, 200);
  assert.deepEqual([(await fetched(id, 1024)).width, (await fetched(id, 64)).height], [40, 20]);
});

test("a file's own picture comes in sizes when somebody asks, and can be taken away", async () => {
  const file = join(folder, 'with.mp3');
  writeFileSync(join(folder, 'bare.mp3'), await songBytes(folder, 'bare', 'mp3', 1));
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', join(folder, 'bare.mp3'), '-i', join(folder, 'wide.jpg'), '-map', '0', '-map', '1', '-c', 'copy', '-disposition:v', 'attached_pic', file]);
  const { id } = await server.upload(alice.access_token, readFileSync(file), 'with.mp3');
  assert.equal((await track(id)).has_cover, true);
  // Two ask at once.
  const both = await Promise.all([server.api(url(id, 256)), server.api(url(id, 64))]);
  assert.deepEqual(both.map(({ status }) => status), [200, 200]);
  assert.equal((await fetched(id, 256)).width, 256);
  assert.deepEqual(await rows(server.data, `SELECT cover_sized FROM library_tracks WHERE id = '${id}'`).then((all) => all.map((row) => Number(row.cover_sized))), [1]);
  assert.equal((await remove(id)).status, 204);
  assert.equal((await remove(id)).status, 204, 'twice is no fault');
  assert.equal((await track(id)).has_cover, false);
  assert.equal((await server.api(url(id, 256))).status, 404);
});

test('an album shows a new cover, and none when it is gone', async () => {
  const { id, album_id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T', artist: 'Covered', album: 'With Cover' });
  const album = async () => (await server.api(`/api/v1/albums/${album_id ?? (await track(id)).album_id}`)).body.data;
  assert.equal((await album()).cover_track_id, null);
  assert.equal((await put(id, picture('a.png', '100x100'))).status, 200);
  assert.equal((await album()).cover_track_id, id);
  assert.equal((await remove(id)).status, 204);
  assert.equal((await album()).cover_track_id, null);
});

test('what is no picture is refused, and changes nothing', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T' });
  const good = picture('good.png', '100x100');
  assert.equal((await put(id, good)).status, 200);
  const jpeg = picture('good.jpg', '640x480');
  // A PNG that says it is 30000 pixels a side, in a few bytes.
  const bomb = Buffer.from(good);
  bomb.writeUInt32BE(30000, 16);
  bomb.writeUInt32BE(30000, 20);
  const cases = [
    ['nothing', Buffer.alloc(0), 422],
    ['text', Buffer.from('hello'), 415],
    ['an SVG picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415],
    ['a GIF', picture('x.gif', '10x10'), 415],
    ['a song', plain, 415],
    ['a magic number alone', good.subarray(0, 8), 422],
    ['half a PNG', good.subarray(0, good.length >> 1), 422],
    ['a JPEG without its start', Buffer.concat([jpeg.subarray(0, 3), jpeg.subarray(40)]), 422],
    ['a picture of 900 million pixels', bomb, 422],
    ['a WebP of zeros', Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBP', 'latin1'), Buffer.alloc(64)]), 422],
    ['11 MiB', Buffer.concat([jpeg, Buffer.alloc(11 << 20)]), 413],
  ];
  for (const [name, bytes, status] of cases) {
    const answer = await put(id, bytes);
    assert.equal(answer.status, status, `${name}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.body.success, false, name);
  }
  assert.ok((await fetched(id)).bytes.equals(good));
  for (const size of ['63', '065', '64 ', '1e2', '-1', '', '2048', '256&size=64&x']) {
    assert.equal((await server.api(url(id) + `?size=${encodeURIComponent(size)}`)).status, 422, `size ${size}`);
  }
});

test('only who may edit a track changes its cover; a private one is hidden', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T', visibility: 'private' });
  const bytes = picture('p.png', '80x80');
  assert.equal((await put(id, bytes)).status, 200);
  assert.equal((await put(id, bytes, bob)).status, 404);
  assert.equal((await remove(id, bob)).status, 404);
  assert.equal((await put(id, bytes, null)).status, 401);
  assert.equal((await remove(id, null)).status, 401);
  assert.equal((await fetched(id, 64, bob)).status, 404);
  assert.equal((await fetched(id, 64)).status, 404);
  const own = await fetched(id, 64, alice);
  assert.equal(own.status, 200);
  assert.match(own.cache, /^private/);
  const opened = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T' });
  assert.equal((await put(opened.id, bytes, bob)).status, 403);
});

test('every picture is one that the integrity check knows', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T' });
  assert.equal((await put(id, picture('i.png', '80x80'))).status, 200);
  const env = await storeSettings(server.data);
  const { code, stdout, stderr } = await run(['integrity', '--json', '--data', server.data], { env });
  assert.equal(code, 0, stdout + stderr);
  const { cover_id } = (await rows(server.data, `SELECT cover_id FROM library_tracks WHERE id = '${id}'`))[0];
  assert.deepEqual((await blobs(server.data, `library/${id}/covers`)).sort(), ['1024', '256', '512', '64', 'picture'].map((name) => `${cover_id}/${name}`));
  const { references } = JSON.parse(readFileSync(new URL('../../plugins/library/plugin.json', import.meta.url))).blobs;
  const known = (await Promise.all(references.filter((sql) => sql.includes('cover')).map((sql) => rows(server.data, sql)))).flat().flatMap(Object.values);
  for (const name of ['1024', '256', '512', '64', 'picture']) assert.ok(known.includes(`library/${id}/covers/${cover_id}/${name}`), name);
  assert.deepEqual(leftovers(server.data).filter((path) => path.startsWith('plugins/library/')), []);
});

test('a deleted track takes its covers along', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T' });
  assert.equal((await put(id, picture('d.png', '80x80'))).status, 200);
  assert.equal((await server.api(`/api/v1/tracks/${id}`, { method: 'DELETE', token: alice.access_token })).status, 204);
  assert.equal((await put(id, picture('d.png', '80x80'))).status, 404);
  assert.equal((await fetched(id, 64)).status, 404);
});
