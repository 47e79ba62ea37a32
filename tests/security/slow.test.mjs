// Slow clients: a thousand of them hold nothing but a little memory, others are answered meanwhile, and each is cut.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server, until } from '../support/server.mjs';
import { open } from '../support/wire.mjs';

const many = 1_000;
let server;
before(async () => {
  const env = {
    VEZA_HTTP_HEAD_TIMEOUT_MS: '8000',
    VEZA_HTTP_BODY_IDLE_TIMEOUT_MS: '8000',
    VEZA_HTTP_WRITE_IDLE_TIMEOUT_MS: '8000',
    VEZA_HTTP_MAX_CONNECTIONS_PER_IP: '5000',
  };
  server = await new Server({ env }).start();
});
after(() => server.stop());

// Opens the connections a hundred at a time, sends each its beginning, and a byte more every now and then.
async function slow(beginning, drop) {
  const lines = [];
  while (lines.length < many) {
    lines.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server.url)))));
  }
  for (const { socket } of lines) socket.write(beginning);
  const timer = setInterval(() => lines.forEach(({ socket }) => socket.writable && socket.write(drop)), 1_000);
  return { lines, end: () => (clearInterval(timer), lines.forEach(({ socket }) => socket.destroy())) };
}

const login = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
for (const [name, beginning, drop] of [
  ['slowloris: heads that never end', 'GET /health HTTP/1.1\r\nHost: x\r\n', 'X: y\r\n'],
  ['heads that never begin', 'G', 'E'],
  ['bodies a byte at a time', `${login}Content-Length: 10000\r\n\r\n{`, ' '],
  ['chunks a byte at a time', `${login}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
]) {
  test(`${name}: others are answered, and every slow one is cut`, async () => {
    const attack = await slow(beginning, drop);
    try {
      // While all of them are there, requests that need a worker and a database are answered.
      for (let i = 0; i < 50; ++i) {
        const [health, tracks] = await Promise.all([server.api('/health'), server.api('/api/v1/tracks')]);
        assert.deepEqual([health.status, tracks.status], [200, 200]);
      }
      const ended = await until('all of them are cut', () => attack.lines.every(({ socket }) => socket.destroyed || socket.readableEnded), { within: 120_000 });
      assert.ok(ended);
      for (const { text } of attack.lines) assert.match(text, /^HTTP\/1\.1 4\d\d |^$/);
      assert.ok(attack.lines.some(({ text }) => text.startsWith('HTTP/1.1 408 ')), 'some were told why');
    } finally {
      attack.end();
    }
    assert.equal((await server.api('/health')).status, 200);
  });
}

test('a connection limit of one address leaves room for others', async () => {
  const small = await new Server({ env: { VEZA_HTTP_MAX_CONNECTIONS_PER_IP: '20' } }).start();
  const lines = [];
  try {
    for (let i = 0; i < 30; ++i) lines.push(await open(small.url));
    const refused = await until('those beyond it are refused', () => lines.filter(({ text }) => text.startsWith('HTTP/1.1 429 ')).length >= 10);
    assert.ok(refused);
  } finally {
    lines.forEach(({ socket }) => socket.destroy());
    await until('the address may connect again', async () => (await small.api('/health')).status === 200);
    await small.stop();
  }
});
