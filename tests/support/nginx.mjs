// Debian's nginx in front of a server, as a site below a path: over HTTPS with the path kept, and plain with the path
// taken off. Everything it writes is in `folder`.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { until } from './server.mjs';

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.on('listening', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

// { keeps: 'https://127.0.0.1:…/music', strips: 'http://127.0.0.1:…/music', start, stop }; `start` when the server listens.
export async function belowPath(folder, upstream, path = '/music') {
  const [secure, plain] = [await freePort(), await freePort()];
  const file = (name) => join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1', '-keyout', file('nginx.key'), '-out', file('nginx.pem')], { stdio: 'ignore' });
  const forward = `
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $upgrade;`;
  writeFileSync(
    file('nginx.conf'),
    `${process.getuid() === 0 ? 'user root; ' : ''}daemon off; pid ${file('nginx.pid')}; error_log stderr; worker_processes 1;
events { worker_connections 256; }
http {
  access_log off; client_max_body_size 100m;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${file(kind)};`).join(' ')}
  map $http_upgrade $upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${secure} ssl;
    ssl_certificate ${file('nginx.pem')}; ssl_certificate_key ${file('nginx.key')};
    location / { return 418; }
    location ${path}/ { proxy_pass http://127.0.0.1:${upstream}; ${forward} }
  }
  server {
    listen 127.0.0.1:${plain};
    location / { return 418; }
    location ${path}/ { proxy_pass http://127.0.0.1:${upstream}/; ${forward} }
  }
}
`,
  );
  let child;
  let said = '';
  return {
    keeps: `https://127.0.0.1:${secure}${path}`,
    strips: `http://127.0.0.1:${plain}${path}`,
    async start() {
      child = spawn('nginx', ['-p', folder, '-c', file('nginx.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
      await until(`nginx serves (${said})`, async () => (await fetch(`http://127.0.0.1:${plain}${path}/health`)).status === 200);
    },
    async stop() {
      if (!child || child.exitCode !== null) return;
      const ended = new Promise((done) => child.on('exit', done));
      child.kill('SIGQUIT');
      await ended;
    },
  };
}
