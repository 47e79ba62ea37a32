// `veza blobs copy`: a site's files from a folder to an object store and back, also across a kill -9.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, program, run, scratch, until } from '../support/server.mjs';
import { start } from '../support/services/s3.mjs';

let store;
let data;
let env;
before(async () => {
  store = await start();
  data = scratch();
  env = { VEZA_BLOBS_ACCESS_KEY: store.env.VEZA_TEST_S3_ACCESS_KEY, VEZA_BLOBS_SECRET_KEY: store.env.VEZA_TEST_S3_SECRET_KEY };
});
after(async () => {
  await store?.stop();
  rmSync(data, { recursive: true, force: true });
});

const url = (prefix, endpoint) => {
  const [bucket, query] = store.env.VEZA_TEST_S3_URL.split('?');
  return `${bucket}/${prefix}?${endpoint ? query.replace(/endpoint=[^&]*/, `endpoint=${endpoint}`) : query}`;
};
const copy = (from, to, ...more) => run(['blobs', 'copy', '--from', from, '--to', to, ...more], { cwd: data, env });

// Files of all sizes below `folder`: {name: SHA-256}.
function fill(folder, count) {
  for (let i = 0; i < count; ++i) {
    const path = join(folder, `tracks/${i % 7}/${i}.seg`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.alloc((i * 7919) % 100_000, `${i}.`));
  }
  const large = Buffer.alloc(9 << 20);
  for (let i = 0; i < large.length; i += 4) large.writeUInt32LE((i * 2654435761) >>> 0, i);
  writeFileSync(join(folder, 'large'), large); // more than one part
  return contents(folder);
}

function contents(folder, below = '') {
  return Object.fromEntries(
    readdirSync(join(folder, below))
      .filter((name) => !name.startsWith('.'))
      .flatMap((name) => {
        const path = join(below, name);
        if (statSync(join(folder, path)).isDirectory()) return Object.entries(contents(folder, path));
        return [[path, createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')]];
      })
      .sort(),
  );
}

// A way to the store that lets `limit` uploads through and then holds every other request.
async function holding(limit) {
  const target = new URL(store.env.VEZA_TEST_S3_URL.match(/endpoint=([^&]*)/)[1]);
  const seen = { held: 0 };
  let puts = 0;
  const server = createServer((req, res) => {
    if (req.method === 'PUT' && ++puts > limit) {
      seen.held += 1;
      req.resume();
      return;
    }
    const onward = send({ host: target.hostname, port: target.port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    seen,
    endpoint: `http://127.0.0.1:${server.address().port}`,
    close: () => (server.closeAllConnections(), new Promise((done) => server.close(done))),
  };
}

test('to the store and back: the same files, and a second run copies nothing', async () => {
  const source = join(data, 'source');
  mkdirSync(source);
  const files = fill(source, 40);
  const names = Object.keys(files);
  const there = await copy(`folder:${source}`, url('site'));
  assert.equal(there.code, 0, there.stderr);
  assert.match(there.stdout, new RegExp(`Copied ${names.length} blobs; 0 blobs of the same content were there`));
  const again = await copy(`folder:${source}`, url('site'), '--verify');
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, new RegExp(`Copied 0 blobs; ${names.length} blobs .*read back and compared`));
  const back = join(data, 'back');
  const home = await copy(url('site'), `folder:${back}`, '--parallel', '2');
  assert.equal(home.code, 0, home.stderr);
  assert.deepEqual(contents(back), files);
});

test('a copy killed in the middle is finished by the next run', async () => {
  const source = join(data, 'long');
  mkdirSync(source);
  const files = fill(source, 60);
  const gate = await holding(20);
  try {
    const child = spawn(program, ['blobs', 'copy', '--from', `folder:${source}`, '--to', url('killed', gate.endpoint)], {
      cwd: data,
      env: { ...env, PATH: process.env.PATH },
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
    await until('uploads are held', () => gate.seen.held > 0);
    process.kill(child.pid, 'SIGKILL');
    assert.equal(await ended, 'SIGKILL');
  } finally {
    await gate.close();
  }
  const finished = await copy(`folder:${source}`, url('killed'));
  assert.equal(finished.code, 0, finished.stderr);
  const [, copied, skipped] = finished.stdout.match(/Copied (\d+) blobs?; (\d+) blobs? of the same/);
  assert.equal(Number(copied) + Number(skipped), Object.keys(files).length);
  assert.ok(Number(copied) > 0 && Number(skipped) > 0, finished.stdout);
  const back = join(data, 'killed-back');
  assert.equal((await copy(url('killed'), `folder:${back}`)).code, 0);
  assert.deepEqual(contents(back), files);
});

test('what cannot work is a sentence and the right exit status', async () => {
  const source = join(data, 'small');
  mkdirSync(source);
  writeFileSync(join(source, 'a'), 'x');
  const keys = join(data, 'keys');
  writeFileSync(keys, 'S3RVER\nwrong\n');
  const half = join(data, 'half');
  writeFileSync(half, 'S3RVER\n');
  for (const [code, says, ...args] of [
    [64, /veza blobs copy --from URL --to URL/],
    [64, /veza blobs copy/, 'copy', '--from', `folder:${source}`],
    [64, /--parallel/, 'copy', '--from', `folder:${source}`, '--to', url('x'), '--parallel', '0'],
    [78, /--from: there is no folder .*nowhere/, 'copy', '--from', `folder:${data}/nowhere`, '--to', url('x')],
    [78, /--to: .*begins with folder: or s3:/, 'copy', '--from', `folder:${source}`, '--to', '/srv/blobs'],
    [78, /--to: .*endpiont/, 'copy', '--from', `folder:${source}`, '--to', 's3://music?endpiont=x'],
    [78, /two lines/, 'copy', '--from', `folder:${source}`, '--to', url('x'), '--to-keys', half],
    [1, /blobs\.secret_key/, 'copy', '--from', `folder:${source}`, '--to', url('x'), '--to-keys', keys],
    [1, /no bucket no-such/, 'copy', '--from', `folder:${source}`, '--to', url('x').replace('veza-test', 'no-such')],
  ]) {
    const { code: status, stdout, stderr } = await run(['blobs', ...args], { cwd: data, env });
    assert.equal(status, code, `${args.join(' ')}: ${stdout}${stderr}`);
    assert.match(stderr, says);
  }
  const keyless = await run(['blobs', 'copy', '--from', `folder:${source}`, '--to', url('x')], { cwd: data });
  assert.equal(keyless.code, 78);
  assert.match(keyless.stderr, /blobs\.access_key/);
});

test('a site on an object store serves from it: whole, in ranges, to clients that do not read, and to those that do', async () => {
  const server = await new Server({ env: { ...env, VEZA_BLOBS_URL: url('served'), VEZA_HTTP_WORKERS: '2' } }).start();
  const waiting = [];
  try {
    const { access_token: token } = await server.setup();
    const wav = await songBytes(data, 'noise', 'wav', 60); // 10 MB: more than one part
    const track = await server.upload(token, wav, 'noise.wav', { visibility: 'public' });
    const path = `/api/v1/tracks/${track.id}/stream`;
    const get = (headers = {}, method = 'GET') => fetch(server.url + path, { headers, method });
    const bytes = async (answer) => Buffer.from(await answer.arrayBuffer());
    const whole = await get();
    assert.equal(whole.status, 200);
    assert.equal(Number(whole.headers.get('content-length')), wav.length);
    assert.ok((await bytes(whole)).equals(wav));
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=262143-262144', 262143, 262145],
      ['bytes=1000000-1999999', 1000000, 2000000],
      ['bytes=-5', wav.length - 5, wav.length],
    ]) {
      const part = await get({ range });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes ${from}-${to - 1}/${wav.length}`);
      assert.ok((await bytes(part)).equals(wav.subarray(from, to)), range);
    }
    assert.equal((await get({ range: `bytes=${wav.length}-` })).status, 416);
    assert.equal((await get({ 'if-none-match': whole.headers.get('etag') })).status, 304);
    assert.equal(Number((await get({}, 'HEAD')).headers.get('content-length')), wav.length);
    assert.deepEqual(contents(join(server.data, 'blobs')), {});

    // Many more than there are workers ask for all of it and read nothing; whoever comes then is served all the same.
    const { hostname, port } = new URL(server.url);
    for (let i = 0; i < 16; ++i) {
      const socket = connect(Number(port), hostname);
      socket.on('readable', () => {}); // takes a first piece, and no more until somebody reads
      socket.on('error', () => {});
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
      waiting.push(socket);
    }
    await until('they are being answered', () => waiting.every((socket) => socket.readableLength > 0));
    assert.ok((await bytes(await get({ range: 'bytes=5-9' }))).equals(wav.subarray(5, 10)));
    assert.ok((await bytes(await get())).equals(wav));
  } finally {
    for (const socket of waiting) socket.destroy();
    await server.stop();
  }
});
