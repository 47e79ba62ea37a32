// The peers a figure is measured against: nginx serving the same bytes, wrk as the client of both.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { scratch, until } from '../support/server.mjs';

export const exec = promisify(execFile);

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// nginx with its usual production settings over `files` {name: bytes}; gives {url, stop}.
export async function nginx(files) {
  const root = scratch('veza-nginx-');
  mkdirSync(join(root, 'www'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, 'www', name), bytes);
  const port = await freePort();
  writeFileSync(
    join(root, 'nginx.conf'),
    `daemon off; worker_processes auto; pid ${root}/pid; error_log ${root}/error.log;
     events { worker_connections 20000; }
     http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type application/json;
       open_file_cache max=1000; client_body_temp_path ${root}/b; proxy_temp_path ${root}/p; fastcgi_temp_path ${root}/f;
       uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s;
       server { listen 127.0.0.1:${port} backlog=4096; root ${root}/www; } }\n`,
  );
  const child = spawn('/usr/sbin/nginx', ['-p', root, '-c', join(root, 'nginx.conf'), '-g', 'user root;'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until('nginx answers', () => fetch(url + '/' + Object.keys(files)[0]).then((answer) => answer.ok));
  const stop = async () => {
    const gone = new Promise((done) => child.on('exit', done));
    child.kill('SIGQUIT');
    await gone;
    rmSync(root, { recursive: true, force: true });
  };
  return { url, stop };
}

// Requests per second of wrk with one thread; every answer must be 2xx.
export async function wrk(url, { connections = 500, seconds = 5, headers = [] } = {}) {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, ...headers.flatMap((header) => ['-H', header]), url];
  const { stdout } = await exec('wrk', args);
  const bad = stdout.match(/Non-2xx or 3xx responses: (\d+)/);
  if (bad) throw new Error(`${bad[1]} refused answers from ${url}: ${stdout}`);
  return Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]);
}

// The better of `times` alternating runs of both, so that neither profits from a quieter moment.
export async function duel(first, second, times = 3) {
  let [a, b] = [0, 0];
  for (let i = 0; i < times; ++i) {
    a = Math.max(a, await first());
    b = Math.max(b, await second());
  }
  return [a, b];
}
