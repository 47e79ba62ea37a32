// A Redis of the test's own: Debian's redis-server on loopback and a free port, in a scratch folder, keeping nothing on
// disk, as nobody when root runs the tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const nobody = 65534;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Whether a Redis answers a PING on the port.
function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000);
    const end = (answer) => (socket.destroy(), done(answer));
    socket.on('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
    socket.on('close', () => done(false));
  });
}

// {env: {VEZA_TEST_REDIS_URL, VEZA_TEST_REDIS_PID}, port, pid, stop}. Throws with the server's log when it does not come
// up. With `port` it is where one was that has been stopped.
export async function start({ port: wanted } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'veza-redis-'));
  const log = join(folder, 'log');
  const port = wanted ?? (await freePort());
  const root = process.getuid() === 0;
  if (root) chownSync(folder, nobody, nobody);
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, '--logfile', log];
  const command = ['redis-server', ...settings];
  if (root) command.unshift('setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups');
  const child = spawn(command[0], command.slice(1), { stdio: 'ignore' });
  let ended = false;
  const exited = new Promise((done) => {
    child.on('exit', () => done((ended = true)));
    child.on('error', () => done((ended = true)));
  });
  const stop = async () => {
    if (!ended) child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const until = Date.now() + 30_000; !(await answers(port)); ) {
    if (ended || Date.now() > until) {
      const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-1000) : 'is the package redis-server installed?';
      await stop();
      throw new Error(`redis-server does not answer on port ${port}: ${said}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  const env = { VEZA_TEST_REDIS_URL: `redis://127.0.0.1:${port}`, VEZA_TEST_REDIS_PID: `${child.pid}` };
  return { env, port, pid: child.pid, stop };
}
