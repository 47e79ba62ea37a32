// HTTP as the real program speaks it: what it refuses, what it saves, how long it waits, and TLS. The tables of every
// malformed case are beside host/net; these are the ones where a mistake in putting it together would show.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

let server, folder, flac, stream;
before(async () => {
  folder = scratch();
  server = await new Server({ env: { VEZA_HTTP_HEAD_TIMEOUT_MS: '300' } }).start();
  const session = await server.setup();
  flac = await songBytes(folder, 'song', 'flac', 2);
  const track = await server.upload(session.access_token, flac, 'song.flac', { visibility: 'public' });
  stream = `/api/v1/tracks/${track.id}/stream`;
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

// Sends bytes as they are; gives everything that came until the server closed.
function raw(bytes) {
  const { hostname, port } = new URL(server.url);
  return new Promise((done, fail) => {
    const parts = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(20_000, () => socket.destroy(new Error('the server neither answered nor closed')));
    socket.on('data', (data) => parts.push(data));
    socket.on('error', (error) => (error.code === 'ECONNRESET' && parts.length ? done(Buffer.concat(parts).toString('latin1')) : fail(error)));
    socket.on('end', () => {
      socket.end();
      done(Buffer.concat(parts).toString('latin1'));
    });
  });
}

const bytes = async (path, headers = {}, method = 'GET') => {
  const response = await fetch(server.url + path, { method, headers });
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
};

test('a head two parties could read differently is refused, and what follows it is not answered', async () => {
  const smuggled = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
  const post = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const cases = [
    [400, `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [400, `${post}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    [400, `${post}Content-Length: 0, 0\r\n\r\n${smuggled}`],
    [400, `${post}Content-Length: +0\r\n\r\n${smuggled}`],
    [400, `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [400, `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [501, `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [400, `${post}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${smuggled}`],
    [400, `GET /health HTTP/1.1\nHost: x\n\n${smuggled}`],
    [400, `GET /health HTTP/1.1\r\n\r\n${smuggled}`],
    [400, `GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n${smuggled}`],
    [400, `GET /api/v1/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n${smuggled}`],
    [400, `GET /health HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n${smuggled}`],
    [505, `GET /health HTTP/2.0\r\nHost: x\r\n\r\n${smuggled}`],
    [414, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    [431, `GET /health HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`],
  ];
  for (const [status, request] of cases) {
    const answer = await raw(request);
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
    assert.deepEqual(statuses, [status], JSON.stringify(request.slice(0, 120)));
    assert.match(answer, /connection: close/i);
  }
  assert.equal((await server.api('/health')).status, 200);
});

test('pipelined requests are answered in their order', async () => {
  const ask = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
  const answer = await raw(ask('/api/v1/site') + ask('/api/v1/nothing') + ask('/health', 'Connection: close\r\n'));
  assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => match[1]), ['200', '404', '200']);
});

test('a client that is slow with its head is told so, and one that says nothing is let go', async () => {
  assert.match(await raw('GET /health HTTP/1.1\r\nHost: '), /^HTTP\/1\.1 408 /);
});

test('ranges of a stored file: one, several, none that fit, and only while it is the same file', async () => {
  const whole = await bytes(stream);
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  const etag = whole.headers.get('etag');
  const last = await bytes(stream, { range: 'bytes=-10' });
  assert.equal(last.status, 206);
  assert.deepEqual(last.body, flac.subarray(-10));
  const two = await bytes(stream, { range: 'bytes=0-3,10-13' });
  assert.equal(two.status, 206);
  assert.match(two.headers.get('content-type'), /^multipart\/byteranges; boundary=/);
  assert.ok(two.body.includes(flac.subarray(0, 4)) && two.body.includes(`bytes 10-13/${flac.length}`));
  const beyond = await bytes(stream, { range: `bytes=${flac.length}-` });
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers.get('content-range'), `bytes */${flac.length}`);
  assert.equal((await bytes(stream, { range: 'bytes=0-3', 'if-range': etag })).status, 206);
  assert.equal((await bytes(stream, { range: 'bytes=0-3', 'if-range': '"another"' })).status, 200);
  assert.equal((await bytes(stream, { range: 'nonsense' })).status, 200);
});

test('HEAD answers like GET without the body, and an unchanged page is not sent again', async () => {
  for (const path of [stream, '/api/v1/site', '/']) {
    const full = await bytes(path, { accept: 'text/html', 'accept-encoding': 'identity' });
    const head = await bytes(path, { accept: 'text/html', 'accept-encoding': 'identity' }, 'HEAD');
    assert.equal(head.status, 200, path);
    assert.equal(head.body.length, 0);
    for (const name of ['content-type', 'content-length', 'etag']) assert.equal(head.headers.get(name), full.headers.get(name), `${name} of ${path}`);
    const etag = full.headers.get('etag');
    if (!etag) continue;
    const again = await bytes(path, { accept: 'text/html', 'accept-encoding': 'identity', 'if-none-match': etag });
    assert.equal(again.status, 304, path);
    assert.equal(again.body.length, 0);
  }
});

test('large text is compressed for those who take it, and audio never is', async () => {
  const ask = (path, encoding) => raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`);
  const head = (answer) => answer.slice(0, answer.indexOf('\r\n\r\n'));
  const packed = await ask('/api/v1/openapi.json', 'gzip');
  assert.match(head(packed), /content-encoding: gzip/i);
  assert.match(head(packed), /vary: .*accept-encoding/i);
  const plain = await ask('/api/v1/openapi.json', 'gzip;q=0');
  assert.doesNotMatch(head(plain), /content-encoding/i);
  const body = (answer) => Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1');
  assert.ok(/content-length/i.test(head(packed)) && /content-length/i.test(head(plain)));
  assert.deepEqual(JSON.parse(gunzipSync(body(packed))), JSON.parse(body(plain)));
  assert.doesNotMatch(head(await ask(stream, 'gzip')), /content-encoding/i);
});

// A self-signed certificate for 127.0.0.1, named `name`; gives its text.
function certificate(name) {
  const out = (ending) => join(folder, `tls.${ending}`);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', `/CN=${name}`,
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', out('key'), '-out', out('pem')], { stdio: 'ignore' });
  return readFileSync(out('pem'), 'utf8');
}

async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

test('TLS with a certificate of its own, which SIGHUP exchanges', async () => {
  const first = certificate('first');
  const port = await freePort();
  const env = { VEZA_TLS_LISTEN: `127.0.0.1:${port}`, VEZA_TLS_CERTIFICATE: join(folder, 'tls.pem'), VEZA_TLS_KEY: join(folder, 'tls.key') };
  const secure = await new Server({ env }).start();
  const ask = (ca) =>
    new Promise((done, fail) => {
      get({ host: '127.0.0.1', port, path: '/api/v1/site', ca, agent: false, ALPNProtocols: ['http/1.1'] }, (response) => {
        const found = { status: response.statusCode, headers: response.headers, protocol: response.socket.getProtocol(), alpn: response.socket.alpnProtocol };
        response.resume().on('end', () => done(found));
      }).on('error', fail);
    });
  try {
    const answer = await ask(first);
    assert.equal(answer.status, 200);
    assert.match(answer.headers['strict-transport-security'] ?? '', /max-age=\d+/);
    assert.match(answer.protocol, /^TLSv1\.[23]$/);
    assert.equal(answer.alpn, 'http/1.1');
    assert.equal((await secure.api('/health')).headers.get('strict-transport-security'), null, 'nothing about TLS over plain HTTP');
    const second = certificate('second');
    await assert.rejects(ask(second), /self-signed|self signed|certificate/i);
    secure.child.kill('SIGHUP');
    await until('the new certificate is shown', () => ask(second).then(({ status }) => status === 200));
  } finally {
    assert.deepEqual(await secure.stop(), { code: 0, signal: null });
  }
});
