// Files that are broken, lie, or are at the edge of what a song can be: uploaded in both ways, converted and listened to.
// Each gives a clear error or the right result, and leaves nothing that the integrity check does not know.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { leftovers, rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, buildDir, run, scratch, until } from '../support/server.mjs';

const env = { VEZA_PLUGIN_HLS_GSTREAMER__MAX_DURATION_SECONDS: '7200' };
let folder, server, alice;

before(async () => {
  folder = scratch();
  server = await new Server({ env }).start();
  await server.setup();
  alice = await server.register('alice');
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function made(name, input, args) {
  const path = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', input, ...args, path]);
  return readFileSync(path);
}
const noise = (seconds, rate = 22050) => `aevalsrc='0.3*sin(2*PI*220*(1+mod(floor(t*4),7)/7)*t)':d=${seconds}:s=${rate}`;

// Frames of silence at 8 kbit/s, 72 ms each, without an index.
const tenHours = () => {
  const frame = Buffer.alloc(72);
  frame.set([0xff, 0xe3, 0x18, 0xc4]);
  return Buffer.alloc(72 * 500_000, frame);
};

// An ID3v2.4 tag of `size` bytes of comments before a song.
function tagged(size, song) {
  const frames = [];
  for (let left = size; left > 0; left -= 100_010) {
    const head = Buffer.alloc(10);
    head.write('TXXX');
    head.writeUInt32BE(((100_000 >> 14) << 16) | (((100_000 >> 7) & 127) << 8) | (100_000 & 127), 4);
    frames.push(head, Buffer.alloc(100_000, 'x'));
  }
  const body = Buffer.concat(frames);
  const sizes = [21, 14, 7, 0].map((bits) => (body.length >> bits) & 127);
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), Buffer.from(sizes), body, song]);
}

const zip = () => Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'), Buffer.alloc(500, 'song.mp3')]);

// `refused`: at the door, with this status. `failed`: by the converter, for this reason. Otherwise what the track says.
const cases = {
  'nothing at all': { make: () => Buffer.alloc(0), refused: 415 },
  'one byte': { make: () => Buffer.from('f'), refused: 415 },
  'a zip renamed .mp3': { make: zip, refused: 415, reason: /ZIP/i },
  'text renamed .mp3': { make: () => Buffer.from('la la la '.repeat(500)), refused: 415 },
  'a song cut in the middle': { make: async () => (await songBytes(folder, 'cut', 'flac', 4)).subarray(0, 100_000), failed: /end|cut|truncat|damaged/i },
  'a song cut in its first frame': { make: async () => (await songBytes(folder, 'cut', 'flac', 1)).subarray(0, 8300), failed: /[a-z] [a-z]/ },
  'an Opus file named .wav': { make: () => made('o.opus', noise(1, 48000), ['-c:a', 'libopus']), named: 'song.wav', says: { content_type: 'audio/ogg', duration: 1 } },
  'a WAV file that says it is longer': {
    make: () => {
      const bytes = Buffer.from(made('l.wav', noise(1), []));
      bytes.writeUInt32LE(0x7fffffff, 4);
      bytes.writeUInt32LE(0x7fffff00, bytes.indexOf('data') + 4);
      return bytes;
    },
    either: true,
  },
  'ten hours': { make: tenHours, failed: /long/, before: ({ duration }) => assert.ok(Math.abs(duration - 36_000) < 60, `${duration} s`) },
  'one sample': { make: () => made('1.wav', noise(1), ['-af', 'atrim=end_sample=1', '-c:a', 'pcm_s16le']), says: { channels: 1 }, either: true },
  '192 kHz, 24 bits': { make: () => made('hi.flac', noise(1, 192_000), ['-c:a', 'flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24']), says: { sample_rate: 192_000, bit_depth: 24, duration: 1 } },
  'mono': { make: () => made('mono.mp3', noise(1), ['-ac', '1', '-c:a', 'libmp3lame']), says: { channels: 1, duration: 1 } },
  'six channels': { make: () => made('six.flac', noise(1), ['-ac', '6', '-c:a', 'flac']), says: { channels: 6, duration: 1 } },
  'six channels of AAC': { make: () => made('six.m4a', noise(1, 44100), ['-ac', '6', '-c:a', 'aac']), says: { channels: 6, duration: 1 } },
  '10 MB of tags': { make: () => tagged(10_000_000, made('tags.mp3', noise(1), ['-c:a', 'libmp3lame'])), says: { duration: 1 } },
  'a tag that says it is larger than the file': { make: () => Buffer.concat([Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1'), made('lie.mp3', noise(1), ['-c:a', 'libmp3lame'])]), refused: 415 },
};

const tus = (method, path, headers = {}, body) => server.api(path, { method, token: alice.access_token, headers: { 'tus-resumable': '1.0.0', ...headers }, body });
const base64 = (text) => Buffer.from(text).toString('base64');

async function byTus(bytes, name) {
  const { status, headers, body } = await tus('POST', '/api/v1/uploads', { 'upload-length': String(bytes.length), 'upload-metadata': `filename ${base64(name)}` });
  if (status !== 201 || bytes.length === 0) return { status, id: headers.get('veza-track-id'), error: body?.error };
  const sent = await tus('PATCH', headers.get('location'), { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }, bytes);
  return { status: sent.status, id: sent.headers.get('veza-track-id'), error: sent.body?.error };
}
async function byForm(bytes, name) {
  try {
    return { status: 201, id: (await server.upload(alice.access_token, bytes, name)).id };
  } catch ({ answer }) {
    return { status: answer.status, error: answer.body.error };
  }
}

function agrees(track, { says = {} }) {
  const { duration, ...same } = says;
  for (const [member, value] of Object.entries(same)) assert.equal(track[member], value, member);
  if (duration) assert.ok(Math.abs(track.duration - duration) < 0.06, `${track.duration} s`);
}

// What the analysis says of the bytes: an end, and no more than a few words.
function listened(bytes) {
  const path = join(folder, 'listen');
  execFileSync('tee', [path], { input: bytes, stdio: ['pipe', 'ignore', 'inherit'] });
  const said = execFileSync(join(buildDir, 'lib/veza/libexec/veza-analyse'), [path], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', GST_REGISTRY: join(folder, 'registry.bin') } });
  return JSON.parse(said);
}

for (const [what, expected] of Object.entries(cases)) {
  test(`${what}: ${expected.refused ? 'refused' : expected.failed ? 'fails' : 'a track'}, with a reason where it is none`, async () => {
    const bytes = await expected.make();
    const ways = expected.failed === undefined && expected.refused === undefined ? [byForm] : [byForm, byTus];
    for (const send of ways) {
      const { status, id, error } = await send(bytes, expected.named ?? 'song.mp3');
      if (expected.refused) {
        assert.ok(status >= 400 && status < 500, `${send.name}: ${status}`);
        assert.match(error.message, expected.reason ?? /[a-z] [a-z].{10,}/);
        if (send === byForm) assert.equal(status, expected.refused);
        continue;
      }
      assert.ok(id, `${send.name}: ${status} ${JSON.stringify(error)}`);
      expected.before?.((await server.api(`/api/v1/tracks/${id}`, { token: alice.access_token })).body.data);
      const end = await server.trackEnd(alice.access_token, id);
      if (!expected.either) assert.equal(end.status, expected.failed ? 'failed' : 'ready', end.status_reason);
      if (end.status === 'failed') assert.match(end.status_reason, expected.failed ?? /[a-z] [a-z].{10,}/);
      else agrees(end, expected);
      assert.equal((await server.api(`/api/v1/tracks/${id}`, { method: 'DELETE', token: alice.access_token })).status, 204);
    }
    const heard = listened(bytes);
    assert.deepEqual(Object.keys(heard).filter((member) => !['bpm', 'key', 'fingerprint'].includes(member)), []);
    assert.ok((heard.fingerprint ?? []).length < 1000);
  });
}

test('names with control characters and ways up are names', async () => {
  const song = await songBytes(folder, 'short', 'flac', 1);
  for (const name of ['../../etc/passwd', '..\\..\\boot.ini', '/etc/shadow', 'a\u0001b\u001b[31m.flac', '\u202egnp.flac', '.', '..', 'x'.repeat(5000), 'con.flac', 'a/b/c.flac']) {
    for (const send of [byForm, byTus]) {
      const { id, status, error } = await send(song, name);
      if (!id) {
        assert.ok(status >= 400 && status < 500, `${JSON.stringify(name).slice(0, 60)}: ${status}`);
        assert.ok(error.message.length > 10);
        continue;
      }
      const { body } = await server.api(`/api/v1/tracks/${id}`, { token: alice.access_token });
      assert.doesNotMatch(body.data.file_name, /[\u0000-\u001f\u007f]|\//, JSON.stringify(name).slice(0, 60));
      assert.ok(body.data.file_name.length <= 255 && body.data.title.length > 0);
      assert.equal((await server.api(`/api/v1/tracks/${id}`, { method: 'DELETE', token: alice.access_token })).status, 204);
    }
  }
});

test('offsets and checksums that lie take nothing from an upload', async () => {
  const song = await songBytes(folder, 'short', 'flac', 1);
  const { headers } = await tus('POST', '/api/v1/uploads', { 'upload-length': String(song.length), 'upload-metadata': `filename ${base64('a.flac')}` });
  const at = headers.get('location');
  const patch = (offset, body, more = {}) => tus('PATCH', at, { 'upload-offset': offset, 'content-type': 'application/offset+octet-stream', ...more }, body);
  for (const offset of ['1', '-1', '99999999999999999999', '0x0', '1e3', ' ', String(song.length + 1), 'NaN']) {
    const { status } = await patch(offset, song.subarray(0, 10));
    assert.ok([400, 409].includes(status), `${offset}: ${status}`);
  }
  for (const [checksum, expected] of [['sha1 AAAA', 460], ['sha1', 400], ['crc32 AAAA', 400], [`sha256 ${base64('x'.repeat(32))}`, 460], ['md5 ====', 400]]) {
    assert.equal((await patch('0', song.subarray(0, 10), { 'upload-checksum': checksum })).status, expected, checksum);
  }
  assert.equal((await patch('0', Buffer.concat([song, song]))).status, 413);
  assert.equal((await tus('HEAD', at)).headers.get('upload-offset'), '0');
  const good = await patch('0', song);
  assert.equal(good.status, 204);
  assert.equal((await server.api(`/api/v1/tracks/${good.headers.get('veza-track-id')}`, { method: 'DELETE', token: alice.access_token })).status, 204);
});

test('nothing is left that the integrity check does not know', async () => {
  await until('all files are gone', async () => leftovers(server.data).length === 0 && (await rows(server.data, `SELECT 1 FROM jobs WHERE state IN ('queued', 'running') AND run_at < ${Date.now() + 1000}`)).length === 0);
  const { code, stdout, stderr } = await run(['integrity', '--json', '--data', server.data], { env });
  assert.equal(code, 0, stderr);
  const said = JSON.parse(stdout);
  assert.deepEqual([said.missing, said.orphans].map((found) => (Array.isArray(found) ? found.length : found ?? 0)), [0, 0], stdout);
});
