// Uploading, listing, changing, deleting; what others may see; what the site's policy refuses.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { blobs } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

let server, folder, alice, bob, admin, flac;

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  flac = await songBytes(folder, 'rose', 'flac', 3, { tags: { title: 'La Rose', artist: 'Édith', album: 'Été', date: '1947', track: '3', genre: 'Chanson' } });
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the tags fill in what the form leaves out', async () => {
  const track = await server.upload(alice.access_token, flac, 'whatever.bin', { visibility: 'public' });
  assert.equal(track.title, 'La Rose');
  assert.equal(track.artist, 'Édith');
  assert.equal(track.album, 'Été');
  assert.equal(track.year, 1947);
  assert.equal(track.track_number, 3);
  assert.equal(track.content_type, 'audio/flac');
  assert.equal(track.status, 'processing');
  assert.equal(track.owner.username, 'alice');
  const ready = await server.trackEnd(alice.access_token, track.id);
  assert.equal(ready.status, 'ready', ready.status_reason);
  assert.ok(Math.abs(ready.duration - 3) < 0.001, `duration ${ready.duration}`);
  assert.equal(typeof ready.loudness.integrated_lufs, 'number');
});

test('the original comes back byte for byte, whole and in ranges', async () => {
  const track = await server.upload(alice.access_token, flac, 'rose.flac', { visibility: 'public' });
  const whole = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`);
  assert.equal(whole.status, 200);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), flac);
  const part = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`, { headers: { range: 'bytes=100-199' } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 100-199/${flac.length}`);
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), flac.subarray(100, 200));
  const etag = whole.headers.get('etag');
  assert.ok(etag);
  const again = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`, { headers: { 'if-none-match': etag } });
  assert.equal(again.status, 304);
});

test('a private track is not there for others, and is for its owner and a moderator', async () => {
  const track = await server.upload(alice.access_token, flac, 'secret.flac', { visibility: 'private', title: 'Secret' });
  const path = `/api/v1/tracks/${track.id}`;
  for (const token of [undefined, bob.access_token]) {
    for (const leaf of ['', '/stream', '/hls/info', '/hls/status', '/hls/master.m3u8', '/waveform', '/cover']) {
      assert.equal((await server.api(path + leaf, { token })).status, 404, `${leaf} for ${token ? 'bob' : 'a guest'}`);
    }
    const list = await server.api('/api/v1/tracks?q=secret', { token });
    assert.equal(list.body.data.length, 0);
  }
  for (const token of [alice.access_token, admin.access_token]) assert.equal((await server.api(path, { token })).status, 200);
  const refused = await server.api('/api/v1/auth/stream-token', { method: 'POST', token: bob.access_token, json: { track_id: track.id } });
  assert.equal(refused.status, 404);
});

test('only the owner or a moderator changes and deletes', async () => {
  const track = await server.upload(alice.access_token, flac, 'mine.flac', { visibility: 'public' });
  const path = `/api/v1/tracks/${track.id}`;
  const patch = (token, json) => server.api(path, { method: 'PATCH', token, json });
  assert.equal((await patch(undefined, { title: 'x' })).status, 401);
  assert.equal((await patch(bob.access_token, { title: 'x' })).status, 403);
  assert.equal((await server.api(path, { method: 'DELETE', token: bob.access_token })).status, 403);
  const changed = await patch(alice.access_token, { title: 'Renamed', year: 2001 });
  assert.equal(changed.status, 200);
  assert.equal(changed.body.data.title, 'Renamed');
  const wrong = await patch(alice.access_token, { title: '', year: 99999, visibility: 'secret' });
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.body.error.details.map((detail) => detail.field).sort(), ['title', 'visibility', 'year']);
});

test('deleting leaves no blob behind', async () => {
  const fresh = await new Server().start();
  try {
    const session = await fresh.setup();
    const track = await fresh.upload(session.access_token, flac, 'gone.flac');
    await fresh.trackEnd(session.access_token, track.id);
    assert.ok((await blobs(fresh.data)).length > 5);
    assert.equal((await fresh.api(`/api/v1/tracks/${track.id}`, { method: 'DELETE', token: session.access_token })).status, 204);
    assert.equal((await fresh.api(`/api/v1/tracks/${track.id}`, { token: session.access_token })).status, 404);
    await until('the blobs are gone', async () => (await blobs(fresh.data)).length === 0);
  } finally {
    await fresh.stop();
  }
});

test('a list pages through everything once, in order, also while tracks are added', async () => {
  const session = await server.register('carla');
  for (let i = 0; i < 7; ++i) await server.upload(session.access_token, flac, `n${i}.flac`, { title: `Number ${i}` });
  const seen = [];
  let cursor = '';
  do {
    const { body } = await server.api(`/api/v1/tracks?owner=me&per_page=3&sort=title${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { token: session.access_token });
    seen.push(...body.data.map((track) => track.title));
    cursor = body.meta.next_cursor;
    if (seen.length === 3) await server.upload(session.access_token, flac, 'early.flac', { title: 'A late one' });
  } while (cursor);
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6].map((i) => `Number ${i}`));
  for (const query of ['per_page=0', 'per_page=101', 'cursor=nonsense', 'sort=password_hash', 'visibility=x']) {
    const answer = await server.api(`/api/v1/tracks?${query}`, { token: session.access_token });
    assert.ok(answer.status === 400 || answer.status === 422, `${query} → ${answer.status}`);
  }
});

test('what is not audio is refused by what it holds, whatever it is called', async () => {
  const cases = {
    'empty.flac': Buffer.alloc(0),
    'text.mp3': Buffer.from('this is a text\n'.repeat(100)),
    'list.mp3': Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:1/secret\n'),
    'photo.wav': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    'paper.ogg': Buffer.from('%PDF-1.7\n'),
    'zip.m4a': Buffer.from('504b0304140000000800', 'hex'),
  };
  // The originals only: songs uploaded before may still be on their way through the converter.
  const originals = async () => (await blobs(server.data, 'library')).length;
  const before = await originals();
  for (const [name, bytes] of Object.entries(cases)) {
    await assert.rejects(server.upload(alice.access_token, bytes, name), (error) => {
      assert.ok([415, 422].includes(error.answer.status), `${name}: ${error.message}`);
      assert.ok(error.answer.body.error.message.length > 10);
      return true;
    });
  }
  assert.equal(await originals(), before);
});

test('a form without a file, with two, or cut off is a clear error', async () => {
  const raw = (body, type = 'multipart/form-data; boundary=b') =>
    server.api('/api/v1/tracks', { method: 'POST', token: alice.access_token, body, headers: { 'content-type': type } });
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.flac"\r\n\r\nfLaC\r\n';
  for (const [what, answer] of Object.entries({
    'no file': await raw('--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n'),
    'two files': await raw(`${part}${part}--b--\r\n`),
    'cut off': await raw(part),
    'no boundary': await raw('x', 'multipart/form-data'),
    'not a form': await raw('{}', 'application/json'),
  })) {
    assert.ok([400, 415, 422].includes(answer.status), `${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    assert.equal(answer.body.success, false);
  }
  assert.equal((await server.api('/api/v1/tracks', { method: 'POST', body: part })).status, 401);
});

test('an upload over the limit is refused before it is read', async () => {
  const small = await new Server({ env: { VEZA_PLUGIN_LIBRARY__UPLOAD_LIMIT_BYTES: '100000' } }).start();
  try {
    const session = await small.setup();
    await assert.rejects(small.upload(session.access_token, Buffer.alloc(200_000), 'big.wav'), (error) => {
      if (error.answer) assert.equal(error.answer.status, 413);
      return true;
    });
  } finally {
    await small.stop();
  }
});

test('six lines of Lua refuse large WAV files, take effect without a restart, and a broken script changes nothing', async () => {
  const scripts = scratch('veza-lua-');
  mkdirSync(join(scripts, 'hooks'));
  const hook = join(scripts, 'hooks', 'no_wav.lua');
  const policed = await new Server({ env: { VEZA_POLICY_DIR: scripts } }).start();
  try {
    const session = await policed.setup();
    const wav = await songBytes(folder, 'policed', 'wav', 1);
    await policed.upload(session.access_token, wav, 'fine.wav');
    writeFileSync(hook, `policy.hook{ name='upload.check', id='no.wav', run=function(upload)
      if upload.file.format == 'wav' and upload.file.size > 1000 then
        return policy.deny('wav_too_large', 'Please upload FLAC.')
      end
    end }\n`);
    const refused = await until('the script is in force', async () => {
      try {
        await policed.upload(session.access_token, wav, 'large.wav');
        return false;
      } catch (error) {
        return error.answer;
      }
    });
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error.code, 'policy_denied');
    assert.match(refused.body.error.message, /Please upload FLAC/);
    await policed.upload(session.access_token, flac, 'fine.flac');
    writeFileSync(hook, 'this is not Lua');
    await until('the fault is in the log', () => policed.log.includes('no_wav.lua'));
    await assert.rejects(policed.upload(session.access_token, wav, 'still.wav'), /policy_denied/);
    writeFileSync(hook, "policy.hook{ name='upload.check', id='no.wav', run=function() return nil end }\n");
    policed.child.kill('SIGHUP');
    await until('the new script allows it', () => policed.upload(session.access_token, wav, 'now.wav').then(() => true, () => false));
  } finally {
    await policed.stop();
    rmSync(scripts, { recursive: true, force: true });
  }
});

test("a site whose scripts do not load at the start pauses uploads until they do", async () => {
  const scripts = scratch('veza-lua-');
  mkdirSync(join(scripts, 'hooks'));
  const hook = join(scripts, 'hooks', 'rules.lua');
  writeFileSync(hook, 'this is not Lua');
  const paused = await new Server({ env: { VEZA_POLICY_DIR: scripts } }).start();
  try {
    const session = await paused.setup();
    await assert.rejects(paused.upload(session.access_token, flac, 'early.flac'), (error) => {
      assert.equal(error.answer.status, 403);
      assert.equal(error.answer.body.error.code, 'policy_denied');
      assert.match(error.answer.body.error.message, /paused/);
      return true;
    });
    await until('the log says which rule refused', () => paused.logLines.some((line) => line.level === 'error' && /rules\.lua/.test(line.error)));
    assert.equal((await paused.api('/api/v1/tracks')).body.data.length, 0);
    writeFileSync(hook, '-- no rules');
    await until('uploads go on', () => paused.upload(session.access_token, flac, 'late.flac').then(() => true, () => false));
  } finally {
    await paused.stop();
    rmSync(scripts, { recursive: true, force: true });
  }
});
