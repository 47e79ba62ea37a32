// What the server costs while it does little: memory, idle connections, time to start.
import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';

import { until } from '../support/server.mjs';
import { site } from './site.mjs';

// Resident bytes of the process.
const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;
const settle = (ms) => new Promise((done) => setTimeout(done, ms));

// One request on a new connection, which then stays open.
function parked(url, path) {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname, () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`));
    socket.once('data', () => done(socket));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the server closed an idle connection')));
  });
}

// `count` clients, each of which asks again as soon as it has its answer. Both functions fail when one got a wrong answer.
function customers(url, count) {
  let stopping = false;
  const served = Array.from({ length: count }, () => 0);
  const ask = async (_, who) => {
    while (!stopping) {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${url} answered ${answer.status} to a client beside the idle ones`);
      served[who] += 1;
    }
  };
  const all = Promise.all(served.map(ask));
  all.catch(() => {}); // told by whoever waits
  // Everyone has had a hundred answers more.
  const allServed = () => {
    const goal = served.map((answers) => answers + 100);
    return Promise.race([all, until('everyone is served', () => served.every((answers, who) => answers >= goal[who]))]);
  };
  const stop = () => {
    stopping = true;
    return all;
  };
  return { allServed, stop };
}

// Bytes of resident memory a parked connection costs, while others are served all the time.
export async function idleConnections() {
  const count = 10_000;
  const server = await site({
    env: { VEZA_HTTP_MAX_CONNECTIONS_PER_IP: '100000', VEZA_HTTP_KEEP_ALIVE_MS: '600000', VEZA_LOG_REQUESTS: 'off' },
  }).start();
  const sockets = [];
  const others = customers(`${server.url}/api/v1/health`, 4);
  try {
    for (let i = 0; i < 100; ++i) sockets.push(await parked(server.url, '/health'));
    await others.allServed();
    await settle(500);
    const before = resident(server.pid);
    while (sockets.length < count + 100) {
      sockets.push(...(await Promise.all(Array.from({ length: 200 }, () => parked(server.url, '/health')))));
    }
    await settle(1000);
    const after = resident(server.pid);
    await others.allServed();
    await others.stop();
    return { value: (after - before) / count, unit: 'bytes', bar: 4096, better: 'less' };
  } finally {
    await others.stop().catch(() => {}); // it has been told
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
    await server.stop();
  }
}

// Seconds from exec to the first answer, database and plugins there already (a restart).
export async function startTime() {
  const first = await site().start();
  await first.stop({ keep: true });
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const server = site({ data: first.data });
    const begin = process.hrtime.bigint();
    await server.start();
    await until('it answers', () => fetch(`${server.url}/api/v1/health`).then((answer) => answer.ok), { every: 5 });
    times.push(Number(process.hrtime.bigint() - begin) / 1e9);
    await server.stop({ keep: true });
  }
  times.sort((a, b) => a - b);
  rmSync(first.data, { recursive: true, force: true });
  return { value: times[2], unit: 's', bar: 0.5, better: 'less' };
}

// Resident megabytes after a start and a signed-up admin.
export async function idleMemory() {
  const server = await site().start();
  try {
    await server.setup();
    await settle(2000);
    return { value: resident(server.pid) / 1e6, unit: 'MB', bar: 60, better: 'less' };
  } finally {
    await server.stop();
  }
}
