// A PostgreSQL server of its own: a new cluster in a scratch folder, on a free loopback port, as a user that is not
// root. A server that Debian started is neither used nor touched.
//
// VEZA_TEST_POSTGRES_URL  postgresql://veza:…@127.0.0.1:PORT/veza (scram; a superuser)
// VEZA_TEST_POSTGRES_CTL  a program: `$CTL stop -m immediate`, `$CTL start`, as pg_ctl
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const password = 'p@ss/word:1';

// The newest one installed, 15 or later.
function binaries() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter((n) => n >= 15).sort((a, b) => b - a) : [];
  const found = versions.map((n) => join(root, String(n), 'bin')).find((dir) => existsSync(join(dir, 'initdb')));
  if (!found) throw new Error(`no PostgreSQL 15 or later in ${root}: apt-get install postgresql-15`);
  return found;
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// The server refuses root; the scratch folder and everything in it is then nobody's.
function asUser() {
  if (process.getuid() !== 0) return { prefix: [], own: () => {} };
  const id = 65534;
  return {
    prefix: ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--'],
    own: (path) => chownSync(path, id, id),
  };
}

const quote = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

// Stops the server and removes its folder when this process ends in whatever way: it holds the other end of a pipe.
// Not of stdin, which Node closes when the first of the two forks ends.
function guard(ctl, folder) {
  const script = `cat <&3 >/dev/null; ${quote(ctl)} stop -m immediate >/dev/null 2>&1; rm -rf ${quote(folder)}`;
  const child = spawn('setsid', ['--fork', 'sh', '-c', script], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  child.unref();
  const pipe = child.stdio[3];
  pipe.on('error', () => {});
  pipe.unref();
  return pipe;
}

export async function start() {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'veza-postgres-'));
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  const ctl = join(folder, 'ctl');
  const { prefix, own } = asUser();
  own(folder);
  const run = (command, ...args) => {
    const [program, ...rest] = [...prefix, command, ...args];
    return execFileSync(program, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const secret = join(folder, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  own(secret);
  try {
    run(join(bin, 'initdb'), '-D', data, '-U', 'veza', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions',
      '--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${secret}`);
    for (let tries = 1; ; ++tries) {
      const port = await freePort();
      const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off ` +
        '-c max_connections=200 -c deadlock_timeout=100ms -c shared_buffers=64MB';
      const command = [...prefix, join(bin, 'pg_ctl'), '-D', data, '-l', log, '-o', options, '-w', '-s'];
      writeFileSync(ctl, `#!/bin/sh\ncd / && exec ${command.map(quote).join(' ')} "$@"\n`);
      chmodSync(ctl, 0o755);
      try {
        execFileSync(ctl, ['start'], { stdio: 'ignore' });
        run(join(bin, 'createdb'), '-h', folder, '-p', String(port), '-U', 'veza', 'veza');
        const watch = guard(ctl, folder);
        const url = `postgresql://veza:${encodeURIComponent(password)}@127.0.0.1:${port}/veza`;
        return {
          env: { VEZA_TEST_POSTGRES_URL: url, VEZA_TEST_POSTGRES_CTL: ctl },
          stop: async () => {
            execFileSync(ctl, ['stop', '-m', 'immediate'], { stdio: 'ignore' });
            rmSync(folder, { recursive: true, force: true });
            watch.destroy();
          },
        };
      } catch (error) {
        // Somebody may have taken the port meanwhile.
        if (tries === 3) throw new Error(`PostgreSQL did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : error.message}`);
      }
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`cannot make a PostgreSQL server in ${folder}: ${error.stderr || error.message}`);
  }
}
