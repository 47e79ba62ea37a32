// Starting, answering, draining: the program as a service manager meets it.
import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { rows } from '../support/data.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';

test('a first start creates keys only the owner can read, prints a setup link and serves', async () => {
  const server = await new Server().start();
  try {
    assert.match(server.setupLink, /\/setup\?token=\S{20,}/);
    assert.equal((await server.api('/health')).status, 200);
    const ready = await server.api('/api/v1/health');
    assert.equal(ready.status, 200);
    // The database holds the keys; where it is a file, it is for its owner only.
    for (const file of readdirSync(server.data).filter((name) => name.startsWith('veza.db'))) {
      assert.equal(statSync(join(server.data, file)).mode & 0o077, 0, `${file} is readable by others`);
    }
    assert.equal(statSync(server.data).mode & 0o007, 0);
    assert.equal((await rows(server.data, "SELECT name FROM identity_keys WHERE name = 'access'")).length, 1);
    const site = await server.api('/api/v1/site');
    assert.equal(site.body.data.setup_required, true);
    const { body: document } = await server.api('/api/v1/openapi.json');
    for (const member of document.components.schemas.Site.required) assert.ok(member in site.body.data, member);
    assert.ok(site.body.data.upload_limit_bytes >= 2 ** 30, 'one gibibyte unless a setting says otherwise');
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

test('every answer carries a request id and the security headers; a sound id from the client is kept', async () => {
  const server = await new Server().start();
  try {
    for (const path of ['/health', '/api/v1/site', '/nothing-here', '/api/v1/nothing']) {
      const { headers } = await server.api(path, { headers: { 'x-request-id': 'mine-1' } });
      assert.equal(headers.get('x-request-id'), 'mine-1', path);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/, path);
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe-inline/, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('x-frame-options'), 'DENY', path);
      assert.ok(headers.get('referrer-policy'), path);
    }
    const { headers } = await server.api('/health', { headers: { 'x-request-id': 'a b;c' } });
    assert.notEqual(headers.get('x-request-id'), 'a b;c');
    const missing = await server.api('/api/v1/nothing', { headers: { 'x-request-id': 'mine-2' } });
    assert.equal(missing.status, 404);
    assert.equal(missing.body.success, false);
    assert.equal(missing.body.error.request_id, 'mine-2');
    await until('the log has the request', () => server.logLines.some((line) => line.request_id === 'mine-2'));
    for (const line of server.logLines) {
      for (const key of ['timestamp', 'level', 'service', 'message']) assert.ok(key in line, `${key} in ${JSON.stringify(line)}`);
    }
  } finally {
    await server.stop();
  }
});

test('SIGTERM lets a request in flight finish', async () => {
  const server = await new Server().start();
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => (answer += data));
  const closed = new Promise((done) => socket.on('close', done));
  const body = JSON.stringify({ login: 'nobody', password: 'not a password' });
  socket.write(`POST /api/v1/auth/login HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
  await until('the head has arrived', async () => {
    const { body: text } = await server.api('/metrics');
    return text.includes('http_');
  });
  server.child.kill('SIGTERM');
  await until('new connections are refused', () => fetch(`${server.url}/health`).then(() => false, () => true));
  socket.write(body.slice(5));
  await closed;
  assert.match(answer, /^HTTP\/1\.1 401 /);
  assert.match(answer, /connection: close/i);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

test('the metrics say which events wait', async () => {
  const server = await new Server().start();
  try {
    const { body: text } = await server.api('/metrics');
    assert.match(text, /^events_behind\{consumer="[a-z.-]+"\} \d+$/m);
    assert.match(text, /^events_dead\{consumer="[a-z.-]+"\} 0$/m);
  } finally {
    await server.stop();
  }
});

test('a second start keeps the accounts and prints no setup link', async () => {
  const data = scratch();
  const first = await new Server({ data }).start();
  await first.setup();
  await first.stop({ keep: true });
  const second = await new Server({ data }).start();
  try {
    assert.equal(second.setupLink, undefined);
    const json = { login: 'admin', password: 'correct horse battery' };
    assert.equal((await second.api('/api/v1/auth/login', { method: 'POST', json })).status, 200);
  } finally {
    await second.stop();
    rmSync(data, { recursive: true, force: true });
  }
});

test('what cannot start says why in one sentence and exits 78', async () => {
  const data = scratch();
  const server = await new Server({ data }).start();
  try {
    const taken = new URL(server.url).host;
    const cases = [
      { args: ['serve', '--data', join(data, 'other'), '--listen', taken], says: /in use/i },
      { args: ['serve', '--data', join(data, 'other'), '--listen', 'nonsense'], says: /listen/ },
      { args: ['serve', '--data', join(data, 'other')], env: { VEZA_HTTP_LISTNE: 'x' }, says: /VEZA_HTTP_LISTEN\b/ },
      { args: ['serve', '--data', join(data, 'other')], env: { VEZA_HTTP_WORKERS: 'many' }, says: /http\.workers/ },
      { args: ['serve', '--data', '/proc/nowhere'], says: /\/proc\/nowhere/ },
      { args: ['serve', '--config', join(data, 'missing.properties')], says: /missing\.properties/ },
    ];
    for (const { args, env, says } of cases) {
      const { code, stderr } = await run(args, { env: { VEZA_LOG_LEVEL: 'error', ...env }, cwd: data });
      assert.equal(code, 78, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
});

test('a data folder is used by one server at a time', async () => {
  const data = scratch();
  const server = await new Server({ data }).start();
  try {
    const { code, stderr } = await run(['serve', '--data', data, '--listen', '127.0.0.1:0'], { cwd: data });
    assert.equal(code, 78, stderr);
    assert.match(stderr, /in use/);
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
