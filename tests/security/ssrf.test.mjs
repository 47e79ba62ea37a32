// The way out: a plugin that fetches whatever a client names (tests/fixtures/fetches) cannot be led into the machine.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as listen } from 'node:net';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Server, buildDir, scratch } from '../support/server.mjs';

const [INVALID, FORBIDDEN, TOO_LARGE, UNAVAILABLE] = [-1, -3, -6, -9];
let folder, inside, insidePort, outside, outsidePort, closed, opened;
let hits = [];

before(async () => {
  folder = scratch();
  const plugins = join(folder, 'plugins');
  mkdirSync(plugins);
  symlinkSync(join(buildDir, 'fixtures/fetches'), join(plugins, 'fetches'));
  // `inside` is what must not be reached; `outside` on 127.0.0.2 stands for a server of the internet.
  inside = createServer((request, response) => (hits.push(request.url), response.end('inside'))).listen(0, '127.0.0.1');
  outside = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://x');
    if (pathname === '/to') return response.writeHead(302, { location: searchParams.get('url') }).end();
    if (pathname === '/endless') {
      response.writeHead(200);
      const more = () => response.destroyed || (response.write('x'.repeat(65_536)), setImmediate(more));
      return more();
    }
    if (pathname === '/silent') return undefined;
    return response.end(`outside ${request.headers['user-agent']}`);
  }).listen(0, '127.0.0.2');
  await Promise.all([inside, outside].map((server) => new Promise((done) => server.on('listening', done))));
  insidePort = inside.address().port;
  outsidePort = outside.address().port;
  const site = (env) => new Server({ env: { VEZA_PLUGINS_DIR: plugins, VEZA_SITE_NAME: 'Our (music)', ...env } }).start();
  closed = await site({});
  opened = await site({ VEZA_OUTBOUND_ALLOW: `127.0.0.2, named.localhost:${insidePort}` });
});
after(async () => {
  await Promise.all([closed?.stop(), opened?.stop()]);
  for (const server of [inside, outside]) (server.closeAllConnections?.(), server.close());
  rmSync(folder, { recursive: true, force: true });
});

const fetched = async (server, what) => (await server.api('/api/v1/fetches', { method: 'POST', json: what })).body.data;

// Ways to write the machine's own and other special addresses. {P} is the port something listens on.
const family = {
  'loopback': 'http://127.0.0.1:{P}/',
  'loopback by name': 'http://localhost:{P}/',
  'loopback in capitals': 'http://LOCALHOST:{P}/',
  'another loopback': 'http://127.255.255.254:{P}/',
  'no machine': 'http://0.0.0.0:{P}/',
  'IPv6 loopback': 'http://[::1]:{P}/',
  'IPv6 loopback, long': 'http://[0:0:0:0:0:0:0:1]:{P}/',
  'IPv6 unspecified': 'http://[::]:{P}/',
  'mapped': 'http://[::ffff:127.0.0.1]:{P}/',
  'mapped in hex': 'http://[::ffff:7f00:1]:{P}/',
  'compatible': 'http://[::127.0.0.1]:{P}/',
  'NAT64': 'http://[64:ff9b::7f00:1]:{P}/',
  '6to4': 'http://[2002:7f00:1::]:{P}/',
  'Teredo': 'http://[2001:0:7f00:1::]:{P}/',
  'decimal': 'http://2130706433:{P}/',
  'octal': 'http://0177.0.0.1:{P}/',
  'octal, whole': 'http://017700000001:{P}/',
  'hex': 'http://0x7f000001:{P}/',
  'hex, dotted': 'http://0x7f.0x0.0x0.0x1:{P}/',
  'short': 'http://127.1:{P}/',
  'zero': 'http://0:{P}/',
  'padded': 'http://127.000.000.001:{P}/',
  'beyond 255': 'http://383.256.256.257:{P}/',
  'full-width digits': 'http://１２７.0.0.1:{P}/',
  'circled digits': 'http://①②⑦.⓪.⓪.①:{P}/',
  'ideographic dots': 'http://127。0。0。1:{P}/',
  'escaped': 'http://%31%32%37.0.0.1:{P}/',
  'a dot behind': 'http://127.0.0.1.:{P}/',
  'user information before': 'http://example.org@127.0.0.1:{P}/',
  'user information behind': 'http://127.0.0.1:{P}@example.org/',
  'a backslash': 'http://example.org\\@127.0.0.1:{P}/',
  'a fragment before the at': 'http://example.org#@127.0.0.1:{P}/\\',
  'private': 'http://10.0.0.1/',
  'private, another': 'http://192.168.0.1/',
  'private, a third': 'http://172.16.0.1/',
  'a provider\'s': 'http://100.64.0.1/',
  'link-local': 'http://169.254.1.1/',
  'metadata': 'http://169.254.169.254/latest/meta-data/',
  'metadata in decimal': 'http://2852039166/latest/meta-data/',
  'metadata in hex': 'http://0xa9fea9fe/',
  'metadata, mapped': 'http://[::ffff:169.254.169.254]/',
  'metadata of IPv6': 'http://[fd00:ec2::254]/',
  'metadata of another cloud': 'http://168.63.129.16/',
  'unique local': 'http://[fd12::1]/',
  'IPv6 link-local': 'http://[fe80::1]/',
  'with a zone': 'http://[fe80::1%25lo]/',
  'multicast': 'http://239.255.255.250:1900/',
  'broadcast': 'http://255.255.255.255/',
  'another port of the internet': 'http://192.0.2.1:25/',
  'file': 'file:///etc/passwd',
  'gopher': 'gopher://127.0.0.1:{P}/_GET%20/',
  'dict': 'dict://127.0.0.1:{P}/x',
  'ftp': 'ftp://127.0.0.1:{P}/',
  'ldap': 'ldap://127.0.0.1:{P}/',
  'a socket of the machine': 'unix:///run/docker.sock',
  'no scheme': '127.0.0.1:{P}/',
  'a line break': 'http://127.0.0.1:{P}/\r\nX: y',
};

const hits_none = () => assert.deepEqual(hits, [], 'nothing inside was reached');

test('no spelling of a special address is fetched', async () => {
  for (const [name, url] of Object.entries(family)) {
    const answer = await fetched(closed, { url: url.replace('{P}', insidePort) });
    assert.ok([INVALID, FORBIDDEN].includes(answer.failed), `${name}: ${JSON.stringify(answer)}`);
    assert.ok(answer.sentence.length > 20, name);
  }
  hits_none();
});

test('nor is it by a redirect, where something else may be fetched', async () => {
  for (const [name, url] of Object.entries(family)) {
    const goal = url.replace('{P}', insidePort);
    if (/[\r\n]|[^\x20-\x7e]/.test(goal) || goal.startsWith('127.')) continue; // no Location could be written so, or it is a path
    const answer = await fetched(opened, { url: `http://127.0.0.2:${outsidePort}/to?url=${encodeURIComponent(goal)}` });
    assert.equal(answer.failed, FORBIDDEN, `${name}: ${JSON.stringify(answer)}`);
  }
  hits_none();
});

test('what the site allows is fetched, and told who asks', async () => {
  const answer = await fetched(opened, { url: `http://127.0.0.2:${outsidePort}/` });
  assert.equal(answer.status, 200, JSON.stringify(answer));
  assert.match(answer.body, /^outside Veza\/\d+\.\d+\.\d+ \(Our music\)$/);
  const led = await fetched(opened, { url: `http://127.0.0.2:${outsidePort}/to?url=${encodeURIComponent('/there')}` });
  assert.equal(led.url, `http://127.0.0.2:${outsidePort}/there`);
  // The allowance is for that network, not for others.
  assert.equal((await fetched(opened, { url: `http://127.0.0.1:${insidePort}/` })).failed, FORBIDDEN);
  hits_none();
});

test('a server that never ends, or never begins, costs its limits and no more', async () => {
  const endless = await fetched(opened, { url: `http://127.0.0.2:${outsidePort}/endless`, max_bytes: 100_000 });
  assert.equal(endless.failed, TOO_LARGE, JSON.stringify(endless));
  const silent = await fetched(opened, { url: `http://127.0.0.2:${outsidePort}/silent`, timeout_ms: 500 });
  assert.equal(silent.failed, UNAVAILABLE, JSON.stringify(silent));
});

test('a host that fails is left alone for a while; numbers tell', async () => {
  const gone = await new Promise((done) => {
    const probe = listen().listen(0, '127.0.0.2', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
  const url = `http://127.0.0.2:${gone}/`;
  for (let i = 0; i < 5; ++i) assert.match((await fetched(opened, { url })).sentence, /cannot be reached/);
  assert.match((await fetched(opened, { url })).sentence, /left alone/);
  const { body } = await opened.api('/metrics');
  assert.match(body, /^outbound_requests_total\{outcome="broken"\} [1-9]/m);
  assert.match(body, /^outbound_requests_total\{outcome="refused"\} [1-9]/m);
  assert.match(body, /^outbound_requests_total\{outcome="answered"\} [1-9]/m);
  assert.match(body, /^outbound_request_duration_seconds_count [1-9]/m);
});

test('a plugin is told where the site is, and that somebody opted out', async () => {
  const site = (await closed.api('/api/v1/fetches/site', { headers: { 'sec-gpc': '1' } })).body.data;
  assert.deepEqual(site, { base_path: '', base_url: closed.url, opted_out: true });
  assert.equal((await closed.api('/api/v1/fetches/site')).body.data.opted_out, false);
  // Nor can a Location split an answer.
  const away = await closed.api(`/api/v1/fetches/away?to=${encodeURIComponent('/x')}`);
  assert.equal(away.headers.get('location'), '/x');
  const split = await closed.api(`/api/v1/fetches/away?to=${encodeURIComponent('/x\r\nSet-Cookie: a=b')}`);
  assert.equal(split.headers.get('set-cookie'), null);
  assert.ok(split.status >= 400);
});
