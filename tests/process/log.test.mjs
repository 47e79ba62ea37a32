// The server's log: whoever reads it slowly, or not at all, keeps nobody from being answered.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { rmSync } from 'node:fs';

import { program, scratch, until } from '../support/server.mjs';

let data, child, url;
let said = '';
before(async () => {
  data = scratch();
  // Standard error is a pipe whose reader sleeps.
  const words = `exec "${program}" serve --data "${data}" --listen 127.0.0.1:0 2> >(exec sleep 600)`;
  child = spawn('bash', ['-c', words], {
    env: { PATH: process.env.PATH, VEZA_LIMITS_ENABLED: 'false', VEZA_LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true, // a group, so that the reader can be ended too
  });
  child.stdout.on('data', (text) => (said += text));
  url = await until('the server is ready', () => said.match(/ready: (http\S+)/)?.[1]);
});
after(() => {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
  rmSync(data, { recursive: true, force: true });
});

test('a pipe that nobody reads costs lines, and no answer', async () => {
  const path = `/api/v1/nothing/${'x'.repeat(2500)}`;
  // More than the pipe and the queue hold: a server that waits for its log answers the first few.
  for (let round = 0; round < 45; ++round) {
    const answers = Array.from({ length: 50 }, () => fetch(url + path, { signal: AbortSignal.timeout(60_000) }).then((answer) => answer.status));
    assert.deepEqual([...new Set(await Promise.all(answers))], [404]);
  }
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.ok(Number(text.match(/^log_lines_dropped_total (\d+)/m)[1]) > 0);
});

test('it stops all the same', async () => {
  const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  process.kill(child.pid, 'SIGTERM');
  assert.deepEqual(await ended, { code: 0, signal: null });
});
