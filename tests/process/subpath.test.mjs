// A site that is not at the root of its host, behind Debian's nginx: whether the proxy takes the path off or not, what
// the server tells clients leads back below it.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { songBytes } from '../support/media.mjs';
import { belowPath, freePort } from '../support/nginx.mjs';
import { Server, buildDir, scratch } from '../support/server.mjs';

let folder, proxy, server, admin;
before(async () => {
  folder = scratch();
  const port = await freePort();
  proxy = await belowPath(folder, port);
  const plugins = join(folder, 'plugins');
  const real = join(buildDir, 'lib/veza/plugins');
  mkdirSync(plugins);
  for (const id of readdirSync(real)) symlinkSync(join(real, id), join(plugins, id));
  symlinkSync(join(buildDir, 'fixtures/fetches'), join(plugins, 'fetches'));
  server = await new Server({ listen: `127.0.0.1:${port}`, env: { VEZA_SITE_URL: `${proxy.keeps}/`, VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1', VEZA_PLUGINS_DIR: plugins } }).start();
  await proxy.start();
  server.url = proxy.strips; // the shorthand's requests go through the proxy
  admin = await server.setup();
});
after(async () => {
  await proxy?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// fetch, but for a certificate that signs itself.
function ask(url, { method = 'GET', headers = {}, json, body } = {}) {
  return new Promise((done, fail) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const sent = send(url, { method, rejectUnauthorized: false, agent: false, headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers } }, (answer) => {
      const parts = [];
      answer.on('data', (data) => parts.push(data)).on('end', () => {
        const text = Buffer.concat(parts).toString();
        done({ status: answer.statusCode, headers: answer.headers, body: text, json: (answer.headers['content-type'] ?? '').includes('json') && text ? JSON.parse(text) : undefined });
      });
    });
    sent.on('error', fail).end(json ? JSON.stringify(json) : body);
  });
}

test('the link that makes the first admin is below the path', () => {
  assert.ok(server.setupLink.startsWith(`${proxy.keeps}/setup?token=`), server.setupLink);
});

test('nothing of the site is at the root of its host', async () => {
  assert.equal((await ask(`${new URL(proxy.keeps).origin}/health`)).status, 418);
});

test('the document names its server', async () => {
  for (const url of [proxy.keeps, proxy.strips]) {
    const { json } = await ask(`${url}/api/v1/openapi.json`);
    assert.deepEqual(json.servers, [{ url: '/music' }]);
    const page = await ask(`${url}/api/docs`, { headers: { accept: 'text/html' } });
    for (const [, href] of page.body.matchAll(/href="([^"#]+)"/g)) {
      assert.equal((await ask(new URL(href, `${url}/api/docs`).href)).status, 200, href);
    }
  }
});

test('a redirect leads below it, once', async () => {
  const away = async (to) => (await ask(`${proxy.keeps}/api/v1/fetches/away?to=${encodeURIComponent(to)}`)).headers.location;
  assert.equal(await away('/library?x=1#y'), '/music/library?x=1#y');
  assert.equal(await away('/music/library'), '/music/library');
  assert.equal(await away('/music'), '/music');
  assert.equal(await away('/musical'), '/music/musical');
  assert.equal(await away('https://example.org/'), 'https://example.org/');
  const { json } = await ask(`${proxy.keeps}/api/v1/fetches/site`);
  assert.deepEqual(json.data, { base_path: '/music', base_url: proxy.keeps, opted_out: false });
});

test('cookies stay below it, under names that fit', async () => {
  const login = { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } };
  const secure = (await ask(`${proxy.keeps}/api/v1/auth/login`, login)).headers['set-cookie'];
  assert.deepEqual(secure.map((line) => line.split('=')[0]).sort(), ['__Secure-veza_access', '__Secure-veza_csrf', '__Secure-veza_device', '__Secure-veza_refresh']);
  const plain = (await ask(`${proxy.strips}/api/v1/auth/login`, login)).headers['set-cookie'];
  assert.deepEqual(plain.map((line) => line.split('=')[0]).sort(), ['veza_access', 'veza_csrf', 'veza_device', 'veza_refresh']);
  for (const line of secure) assert.match(line, /; Secure/);
  for (const line of [...secure, ...plain]) assert.match(line, /; Path=\/music\/(api\/v1\/auth)?;/);
  const cookie = secure.map((line) => line.split(';')[0]).join('; ');
  assert.equal((await ask(`${proxy.keeps}/api/v1/auth/me`, { headers: { cookie } })).status, 200);
  assert.equal((await ask(`${proxy.strips}/api/v1/auth/me`, { headers: { cookie } })).status, 401);
});

for (const way of ['keeps', 'strips']) {
  test(`a track is uploaded, found and heard where the proxy ${way} the path`, async () => {
    const url = proxy[way];
    const form = new FormData();
    form.set('visibility', 'public');
    form.set('file', new Blob([await songBytes(folder, `song-${way}`, 'flac', 3)]), 'song.flac');
    const packed = new Response(form);
    const authorization = `Bearer ${admin.access_token}`;
    const made = await ask(`${url}/api/v1/tracks`, {
      method: 'POST',
      headers: { authorization, 'content-type': packed.headers.get('content-type') },
      body: Buffer.from(await packed.arrayBuffer()),
    });
    assert.equal(made.status, 201, made.body);
    assert.equal(made.headers.location, `/music/api/v1/tracks/${made.json.data.id}`);
    assert.equal((await ask(new URL(made.headers.location, url).href)).status, 200);
    await server.trackEnd(admin.access_token, made.json.data.id);

    // Every address a player finds on its way leads on.
    const master = `${url}/api/v1/tracks/${made.json.data.id}/hls/master.m3u8`;
    const lines = async (list) => (await ask(list)).body.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => new URL(line, list).href);
    const playlists = await lines(master);
    assert.ok(playlists.length > 0);
    for (const playlist of playlists) {
      assert.ok(playlist.startsWith(`${url}/`), playlist);
      const segments = await lines(playlist);
      assert.ok(segments.length > 0);
      for (const segment of segments) {
        assert.ok(segment.startsWith(`${url}/`), segment);
        assert.equal((await ask(segment)).status, 200, segment);
      }
    }
  });

  test(`a WebSocket is opened where the proxy ${way} the path`, async () => {
    const socket = new WebSocket(`${proxy[way].replace(/^http/, 'ws')}/api/v1/ws`, { rejectUnauthorized: false, headers: { authorization: `Bearer ${admin.access_token}` } });
    await new Promise((done, fail) => socket.on('open', done).on('error', fail));
    socket.close();
  });
}
