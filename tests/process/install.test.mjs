// What `cmake --install` puts down is complete: it serves, converts and explains itself without the tree it was built in.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { songBytes } from '../support/media.mjs';
import { Server, buildDir, run, scratch } from '../support/server.mjs';
import { calls, traced } from '../support/strace.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), '../..');
const plugins = readdirSync(join(buildDir, 'lib/veza/plugins'));
let prefix, folder, installed, config;

before(async () => {
  prefix = realpathSync(scratch('veza-prefix-'));
  folder = scratch();
  await promisify(execFile)('cmake', ['--install', buildDir, '--prefix', prefix], { maxBuffer: 64 << 20 });
  installed = join(prefix, 'bin/veza');
  config = ['--config', join(prefix, 'etc/veza/veza.properties')];
});
after(() => {
  for (const path of [prefix, folder]) rmSync(path, { recursive: true, force: true });
});

test('--version names the plugins', async () => {
  const { code, stdout } = await run(['--version'], { command: [installed], cwd: folder });
  assert.equal(code, 0);
  assert.match(stdout, /^veza \d+\.\d+\.\d+/);
  for (const id of plugins) assert.match(stdout, new RegExp(`${id} \\d`));
});

test('doctor finds everything sound, and nothing of it in the build tree or the sources', async () => {
  const trace = join(folder, 'trace');
  const command = [...traced(trace, 'open,openat,execve,readlink'), installed];
  assert.equal((await run(['migrate', ...config, '--data', join(folder, 'doctored')], { command: [installed], cwd: folder })).code, 0);
  const { pid, code, stdout, stderr } = await run(['doctor', ...config, '--data', join(folder, 'doctored')], { command, cwd: folder });
  assert.equal(code, 0, stdout + stderr);
  assert.doesNotMatch(stdout, /FAULT/);
  for (const id of plugins) assert.match(stdout, new RegExp(`ok +plugin ${id}: runs`));
  const made = await calls(trace, pid);
  assert.ok(made.some((line) => line.includes(join(prefix, 'lib/veza/plugins/library'))), 'the trace shows what is opened');
  for (const root of [buildDir, realpathSync(source)]) assert.deepEqual(made.filter((line) => line.includes(`"${root}/`)), []);
});

test('it serves a page, takes a song and makes it playable', async () => {
  const server = await new Server({ command: [installed], args: config }).start();
  try {
    const page = await server.api('/', { headers: { accept: 'text/html' } });
    assert.equal(page.status, 200);
    assert.match(page.body, /<!doctype html>/i);
    for (const [, path] of page.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)) assert.equal((await server.api(path)).status, 200, path);
    const { access_token: token } = await server.setup();
    const track = await server.upload(token, await songBytes(folder, 'song', 'flac', 3), 'song.flac');
    const end = await server.trackEnd(token, track.id);
    assert.equal(end.status, 'ready', end.status_reason);
    const segment = await server.api(`/api/v1/tracks/${track.id}/hls/low/seg-00001.m4s`, { token });
    assert.equal(segment.status, 200);
    assert.deepEqual(server.logLines.filter((line) => ['warn', 'error'].includes(line.level)), []);
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

test('the installed SDK and template make a plugin', async () => {
  const made = await run(['plugin', 'new', 'tape-trader', folder], { command: [installed], cwd: folder });
  assert.equal(made.code, 0, made.stderr);
  assert.equal(JSON.parse(readFileSync(join(folder, 'tape-trader/plugin.json'), 'utf8')).id, 'tape-trader');
});
