// Requests that another site's page makes a browser send, and pages of another site that want to read answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server, setCookies } from '../support/server.mjs';

const friend = 'https://app.example.org';
let server, admin, cookie, csrf;
before(async () => {
  server = await new Server({ env: { VEZA_HTTP_CORS_ORIGINS: friend } }).start();
  admin = await server.setup();
  const login = await server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } });
  assert.equal(login.status, 200);
  const pairs = setCookies(login.headers).map((line) => line.split(';')[0]);
  cookie = pairs.join('; ');
  csrf = pairs.find((pair) => pair.startsWith('veza_csrf=')).split('=')[1];
});
after(() => server.stop());

const changing = ['post', 'put', 'patch', 'delete'];
// What takes no token because there is no session yet, or the session is what it ends; a foreign page is refused all the same.
const withoutToken = /^\/api\/v1\/(auth\/|setup$)/;

async function mutatingRoutes() {
  const { body: document } = await server.api('/api/v1/openapi.json');
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    changing.filter((method) => item[method]).map((method) => ({ method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/g, '01890000-0000-7000-8000-000000000000') })),
  );
  assert.ok(routes.length > 8, 'the document lists them');
  return routes;
}

test('no route changes anything for a cookie alone, whatever the content type', async () => {
  for (const { method, path } of await mutatingRoutes()) {
    for (const headers of [
      { 'content-type': 'application/json' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json', 'x-csrf-token': 'guess' },
      { 'content-type': 'application/json', 'x-csrf-token': '' },
    ]) {
      const foreign = withoutToken.test(path) ? { origin: 'https://evil.example' } : {};
      const answer = await server.api(path, { method, headers: { cookie, ...headers, ...foreign }, body: '{}' });
      if (withoutToken.test(path) && answer.status !== 403) {
        // A route of /auth that needs the session's token says so without the Origin as well.
        assert.fail(`${method} ${path} with ${JSON.stringify(headers)}: ${answer.status}`);
      }
      assert.equal(answer.status, 403, `${method} ${path} with ${JSON.stringify(headers)}`);
      assert.equal(answer.body.error.code, 'csrf_failed', `${method} ${path}`);
    }
  }
});

test('a page of another site changes nothing as nobody in particular, and is counted', async () => {
  const counted = async () => Number((await server.api('/metrics')).body.match(/^http_refusals_total\{code="csrf_failed"\} (\d+)/m)[1]);
  const before = await counted();
  const routes = await mutatingRoutes();
  for (const { method, path } of routes) {
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await server.api(path, { method, headers: { 'content-type': 'text/plain', origin }, body: '{}' });
      assert.equal(answer.status, 403, `${method} ${path}`);
      assert.equal(answer.body.error.code, 'csrf_failed', `${method} ${path}`);
    }
  }
  assert.equal(await counted(), before + 2 * routes.length);
});

test('the token of one session is worthless in another', async () => {
  const other = await server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } });
  const theirs = setCookies(other.headers).map((line) => line.split(';')[0]);
  const request = (token) => server.api('/api/v1/auth/stream-token', { method: 'POST', json: { track_id: 'x' }, headers: { cookie, 'x-csrf-token': token } });
  assert.equal((await request(theirs.find((pair) => pair.startsWith('veza_csrf=')).split('=')[1])).body.error.code, 'csrf_failed');
  assert.notEqual((await request(csrf)).status, 403);
});

test('signing somebody in from a foreign page is refused', async () => {
  const login = (headers) =>
    server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'admin', password: 'correct horse battery' }, headers });
  const own = new URL(server.url).host;
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://${own}.evil.example` },
    { origin: `http://evil.example/${own}` },
    { origin: `http://${own.split(':')[0]}:1` },
    { origin: 'file://' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    const answer = await login(headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal(answer.body.error.code, 'csrf_failed');
    assert.equal(answer.headers.get('set-cookie'), null);
  }
  assert.equal((await login({ origin: `http://${own}`, 'sec-fetch-site': 'same-origin' })).status, 200);
});

test('GET changes nothing: reading every route leaves the session and its data as they were', async () => {
  const { body: document } = await server.api('/api/v1/openapi.json');
  for (const path of Object.keys(document.paths).filter((each) => document.paths[each].get && !each.includes('{') && each !== '/api/v1/ws')) {
    const answer = await server.api(path, { headers: { cookie, origin: 'https://evil.example' } });
    assert.ok(answer.status < 500 || answer.status === 503, `${path}: ${answer.status}`);
    assert.equal(answer.headers.get('access-control-allow-origin'), null, path);
  }
  assert.equal((await server.api('/api/v1/auth/me', { headers: { cookie } })).status, 200);
});

test('an origin that the site named may read answers and ask first; no other, and never with cookies', async () => {
  const named = await server.api('/api/v1/site', { headers: { origin: friend } });
  assert.equal(named.headers.get('access-control-allow-origin'), friend);
  assert.equal(named.headers.get('access-control-allow-credentials'), null);
  assert.match(named.headers.get('vary'), /\bOrigin\b/);
  assert.match(named.headers.get('access-control-expose-headers'), /X-Request-Id/i);
  // An answer that a cache may give to the named one says so to everybody.
  assert.match((await server.api('/api/v1/site')).headers.get('vary') ?? '', /\bOrigin\b/);

  const preflight = (origin, path = '/api/v1/tracks/x') =>
    server.api(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization, content-type' } });
  const asked = await preflight(friend);
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get('access-control-allow-origin'), friend);
  assert.match(asked.headers.get('access-control-allow-methods'), /\bPATCH\b/);
  assert.match(asked.headers.get('access-control-allow-headers'), /authorization/i);
  assert.ok(Number(asked.headers.get('access-control-max-age')) >= 600);
  assert.match(asked.headers.get('vary'), /Origin/);

  for (const origin of ['https://evil.example', 'null', `${friend}.evil.example`, 'http://app.example.org', `${friend}:444`, `${friend}/`, 'https://APP.example.org', `https://evil.example, ${friend}`, '*', '']) {
    for (const answer of [await preflight(origin), await server.api('/api/v1/site', { headers: { origin } })]) {
      assert.equal(answer.headers.get('access-control-allow-origin'), null, origin);
      assert.equal(answer.headers.get('access-control-allow-methods'), null, origin);
    }
  }
  // Errors can be read as well, by the named one.
  const missing = await server.api('/api/v1/tracks/x', { headers: { origin: friend } });
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get('access-control-allow-origin'), friend);
  // It signs in with tokens.
  const login = await server.api('/api/v1/auth/login', { method: 'POST', headers: { origin: friend, 'sec-fetch-site': 'cross-site' }, json: { login: 'admin', password: 'correct horse battery' } });
  assert.equal(login.status, 200);
});

test('without the setting nothing is shared', async () => {
  const closed = await new Server().start();
  try {
    const answer = await closed.api('/api/v1/site', { headers: { origin: friend } });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    const asked = await closed.api('/api/v1/site', { method: 'OPTIONS', headers: { origin: friend, 'access-control-request-method': 'GET' } });
    assert.equal(asked.headers.get('access-control-allow-methods'), null);
  } finally {
    await closed.stop();
  }
});
