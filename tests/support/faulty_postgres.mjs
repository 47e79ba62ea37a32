// Faults of a PostgreSQL server: stopped for a while, commits whose answers are lost, and a relay that has to wait.
import { execFile, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';

import { storeSettings } from './stores.mjs';

const exec = promisify(execFile);

// pg_ctl of the server that with.mjs made: control('stop', '-m', 'immediate'), control('start').
export const control = (...words) => exec(process.env.VEZA_TEST_POSTGRES_CTL, words);

// Runs a statement on the site's database: how many rows it changed.
export async function change({ data, site }, sql) {
  const { VEZA_DATA_URL: url } = await storeSettings(data, site);
  const { stdout } = await exec('psql', [url, '-Atc', sql]);
  return Number(stdout.trim().split(' ').pop());
}

// A way to the server that, once told, breaks the connection of the next transaction with `marker` in one of its
// parameters at its COMMIT: 'lost' lets the server commit and loses the answer, 'kept' keeps the COMMIT from the server.
// {url, spring(marker, how), close}; spring resolves when it has happened.
export async function breakingCommits(url) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  let trap;
  const server = createServer((client) => {
    const onward = connect(Number(port), hostname);
    let sprung;
    let doomed = false;
    const end = () => (client.destroy(), onward.destroy());
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => (sockets.delete(socket), end()));
    }
    client.on('data', (bytes) => {
      if (trap && bytes.includes(trap.marker)) sprung = trap;
      if (sprung && sprung === trap && bytes.includes('COMMIT\0')) {
        trap = undefined;
        if (sprung.how === 'kept') {
          end();
          return sprung.done();
        }
        doomed = true;
      }
      onward.write(bytes);
    });
    onward.on('data', (bytes) => {
      if (!doomed) return client.write(bytes);
      end();
      sprung.done();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = server.address().port;
  return {
    url: through.href,
    spring: (marker, how) => new Promise((done) => (trap = { marker, how, done })),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}

// Keeps committed events from being given their place, and so from every consumer, until the function that is given
// back is called: holds the lock that relays take (host/events/table.cpp).
export async function holdRelays({ data, site }) {
  const { VEZA_DATA_URL: url } = await storeSettings(data, site);
  const child = spawn('psql', [url, '-At'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('exit', done));
  const held = new Promise((done) => child.stdout.on('data', (text) => /held/.test(text) && done()));
  child.stdin.write("SELECT 'held' FROM pg_advisory_lock(hashtextextended('public.outbox', 0));\n");
  await Promise.race([held, ended.then(() => Promise.reject(new Error('psql ended')))]);
  return () => (child.stdin.end(), ended);
}
