// Two hosts behind Debian's HAProxy with packaging/haproxy/haproxy.cfg: each is replaced in turn while requests, an
// upload and a WebSocket go on, and nobody notices.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { production } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

const config = join(dirname(fileURLToPath(import.meta.url)), '../../packaging/haproxy/haproxy.cfg');
let folder, blue, green, proxy, said = '', url, alice;

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.on('listening', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

before(async () => {
  folder = scratch();
  const ports = [await freePort(), await freePort(), await freePort()];
  const host = (port) =>
    new Server({
      site: 'bluegreen',
      listen: `127.0.0.1:${port}`,
      env: { VEZA_HTTP_DRAIN_NOTICE_SECONDS: '3', VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1' },
    });
  blue = await host(ports[1]).start();
  green = await host(ports[2]).start();
  await blue.setup();
  proxy = spawn('haproxy', ['-db', '-f', config], {
    env: { ...process.env, VEZA_BIND: `127.0.0.1:${ports[0]}`, VEZA_BLUE: `127.0.0.1:${ports[1]}`, VEZA_GREEN: `127.0.0.1:${ports[2]}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (text) => (said += text));
  url = `http://127.0.0.1:${ports[0]}`;
  await until('HAProxy serves', async () => (await fetch(`${url}/health`)).status === 200);
  alice = await blue.register('alice');
});

after(async () => {
  proxy?.kill('SIGTERM');
  await Promise.all([blue?.stop(), green?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

// Asks again and again until told to stop; gives how many were answered. Each of `clients` keeps its own connections.
function keepAsking(paths, clients) {
  let going = true;
  let answered = 0;
  const failed = [];
  const loop = async (n) => {
    for (let i = n; going; ++i) {
      const path = paths[i % paths.length];
      try {
        const answer = await fetch(url + path, { headers: { authorization: `Bearer ${alice.access_token}` } });
        await answer.arrayBuffer();
        if (answer.status === 200) ++answered;
        else failed.push(`${path}: ${answer.status}`);
      } catch (error) {
        failed.push(`${path}: ${error.cause?.message ?? error.message}`);
      }
    }
  };
  const loops = Array.from({ length: clients }, (_, n) => loop(n));
  return { failed, answered: () => answered, stop: () => ((going = false), Promise.all(loops)) };
}

// An upload whose body comes in pieces, the last when `go` is fulfilled.
function slowUpload(bytes, go) {
  const boundary = 'veza-blue-green';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="slow.flac"\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  return new Promise((done, fail) => {
    const out = request(`${url}/api/v1/tracks`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${alice.access_token}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': head.length + bytes.length + tail.length,
      },
    });
    out.on('error', fail);
    out.on('response', (answer) => {
      let text = '';
      answer.on('data', (piece) => (text += piece));
      answer.on('end', () => done({ status: answer.statusCode, body: text }));
    });
    out.write(head);
    const half = bytes.length >> 1;
    out.write(bytes.subarray(0, half));
    go.then(() => out.end(Buffer.concat([bytes.subarray(half), Buffer.from(tail)])));
  });
}

// A client as the web app is one: it connects again when the server says it restarts.
function listener(topic) {
  const codes = [];
  const heard = [];
  let socket;
  let open = true;
  let subscribed = 0;
  const connect = () => {
    socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${alice.access_token}` } });
    socket.on('open', () => socket.send(JSON.stringify({ type: 'Subscribe', topic })));
    socket.on('message', (text) => {
      const frame = JSON.parse(text);
      if (frame.type === 'Subscribed') ++subscribed;
      else heard.push(frame);
    });
    socket.on('error', () => {});
    socket.on('close', (code) => {
      codes.push(code);
      if (open) setTimeout(connect, 100);
    });
  };
  connect();
  return { codes, heard, subscribed: () => subscribed, stop: () => ((open = false), socket.close()) };
}

test('each host is replaced in turn and no request fails', async () => {
  const bytes = await songBytes(folder, 'slow', 'flac', 4);
  const track = await blue.upload(alice.access_token, bytes, 'first.flac');
  await blue.trackEnd(alice.access_token, track.id);
  const media = `/api/v1/tracks/${track.id}`;
  const asking = keepAsking(['/api/v1/tracks', media, `${media}/hls/master.m3u8`, `${media}/waveform`, '/api/v1/auth/me'], 6);
  const socket = listener(`user.${alice.user.id}`);
  await until('the socket listens', () => socket.subscribed() > 0);
  for (const host of [blue, green]) {
    let finish;
    const upload = slowUpload(bytes, new Promise((go) => (finish = go)));
    const before = asking.answered();
    await until('requests are answered', () => asking.answered() > before + 20);
    const gone = host.stop({ keep: true });
    // The rest of the upload comes when the host has long been told to stop.
    await until('the host is no longer ready', async () => (await fetch(`${host.url}/api/v1/health`).catch(() => ({ status: 0 }))).status !== 200);
    setTimeout(finish, 4000);
    const answer = await upload;
    assert.equal(answer.status, 201, answer.body);
    assert.deepEqual(await gone, { code: 0, signal: null });
    await host.start();
    await until('HAProxy sends it requests again', async () => {
      const count = said.split(`/${host === blue ? 'blue' : 'green'} `).length;
      await new Promise((done) => setTimeout(done, 200));
      return said.split(`/${host === blue ? 'blue' : 'green'} `).length > count;
    });
  }
  await asking.stop();
  assert.deepEqual(asking.failed, []);
  assert.ok(asking.answered() > 100);
  await until('the socket listens again', () => socket.subscribed() > socket.codes.length);
  const again = await green.upload(alice.access_token, bytes, 'again.flac');
  await until('it hears of what happens now', () => socket.heard.some((frame) => JSON.stringify(frame).includes(again.id)));
  assert.ok(socket.codes.length >= 1);
  for (const code of socket.codes) assert.equal(code, 1012);
  socket.stop();
});
