// What every answer carries, whoever makes it; what Host and redirects may say; cookies under TLS.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { request as httpsRequest } from 'node:https';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, missing, scratch } from '../support/server.mjs';
import { raw } from '../support/wire.mjs';

let server, folder, admin, track;
before(async () => {
  folder = scratch();
  server = await new Server({ env: { VEZA_HTTP_HOSTS: 'music.example.org, 127.0.0.1' } }).start();
  admin = await server.setup();
  track = await server.upload(admin.access_token, await songBytes(folder, 'song', 'flac', 2), 'song.flac', { visibility: 'public' });
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const head = (answer) => answer.split('\r\n\r\n')[0];
const field = (answer, name) => [...head(answer).matchAll(new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'gi'))].map((match) => match[1]);
const close = 'Connection: close\r\n\r\n';
const to = (line, fields = '') => `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n${fields}${close}`;

test('every answer carries the headers that protect a browser', async () => {
  const stream = `/api/v1/tracks/${track.id}/stream`;
  const kinds = {
    'a page': to('GET /', 'Accept: text/html\r\n'),
    'a page of the program': to('GET /library', 'Accept: text/html\r\n'),
    'an asset that is missing': to('GET /assets/nothing.js'),
    'an API answer': to('GET /api/v1/site'),
    'the API page': to('GET /api/docs'),
    'its style': to('GET /api/docs/style.css'),
    'the document': to('GET /api/v1/openapi.json'),
    'health': to('GET /health'),
    'metrics': to('GET /metrics'),
    'media': to(`GET ${stream}`),
    'a part of media': to(`GET ${stream}`, 'Range: bytes=0-9\r\n'),
    'an impossible part': to(`GET ${stream}`, 'Range: bytes=99999999-\r\n'),
    'only a head': to(`HEAD ${stream}`),
    '401': to('GET /api/v1/auth/me'),
    '404': to('GET /api/v1/nothing'),
    '404 elsewhere': to('GET /nothing'),
    '405': to('DELETE /api/v1/site'),
    'options': to('OPTIONS /api/v1/site'),
    '421': `GET /api/v1/site HTTP/1.1\r\nHost: evil.example\r\n${close}`,
    '400': `GET /api/v1/site HTTP/1.1\r\nHost: x\r\nHost: y\r\n${close}`,
    '414': to(`GET /${'a'.repeat(20_000)}`),
    '431': to('GET /', `X: ${'a'.repeat(40_000)}\r\n`),
    '413': to('POST /api/v1/auth/login', 'Content-Type: application/json\r\nContent-Length: 100000\r\n'),
    '415': to('POST /api/v1/auth/login', 'Content-Type: text/plain\r\nContent-Length: 0\r\n'),
    '501': to('BREW /api/v1/site'),
    'nonsense': 'nonsense\r\n\r\n',
  };
  for (const [kind, bytes] of Object.entries(kinds)) {
    const answer = await raw(server.url, bytes);
    assert.match(answer, /^HTTP\/1\.1 \d{3} /, kind);
    const [policy, ...more] = field(answer, 'Content-Security-Policy');
    assert.ok(policy && more.length === 0, `${kind}: ${head(answer)}`);
    assert.doesNotMatch(policy, /unsafe|\*|http:|\bws:|\bwss:/, kind);
    for (const directive of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'none'", "form-action 'self'"]) {
      assert.ok(policy.includes(directive), `${kind}: ${directive}`);
    }
    assert.deepEqual(field(answer, 'X-Content-Type-Options'), ['nosniff'], kind);
    assert.deepEqual(field(answer, 'X-Frame-Options'), ['DENY'], kind);
    assert.deepEqual(field(answer, 'Referrer-Policy'), ['strict-origin-when-cross-origin'], kind);
    assert.equal(field(answer, 'Permissions-Policy').length, 1, kind);
    assert.equal(field(answer, 'X-Request-Id').length, 1, kind);
    assert.deepEqual(field(answer, 'Strict-Transport-Security'), [], `${kind}: only over TLS`);
    assert.deepEqual(field(answer, 'Server'), [], kind);
  }
});

test('pages need no inline script or style', async () => {
  for (const path of ['/', '/library', '/api/docs']) {
    const { body } = await server.api(path, { headers: { accept: 'text/html' } });
    if (typeof body !== 'string') continue; // the pages were not built
    assert.doesNotMatch(body, /<script(?![^>]*\bsrc=)/i, path);
    assert.doesNotMatch(body, /<style|\sstyle=|\son[a-z]+=|javascript:/i, path);
  }
});

test('a host the site does not have is refused before anything else', async () => {
  for (const host of ['evil.example', 'evil.example:80', 'music.example.org.evil.example', 'music.example.org.', 'localhost', 'evil.example#music.example.org']) {
    const answer = await raw(server.url, `GET /api/v1/site HTTP/1.1\r\nHost: ${host}\r\n${close}`);
    assert.match(answer, /^HTTP\/1\.1 (421|400) /, host);
    assert.doesNotMatch(answer.slice(answer.indexOf('\r\n\r\n')), /evil\.example/, 'and is not repeated');
  }
  for (const host of ['music.example.org', 'MUSIC.example.org:8080', '127.0.0.1']) {
    assert.match(await raw(server.url, `GET /api/v1/site HTTP/1.1\r\nHost: ${host}\r\n${close}`), /^HTTP\/1\.1 200 /, host);
  }
  // A proxy's word counts from a trusted proxy only.
  for (const forwarded of ['X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example', 'X-Host: evil.example', 'X-Original-URL: /metrics', 'X-Rewrite-URL: /metrics', 'X-HTTP-Method-Override: DELETE']) {
    const answer = await raw(server.url, to('GET /api/v1/site', `${forwarded}\r\n`));
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /"name":/, forwarded);
    assert.doesNotMatch(answer, /evil\.example/);
  }
});

test('no address of the site leads to another', async () => {
  for (const path of ['//evil.example', '//evil.example/%2e%2e', '/\\evil.example', '/%5cevil.example', '/%2f%2fevil.example', '/.evil.example', '///evil.example', '/login?next=//evil.example', '/library/?/evil.example', '/https://evil.example', '/%0d%0aLocation:%20https://evil.example']) {
    for (const accept of ['text/html', '*/*']) {
      const answer = await raw(server.url, to(`GET ${path}`, `Accept: ${accept}\r\n`));
      assert.deepEqual(field(answer, 'Location'), [], path);
      assert.doesNotMatch(head(answer), /^HTTP\/1\.1 3\d\d /, path);
      assert.deepEqual(field(answer, 'Refresh'), [], path);
    }
  }
});

test('names that climb are refused, wherever they stand', async () => {
  const up = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..\\', '....//', '%252e%252e%252f', '..;/', '%c0%ae%c0%ae/', '%uff0e%uff0e/', '..%00/'];
  const secrets = /root:|PRIVATE KEY|"sdk"|SQLite format/;
  const places = ['/assets/', '/', '/api/v1/tracks/', `/api/v1/tracks/${track.id}/`, `/api/v1/tracks/${track.id}/hls/`, `/api/v1/tracks/${track.id}/hls/low/`, '/api/docs/'];
  for (const place of places) {
    for (const climb of up) {
      for (const goal of ['etc/passwd', 'plugin.json', 'veza.db', 'metrics']) {
        const answer = await raw(server.url, to(`GET ${place}${climb.repeat(6)}${goal}`, 'X-Forwarded-For: 192.0.2.1\r\n'));
        // An address that is nothing else is a page of the program.
        if (!/\r\ncontent-type: text\/html/i.test(head(answer))) assert.match(answer, /^HTTP\/1\.1 (400|401|403|404|405|503) /, `${place}${climb}${goal}: ${head(answer)}`);
        assert.doesNotMatch(answer, secrets, `${place}${climb}${goal}`);
      }
    }
  }
});

test('the name of an uploaded file is a word for people, never a path', async () => {
  const bytes = await songBytes(folder, 'named', 'flac', 1);
  for (const name of ['../../../../tmp/veza-climbed.flac', '/etc/veza-climbed.flac', '..\\..\\veza-climbed.flac', 'a\u0000b.flac', '.flac', `${'a'.repeat(3000)}.flac`, '"; filename="x.flac', '<img src=x onerror=alert(1)>.flac']) {
    const form = new FormData();
    form.set('file', new Blob([bytes]), name);
    const answer = await server.api('/api/v1/tracks', { method: 'POST', token: admin.access_token, body: form });
    assert.ok([201, 400, 409, 415, 422].includes(answer.status), `${name}: ${answer.status}`);
    if (answer.status === 201) assert.doesNotMatch(answer.body.data.id, /[^0-9a-f-]/);
  }
  assert.equal(execFileSync('find', [server.data, '-name', '*climbed*']).toString(), '');
  for (const path of ['/tmp/veza-climbed.flac', '/etc/veza-climbed.flac', join(server.data, '../veza-climbed.flac')]) assert.ok(missing(path), path);
});

test('under TLS cookies have names that no neighbour can set, and a plain one counts for nothing', async () => {
  const out = (ending) => join(folder, `tls.${ending}`);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', out('key'), '-out', out('pem')], { stdio: 'ignore' });
  const port = await new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => done(free));
    });
  });
  const secure = await new Server({ env: { VEZA_TLS_LISTEN: `127.0.0.1:${port}`, VEZA_TLS_CERTIFICATE: out('pem'), VEZA_TLS_KEY: out('key') } }).start();
  const ask = (path, { method = 'GET', json, headers = {} } = {}) =>
    new Promise((done, fail) => {
      const request = httpsRequest({ host: '127.0.0.1', port, path, method, rejectUnauthorized: false, agent: false, headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers } }, (answer) => {
        let text = '';
        answer.on('data', (data) => (text += data)).on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: text && JSON.parse(text) }));
      });
      request.on('error', fail).end(json && JSON.stringify(json));
    });
  try {
    await secure.setup();
    const login = { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } };
    const signedIn = await ask('/api/v1/auth/login', login);
    assert.equal(signedIn.status, 200);
    assert.ok(signedIn.headers['strict-transport-security']);
    const cookies = signedIn.headers['set-cookie'];
    assert.deepEqual(cookies.map((line) => line.split('=')[0]).sort(), ['__Host-veza_access', '__Host-veza_csrf', '__Host-veza_device', '__Host-veza_refresh']);
    for (const line of cookies) {
      assert.match(line, /; Path=\/;/, line);
      assert.match(line, /; Secure/, line);
      assert.doesNotMatch(line, /Domain=/i, line);
    }
    const value = (name) => cookies.find((line) => line.startsWith(`__Host-${name}=`)).split(';')[0].slice(`__Host-${name}=`.length);
    const me = (cookie) => ask('/api/v1/auth/me', { headers: { cookie } }).then(({ status }) => status);
    assert.equal(await me(`__Host-veza_access=${value('veza_access')}`), 200);
    assert.equal(await me(`veza_access=${value('veza_access')}`), 401, 'a cookie that a plain connection may have set');
    assert.equal(await me(`__Secure-veza_access=${value('veza_access')}`), 401);
    const refresh = (cookie) => ask('/api/v1/auth/refresh', { method: 'POST', headers: { cookie } }).then(({ status }) => status);
    assert.equal(await refresh(`veza_refresh=${value('veza_refresh')}`), 401);
    assert.equal(await refresh(`__Host-veza_refresh=${value('veza_refresh')}`), 200);
    // And the other way round.
    const plain = await secure.api('/api/v1/auth/login', login);
    assert.match(plain.headers.get('set-cookie'), /^veza_access=/);
    assert.equal((await secure.api('/api/v1/auth/me', { headers: { cookie: `__Host-veza_access=${value('veza_access')}` } })).status, 401);
  } finally {
    await secure.stop();
  }
});
