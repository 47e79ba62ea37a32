// Resumable uploads: an unchanged tus client, broken connections, kill -9, several at once, quota, what is given up.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';

import * as tus from 'tus-js-client';

import { blobs, leftovers, rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, run, scratch, setCookies, until } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

const site = production ? 'uploads' : undefined;
const friend = 'https://app.example.org';
let folder, server, alice, bob, flac, wav;

before(async () => {
  folder = scratch();
  server = await new Server({ site, env: { VEZA_HTTP_CORS_ORIGINS: friend } }).start();
  await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  flac = await songBytes(folder, 'rose', 'flac', 3, { tags: { title: 'La Rose', artist: 'Édith' } });
  wav = await songBytes(folder, 'long', 'wav', 30);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const bearer = (session) => ({ authorization: `Bearer ${session.access_token}` });

// Runs the client to its end; gives the track's id. `base` is where it believes the site to be.
function upload(bytes, { base = server.url, headers = bearer(alice), metadata = { filename: 'rose.flac', filetype: 'audio/flac' }, act = () => {}, ...options } = {}) {
  return new Promise((done, fail) => {
    const client = new tus.Upload(bytes, {
      endpoint: `${base}/api/v1/uploads`,
      retryDelays: Array(60).fill(250),
      headers,
      metadata,
      onError: fail,
      onSuccess: ({ lastResponse }) => done(lastResponse.getHeader('Veza-Track-Id')),
      onProgress: (sent) => act(client, sent),
      ...options,
    });
    client.start();
  });
}

const raw = (method, path, { session = alice, headers = {}, body, to = server } = {}) =>
  to.api(path, { method, token: session?.access_token, headers: { 'tus-resumable': '1.0.0', ...headers }, body });
const create = (length, options = {}) => raw('POST', '/api/v1/uploads', { ...options, headers: { 'upload-length': String(length), ...options.headers } });
const patch = (path, offset, body, options = {}) =>
  raw('PATCH', path, { ...options, body, headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...options.headers } });
const offset = async (path, options) => Number((await raw('HEAD', path, options)).headers.get('upload-offset'));
const begun = async (length, options) => {
  const { status, headers, body } = await create(length, options);
  assert.equal(status, 201, JSON.stringify(body));
  return headers.get('location');
};

async function original(id, to = server) {
  const answer = await fetch(`${to.url}/api/v1/tracks/${id}/stream`, { headers: bearer(alice) });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

const parts = async (of = server) => (await blobs(of.data, 'library/uploads', of.options.site)).length;

test('an unchanged client uploads with a token, whole and in pieces', async () => {
  for (const chunkSize of [Infinity, 100_000]) {
    const id = await upload(flac, { chunkSize });
    const { body } = await server.api(`/api/v1/tracks/${id}`, { token: alice.access_token });
    assert.equal(body.data.title, 'La Rose');
    assert.equal(body.data.file_name, 'rose.flac');
    assert.deepEqual(await original(id), flac);
    assert.equal((await server.trackEnd(alice.access_token, id)).status, 'ready');
  }
  const named = await upload(flac, { metadata: { filename: 'x.flac', title: 'Ça', visibility: 'private' }, uploadDataDuringCreation: true, chunkSize: 100_000 });
  assert.equal((await server.api(`/api/v1/tracks/${named}`, { token: bob.access_token })).status, 404);
  assert.equal((await server.api(`/api/v1/tracks/${named}`, { token: alice.access_token })).body.data.title, 'Ça');
  await upload(flac, { overridePatchMethod: true });
  await until('the pieces are gone', async () => (await parts()) === 0);
  assert.deepEqual(leftovers(server.data).filter((path) => path.startsWith('plugins/library/')), []);
});

test('a cookie session uploads as well, and no other page may use it', async () => {
  const login = await server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'alice', password: 'a long enough phrase' } });
  const pairs = setCookies(login.headers).map((line) => line.split(';')[0]);
  const cookie = pairs.join('; ');
  const csrf = pairs.find((pair) => pair.startsWith('veza_csrf=')).split('=')[1];
  const id = await upload(flac, { headers: { cookie, 'X-CSRF-Token': csrf }, chunkSize: 200_000 });
  assert.deepEqual(await original(id), flac);
  const forged = await raw('POST', '/api/v1/uploads', { session: null, headers: { cookie, 'upload-length': '5' } });
  assert.equal(forged.status, 403);
  assert.equal(forged.body.error.code, 'csrf_failed');
});

test('a page of an origin the site names may ask, send and read', async () => {
  const asked = await server.api('/api/v1/uploads/x', {
    method: 'OPTIONS',
    headers: { origin: friend, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization, tus-resumable, upload-offset' },
  });
  assert.equal(asked.status, 204);
  assert.match(asked.headers.get('access-control-allow-methods'), /\bPATCH\b/);
  assert.match(asked.headers.get('access-control-allow-headers'), /Authorization.*\*/);
  assert.equal(asked.headers.get('tus-version'), '1.0.0');
  assert.match(asked.headers.get('tus-extension'), /creation-with-upload/);
  assert.match(asked.headers.get('allow'), /DELETE.*PATCH/);
  const made = await create(5, { headers: { origin: friend } });
  assert.match(made.headers.get('access-control-expose-headers'), /\*/);
  assert.equal((await raw('DELETE', made.headers.get('location'))).status, 204);
});

// Between a client and the server: cuts the connection once, after `limit` bytes of a request with a body.
async function cutter(limit) {
  const target = new URL(server.url);
  const seen = { cuts: 0, offsets: [] };
  const proxy = net.createServer((client) => {
    const up = net.connect(Number(target.port), target.hostname);
    let count = 0;
    for (const socket of [client, up]) socket.on('error', () => {});
    client.on('data', (data) => {
      const at = data.toString('latin1').match(/^PATCH [^]*?upload-offset: (\d+)/i);
      if (at) seen.offsets.push(Number(at[1]));
      count += data.length;
      if (seen.cuts === 0 && count > limit) {
        ++seen.cuts;
        up.end(data.subarray(0, 1000));
        client.destroy();
      } else {
        up.write(data);
      }
    });
    up.on('data', (data) => client.write(data));
    up.on('close', () => client.destroy());
    client.on('close', () => up.end());
  });
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
  return { seen, url: `http://127.0.0.1:${proxy.address().port}`, close: () => proxy.close() };
}

test('a connection that breaks in the middle of one large request loses only what had not arrived', async () => {
  const proxy = await cutter(2_000_000);
  try {
    const id = await upload(wav, { base: proxy.url });
    assert.equal(proxy.seen.cuts, 1);
    assert.equal(proxy.seen.offsets[0], 0);
    const resumed = proxy.seen.offsets.at(-1);
    assert.ok(resumed > 1_000_000 && resumed < wav.length, `it went on at ${resumed}`);
    assert.deepEqual(await original(id), wav);
  } finally {
    proxy.close();
  }
});

test('kill -9 of the server loses nothing that was acknowledged, and the client goes on by itself', async () => {
  let acknowledged = 0;
  let killed;
  const id = await upload(wav, {
    chunkSize: 500_000,
    onChunkComplete: (size, sent) => {
      acknowledged = sent;
      if (sent < 2_000_000 || killed) return;
      killed = (async () => {
        server.options.listen = new URL(server.url).host;
        await server.kill('SIGKILL');
        const counted = await rows(server.data, "SELECT received FROM library_uploads WHERE state = 'open' ORDER BY created_at DESC LIMIT 1", site);
        await server.start();
        return { acknowledged, received: Number(counted[0].received) };
      })();
    },
  });
  const told = await killed;
  assert.ok(told.received >= told.acknowledged, JSON.stringify(told));
  assert.deepEqual(await original(id), wav);
  assert.equal((await server.trackEnd(alice.access_token, id)).status, 'ready');
});

test('a client that was closed goes on later, and on another host of the site', async () => {
  const other = production ? await new Server({ site }).start() : server;
  try {
    let path;
    await new Promise((done, fail) => {
      upload(wav, {
        chunkSize: 500_000,
        act: (client, sent) => {
          if (sent < 1_200_000) return;
          path = new URL(client.url).pathname;
          client.abort().then(done, fail);
        },
      }).catch(fail);
    });
    await until('the last piece is counted', async () => (await offset(path, { to: other })) >= 1_000_000);
    const id = await upload(wav, { base: other.url, uploadUrl: other.url + path, chunkSize: 700_000 });
    assert.deepEqual(await original(id, other), wav);
    // Who missed the answer is told again.
    const head = await raw('HEAD', path, { to: server });
    assert.equal(head.headers.get('veza-track-id'), id);
    assert.equal(Number(head.headers.get('upload-offset')), wav.length);
  } finally {
    if (other !== server) await other.stop();
  }
});

test('of two that bring the same bytes at once one counts, also for the last ones', async () => {
  const path = await begun(flac.length);
  const half = Math.floor(flac.length / 2);
  const race = async (at, body) => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => patch(path, at, body)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.equal(statuses[0], 204, String(statuses));
    assert.ok(statuses.slice(1).every((status) => status === 409), String(statuses));
    return answers.find(({ status }) => status === 204);
  };
  await race(0, flac.subarray(0, half));
  assert.equal(await offset(path), half);
  const tracks = async () => Number((await rows(server.data, 'SELECT count(*) AS n FROM library_tracks', site))[0].n);
  const before = await tracks();
  const last = await race(half, flac.subarray(half));
  assert.equal(await tracks(), before + 1);
  assert.deepEqual(await original(last.headers.get('veza-track-id')), flac);
  await until('the losers left nothing', async () => (await parts()) === 0);
});

test('hostile requests change nothing', async () => {
  const path = await begun(flac.length);
  assert.equal((await patch(path, 0, flac.subarray(0, 1000))).status, 204);
  const sum = (algorithm, bytes) => `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`;
  const next = flac.subarray(1000, 2000);
  for (const [what, expected, answer] of [
    ['behind', 409, await patch(path, 0, next)],
    ['ahead', 409, await patch(path, 2000, next)],
    ['negative', 400, await patch(path, -1, next)],
    ['no number', 400, await patch(path, '1000abc', next)],
    ['past 64 bits', 400, await patch(path, '18446744073709551616', next)],
    ['beyond the length', 413, await patch(path, 1000, Buffer.alloc(flac.length))],
    ['a form', 415, await patch(path, 1000, next, { headers: { 'content-type': 'multipart/form-data; boundary=x' } })],
    ['wrong sum', 460, await patch(path, 1000, next, { headers: { 'upload-checksum': sum('sha1', 'other') } })],
    ['odd sum', 400, await patch(path, 1000, next, { headers: { 'upload-checksum': 'crc32 AAAA' } })],
    ['no protocol', 412, await patch(path, 1000, next, { headers: { 'tus-resumable': '0.2' } })],
    ["another's", 404, await patch(path, 1000, next, { session: bob })],
    ['nobody', 401, await patch(path, 1000, next, { session: null })],
    ['a path', 405, await patch('/api/v1/uploads/%2e%2e%2ftracks', 0, next)],
  ]) {
    assert.equal(answer.status, expected, `${what}: ${JSON.stringify(answer.body)}`);
    assert.equal(await offset(path), 1000, what);
  }
  for (const algorithm of ['sha1', 'sha256', 'md5']) {
    const at = await offset(path);
    const bytes = flac.subarray(at, at + 1000);
    assert.equal((await patch(path, at, bytes, { headers: { 'upload-checksum': sum(algorithm, bytes) } })).status, 204);
  }
  assert.equal((await raw('DELETE', path)).status, 204);
  assert.equal((await raw('HEAD', path)).status, 410);
  // What is no audio is refused when it is complete, and over.
  const zip = await begun(200);
  assert.equal((await patch(zip, 0, Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), Buffer.alloc(90)]))).status, 204);
  const refused = await patch(zip, 100, Buffer.alloc(100));
  assert.equal(refused.status, 415, JSON.stringify(refused.body));
  assert.equal((await raw('HEAD', zip)).status, 410);
  await until('nothing is left of them', async () => (await parts()) === 0);
});

test('the integrity check knows the pieces of an unfinished upload', async () => {
  const path = await begun(flac.length);
  await patch(path, 0, flac.subarray(0, 5000));
  const env = await storeSettings(server.data, site);
  const { code, stdout, stderr } = await run(['integrity', '--json', '--data', server.data], { env });
  assert.equal(code, 0, stdout + stderr);
  assert.equal((await raw('DELETE', path)).status, 204);
  await until('its pieces are gone', async () => (await parts()) === 0);
});

test('a quota holds for both ways together, however many ask at once', async () => {
  const small = await new Server({ env: { VEZA_PLUGIN_LIBRARY__QUOTA_BYTES: String(3 * flac.length + 10) } }).start();
  try {
    const session = await small.setup();
    const to = { session, to: small };
    const quota = async () => (await small.api('/api/v1/me/quota', { token: session.access_token })).body.data;
    const form = () => small.upload(session.access_token, flac, 'a.flac').then(() => 201, (error) => error.answer.status);
    const answers = await Promise.all([...Array.from({ length: 6 }, () => create(flac.length, to).then(({ status }) => status)), ...Array.from({ length: 4 }, form)]);
    assert.equal(answers.filter((status) => status === 201).length, 3, String(answers));
    assert.equal(answers.filter((status) => status === 413).length, 7, String(answers));
    assert.equal((await quota()).left, 10);
    // What is removed makes room.
    const { data } = (await small.api('/api/v1/tracks?owner=me', { token: session.access_token })).body;
    for (const track of data) assert.equal((await small.api(`/api/v1/tracks/${track.id}`, { method: 'DELETE', token: session.access_token })).status, 204);
    const open = await rows(small.data, "SELECT id FROM library_uploads WHERE state = 'open'");
    for (const { id } of open) assert.equal((await raw('DELETE', `/api/v1/uploads/${id}`, to)).status, 204);
    assert.equal((await quota()).used, 0);
    assert.equal(await form(), 201);
  } finally {
    await small.stop();
  }
});

test('an upload that nobody goes on with is given up and leaves nothing', async () => {
  const brief = await new Server({ env: { VEZA_PLUGIN_LIBRARY__UPLOAD_EXPIRY_SECONDS: '2' } }).start();
  try {
    const session = await brief.setup();
    const to = { session, to: brief };
    const made = await create(flac.length, to);
    const path = made.headers.get('location');
    assert.ok(Math.abs(new Date(made.headers.get('upload-expires')) - Date.now()) < 60_000);
    assert.equal((await patch(path, 0, flac.subarray(0, 1000), to)).status, 204);
    await until('it is over', async () => (await raw('HEAD', path, to)).status === 410);
    assert.equal((await patch(path, 1000, flac.subarray(1000), to)).status, 410);
    assert.equal(await parts(brief), 1);
    await brief.stop({ keep: true });
    await brief.start();
    await until('its row is gone', async () => (await rows(brief.data, 'SELECT id FROM library_uploads')).length === 0);
    await until('its bytes are gone', async () => (await parts(brief)) === 0);
    assert.equal((await raw('HEAD', path, to)).status, 404);
  } finally {
    await brief.stop();
  }
});
