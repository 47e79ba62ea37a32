// Bodies made to cost more than they are: depth, size, compression, numbers, forms.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { songBytes } from '../support/media.mjs';
import { Server, scratch } from '../support/server.mjs';

let server, token, folder;
before(async () => {
  folder = scratch();
  // Each request is another client's, else the limit of sign-ins would answer for the parser.
  server = await new Server({ env: { VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1' } }).start();
  token = (await server.setup()).access_token;
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

let clients = 0;
const login = (body, headers = {}) =>
  server.api('/api/v1/auth/login', { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${++clients}`, ...headers } });
const alive = async () => assert.equal((await server.api('/api/v1/health')).status, 200);

test('JSON that is deep, wide, double or no JSON gets an answer of its own', async () => {
  const table = {
    'arrays 5 000 deep': ['['.repeat(5_000) + ']'.repeat(5_000), 400],
    'objects 1 000 deep': ['{"a":'.repeat(1_000) + '1' + '}'.repeat(1_000), 400],
    'deep and never closed': ['['.repeat(15_000), 400],
    'just above 64 deep': [`{"login":${'['.repeat(70)}${']'.repeat(70)},"password":"x"}`, 400],
    'a number of 10 000 digits': [`{"login":${'9'.repeat(10_000)},"password":"x"}`, [400, 422]],
    'an exponent beyond all': ['{"login":1e999999999,"password":"x"}', [400, 422]],
    'a lone surrogate': ['{"login":"\\ud800","password":"x"}', [400, 401, 422]],
    'bytes that are not UTF-8': [Buffer.from('7b226c6f67696e223a22ff227d', 'hex'), 400],
    'a NUL within': ['{"login":"a\\u0000b","password":"x"}', [400, 401, 422]],
    'a key twice': ['{"login":"a","login":"b","password":"x"}', [400, 401, 422]],
    'the prototype': ['{"__proto__":{"role":"admin"},"login":"a","password":"x"}', [400, 401, 422]],
    'arrays for texts': ['{"login":["admin"],"password":["x"]}', 422],
    'objects for texts': ['{"login":{"$ne":""},"password":{"$ne":""}}', 422],
    'comments': ['{/* */"login":"a","password":"x"}', 400],
    'a comma at the end': ['{"login":"a","password":"x",}', 400],
    'two values': ['{"login":"a","password":"x"}{}', 400],
    'nothing': ['', 400],
    'a byte order mark': ['\ufeff{"login":"a","password":"x"}', [400, 401]],
    'a text': ['"login"', [400, 422]],
    'null': ['null', [400, 422]],
  };
  for (const [name, [body, expected]] of Object.entries(table)) {
    const answer = await login(body);
    assert.ok([expected].flat().includes(answer.status), `${name}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
    assert.equal(answer.body.success, false, name);
  }
  await alive();
});

test('a plugin is given no JSON that runs out of its stack', async () => {
  const answered = (method, path, body) => server.api(path, { method, token, body, headers: { 'content-type': 'application/json' } });
  for (const depth of [70, 5_000, 400_000]) {
    const body = `{"title":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    for (const [method, path] of [['PATCH', `/api/v1/tracks/${randomUUID()}`], ['POST', '/api/v1/account/links/nobody']]) {
      assert.ok([400, 404].includes((await answered(method, path, body)).status), `${method} ${path} ${depth}`);
    }
    const track = await server.upload(token, await songBytes(folder, `deep-${depth}`, 'flac', 1), 'song.flac');
    assert.equal((await answered('PATCH', `/api/v1/tracks/${track.id}`, body)).status, 400, String(depth));
  }
  await alive();
});

test('a compressed body is never unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '), { level: 9 }).subarray(0, 15_000);
  for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip']) {
    const answer = await login(bomb, { 'content-encoding': coding });
    assert.ok([400, 415].includes(answer.status), `${coding}: ${answer.status}`);
  }
  await alive();
});

test('bodies beyond their limit are refused before they are read', async () => {
  for (const size of [17_000, 1_000_000]) assert.equal((await login('x'.repeat(size))).status, 413);
  await alive();
});

test('forms that are not forms are refused', async () => {
  const form = (body, type = 'multipart/form-data; boundary=b') =>
    server.api('/api/v1/tracks', { method: 'POST', token, body, headers: { 'content-type': type } });
  const part = (fields, content = 'x') => `--b\r\n${fields}\r\n\r\n${content}\r\n`;
  const table = {
    'no boundary': ['x', 'multipart/form-data'],
    'an empty boundary': ['x', 'multipart/form-data; boundary='],
    'a boundary of 1 000 bytes': ['x', `multipart/form-data; boundary=${'b'.repeat(1_000)}`],
    'never closed': [part('Content-Disposition: form-data; name="file"; filename="a.flac"')],
    'no disposition': [`${part('X: y')}--b--\r\n`],
    'a thousand parts': [`${part('Content-Disposition: form-data; name="x"').repeat(1_000)}--b--\r\n`],
    'a head of 100 kB': [`${part(`Content-Disposition: form-data; name="${'a'.repeat(100_000)}"`)}--b--\r\n`],
    'a form within': [`${part('Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=c', '--c--')}--b--\r\n`],
    'another type': ['{}', 'application/json'],
  };
  for (const [name, [body, type]] of Object.entries(table)) {
    const answer = await form(body, type);
    assert.ok([400, 413, 415, 422].includes(answer.status), `${name}: ${answer.status}`);
    assert.equal(answer.body.success, false, name);
  }
  await alive();
});
