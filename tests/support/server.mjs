// The real program on a free port with a data folder of its own, for the process suite and the browser journeys.
// Everything it starts it also stops, by pid.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { storeSettings } from './stores.mjs';

export const buildDir = resolve(process.env.VEZA_BUILD ?? join(dirname(fileURLToPath(import.meta.url)), '../../build/release'));
export const program = join(buildDir, 'bin/veza');

// VEZA_… names settings: what the tests use for themselves must not reach the program.
const siteEnvironment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VEZA_')));

// Polls until `probe` gives something truthy; a bound, never an assertion about speed.
export async function until(what, probe, { within = 60_000, every = 50 } = {}) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}${last ? ` (${last.message})` : ''}`);
    await new Promise((done) => setTimeout(done, every));
  }
}

export function scratch(prefix = 'veza-test-') {
  return mkdtempSync(join(tmpdir(), prefix));
}

// Runs the program to its end: {pid, code, signal, stdout, stderr}. `command` is another copy of the program, or the words
// that run it ("strace …"). After `killAfter` milliseconds it gets kill -9.
export async function run(args, { env = {}, cwd, input, command = [program], killAfter } = {}) {
  const data = args.includes('--data') ? args[args.indexOf('--data') + 1] : undefined;
  const stores = data ? await storeSettings(data) : {};
  return new Promise((done, fail) => {
    const [first, ...more] = command;
    const child = spawn(first, [...more, ...args], { env: { ...siteEnvironment, ...stores, ...env }, cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', fail);
    const end = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('close', (code, signal) => (clearTimeout(end), done({ pid: child.pid, code, signal, stdout, stderr })));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input ?? '');
  });
}

export class Server {
  constructor(options = {}) {
    this.options = options;
    this.ownData = !options.data;
    this.data = options.data ?? scratch();
    this.log = '';
    this.out = '';
  }

  // Starts and waits until the program prints that it is ready. `env` takes VEZA_… settings; `command` as in run.
  async start() {
    const [first, ...more] = this.options.command ?? [program];
    const args = [...more, 'serve', '--data', this.data, '--listen', this.options.listen ?? '127.0.0.1:0', ...(this.options.args ?? [])];
    // Servers with the same `site` are hosts of one, where the stores are not in the data folder.
    const stores = await storeSettings(this.data, this.options.site);
    const env = { ...siteEnvironment, ...stores, VEZA_LIMITS_ENABLED: 'false', VEZA_LOG_FORMAT: 'json', ...this.options.env };
    this.child = spawn(first, args, { env, cwd: this.data, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = new Promise((done) => this.child.on('exit', (code, signal) => done({ code, signal })));
    // All it said has been read; a worker it left behind may hold its standard error a little longer.
    this.heard = new Promise((done) => this.child.on('close', done));
    this.ended = null;
    this.exited.then((how) => (this.ended = how));
    this.out = '';
    // A killed one may have ended in the middle of a line.
    this.log = this.log.slice(0, this.log.lastIndexOf('\n') + 1);
    this.child.stdout.on('data', (data) => (this.out += data));
    this.child.stderr.on('data', (data) => (this.log += data));
    await until('the server is ready', () => this.ended || /Veza is ready/.test(this.out)).catch((error) => {
      this.kill();
      throw error;
    });
    if (this.ended) throw new Error(`the server ended with ${JSON.stringify(this.ended)}: ${this.log.slice(-2000)}`);
    this.url = this.out.match(/https?:\/\/[^\s/]+/)[0];
    this.setupLink = this.out.match(/https?:\/\/\S+\/setup\?token=\S+/)?.[0];
    return this;
  }

  get pid() {
    return this.child.pid;
  }
  get logLines() {
    // The last line may still be on its way.
    return this.log.split('\n').slice(0, -1).map((line) => JSON.parse(line));
  }

  kill(signal = 'SIGKILL') {
    if (this.child && !this.ended) process.kill(this.child.pid, signal);
    return this.exited;
  }

  // SIGTERM, then the exit status; removes the data folder when it is the server's own.
  async stop({ keep = false } = {}) {
    let how = this.ended;
    if (!how) {
      this.child.kill('SIGTERM');
      const late = setTimeout(() => this.kill(), 45_000);
      how = await this.exited;
      clearTimeout(late);
    }
    await Promise.race([this.heard, new Promise((done) => setTimeout(done, 5000).unref())]);
    if (this.ownData && !keep) rmSync(this.data, { recursive: true, force: true });
    return how;
  }

  // --- a client's shorthand -------------------------------------------------------------------------------------

  // fetch of an API path: {status, headers, body} with the parsed JSON (or text).
  async api(path, { method = 'GET', token, json, body, headers = {} } = {}) {
    const response = await fetch(this.url + path, {
      method,
      body: json !== undefined ? JSON.stringify(json) : body,
      headers: {
        ...(json !== undefined ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
  }

  // Creates the first admin through the setup link; gives its session.
  async setup(user = { username: 'admin', email: 'admin@example.org', password: 'correct horse battery' }) {
    const token = new URL(this.setupLink).searchParams.get('token');
    const { status, body } = await this.api('/api/v1/setup', { method: 'POST', json: { token, ...user } });
    if (status >= 300) throw new Error(`setup: ${status} ${JSON.stringify(body)}`);
    return body.data;
  }

  async register(username, password = 'a long enough phrase') {
    const json = { username, email: `${username}@example.org`, password };
    const { status, body } = await this.api('/api/v1/auth/register', { method: 'POST', json });
    if (status !== 201) throw new Error(`register: ${status} ${JSON.stringify(body)}`);
    return body.data;
  }

  // Uploads a file; gives the track, or throws with the answer.
  async upload(token, bytes, fileName, fields = {}) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([bytes]), fileName);
    const answer = await this.api('/api/v1/tracks', { method: 'POST', token, body: form });
    if (answer.status !== 201) throw Object.assign(new Error(`upload: ${answer.status} ${JSON.stringify(answer.body)}`), { answer });
    return answer.body.data;
  }

  async trackEnd(token, id, options) {
    return until(
      `track ${id} is converted`,
      async () => {
        const { body } = await this.api(`/api/v1/tracks/${id}`, { token });
        return body.data.status !== 'processing' && body.data;
      },
      { within: 240_000, every: 100, ...options },
    );
  }
}

export function missing(path) {
  return !existsSync(path);
}

// The Set-Cookie fields of an answer. Debian 12's Node 18 has no Headers.getSetCookie and joins them with commas.
export function setCookies(headers) {
  return headers.getSetCookie?.() ?? (headers.get('set-cookie') ?? '').split(/, (?=[A-Za-z_-]+=)/);
}
