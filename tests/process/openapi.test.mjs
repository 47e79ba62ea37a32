// The served document and the routes say the same.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { Server, run, scratch } from '../support/server.mjs';

let server;
before(async () => (server = await new Server().start()));
after(() => server.stop());

test('every route is in the document and every operation has a route', async () => {
  const data = scratch();
  assert.equal((await run(['migrate', '--data', data])).code, 0);
  const { code, stdout, stderr } = await run(['doctor', '--data', data, '--api']);
  rmSync(data, { recursive: true, force: true });
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /describes every route/);
});

test('the document is OpenAPI 3.1 whose references all lead somewhere', async () => {
  const { body: document } = await server.api('/api/v1/openapi.json');
  assert.match(document.openapi, /^3\.1\./);
  const broken = [];
  const walk = (node) => {
    if (!node || typeof node !== 'object') return;
    if (typeof node.$ref === 'string') {
      const target = node.$ref.slice(2).split('/').reduce((at, key) => at?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], document);
      if (target === undefined) broken.push(node.$ref);
    }
    Object.values(node).forEach(walk);
  };
  walk(document);
  assert.deepEqual(broken, []);
  const ids = Object.values(document.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId)).filter(Boolean);
  assert.equal(new Set(ids).size, ids.length, 'operation ids are unique');
  for (const path of ['/api/v1/tracks', '/api/v1/tracks/{id}/hls/master.m3u8', '/api/v1/auth/login', '/api/v1/setup']) {
    assert.ok(document.paths[path], path);
  }
});

test('the page that shows it needs no other host', async () => {
  const answer = await server.api('/api/docs');
  assert.equal(answer.status, 200);
  assert.match(answer.body, /\/api\/v1\/tracks/);
  assert.doesNotMatch(answer.body, /(src|href)="https?:/);
});
