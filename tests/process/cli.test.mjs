// The commands an admin types.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Server, missing, run, scratch } from '../support/server.mjs';
import { production } from '../support/stores.mjs';

let data;
before(() => (data = scratch()));
after(() => rmSync(data, { recursive: true, force: true }));

const veza = (...args) => run(args, { cwd: data });

test('--help lists every command and each has its own', async () => {
  const { code, stdout } = await veza('--help');
  assert.equal(code, 0);
  for (const command of ['serve', 'migrate', 'plugin', 'user', 'config', 'secrets', 'doctor']) {
    assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    const help = await veza(command, '--help');
    assert.equal(help.code, 0, command);
    assert.match(help.stdout, /--config/);
    assert.match(help.stdout, new RegExp(`veza ${command}`));
  }
});

test('--version names version, SDK and plugins', async () => {
  const { code, stdout } = await veza('--version');
  assert.equal(code, 0);
  assert.match(stdout, /^veza \d+\.\d+\.\d+/);
  assert.match(stdout, /plugin SDK 1\.\d+/);
  for (const plugin of ['library', 'hls-gstreamer', 'web-app']) assert.match(stdout, new RegExp(`${plugin} \\d`));
});

test('a wrong word is a usage error that names the nearest', async () => {
  const { code, stderr } = await veza('serv');
  assert.equal(code, 64);
  assert.match(stderr, /Did you mean serve\?/);
  const option = await veza('serve', '--lisen', 'x');
  assert.equal(option.code, 64);
  assert.match(option.stderr, /lisen/);
});

test('config check names file, key and the nearest key; config show masks secrets and tells origins', async () => {
  const file = join(data, 'veza.properties');
  writeFileSync(file, 'http.listne = 127.0.0.1:0\n');
  const wrong = await veza('config', 'check', '--config', file);
  assert.equal(wrong.code, 78);
  assert.match(wrong.stderr, /veza\.properties.*http\.listne.*Did you mean http\.listen\?/);
  writeFileSync(file, 'http.workers = 3\nplugin.library.upload_limit_bytes = 1000\n');
  const shown = await run(['config', 'show', '--config', file], { cwd: data, env: { VEZA_SITE_NAME: 'Ours' } });
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /^http\.workers = 3 +# .*veza\.properties$/m);
  assert.match(shown.stdout, /^site\.name = Ours +# VEZA_SITE_NAME$/m);
  assert.match(shown.stdout, /^log\.level = info +# default$/m);
  for (const [line, says] of [
    ['plugin.library.upload_limt_bytes = 5', /plugin\.library.*upload_limt_bytes.*upload_limit_bytes/],
    ['plugin.library.upload_limit_bytes = much', /plugin\.library.*upload_limit_bytes/],
    ['plugin.libary.upload_limit_bytes = 5', /plugin\.libary.*Did you mean plugin\.library\?/],
  ]) {
    writeFileSync(file, `${line}\n`);
    for (const command of [['config', 'check'], ['serve', '--data', join(data, 'unused'), '--listen', '127.0.0.1:0']]) {
      const { code, stderr } = await veza(...command, '--config', file);
      assert.equal(code, 78, line);
      assert.match(stderr, says);
    }
  }
});

test('a secret may come from a file named in the environment', async () => {
  const file = join(data, 'name');
  writeFileSync(file, 'From a file\n');
  const shown = await run(['config', 'show'], { cwd: data, env: { VEZA_SITE_NAME_FILE: file } });
  assert.match(shown.stdout, /^site\.name = From a file/m);
});

test('migrate, then users: add, list, role, reset-password, and the new account signs in', async () => {
  const site = join(data, 'site');
  const migrated = await veza('migrate', '--data', site);
  assert.equal(migrated.code, 0, migrated.stderr);
  assert.equal((await veza('migrate', '--data', site)).code, 0);
  const added = await veza('user', 'add', 'mona', '--email', 'mona@example.org', '--role', 'creator', '--data', site);
  assert.equal(added.code, 0, added.stderr);
  const password = added.stdout.match(/password: (\S+)/i)[1];
  const again = await veza('user', 'add', 'MONA', '--email', 'other@example.org', '--data', site);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /mona/i);
  assert.match((await veza('user', 'list', '--data', site)).stdout, /mona\s.*creator/);
  assert.equal((await veza('user', 'role', 'mona', 'moderator', '--data', site)).code, 0);
  const unknown = await veza('user', 'role', 'mona', 'emperor', '--data', site);
  assert.notEqual(unknown.code, 0);
  assert.match(unknown.stderr, /moderator/);
  const server = await new Server({ data: site }).start();
  try {
    const signIn = (secret) => server.api('/api/v1/auth/login', { method: 'POST', json: { login: 'mona', password: secret } });
    const session = await signIn(password);
    assert.equal(session.status, 200);
    assert.equal(session.body.data.user.role, 'moderator');
    const reset = await veza('user', 'reset-password', 'mona', '--data', site);
    assert.equal(reset.code, 0, reset.stderr);
    assert.equal((await signIn(password)).status, 401);
    assert.equal((await signIn(reset.stdout.match(/password: (\S+)/i)[1])).status, 200);
  } finally {
    await server.stop();
  }
});

const faults = {
  'a word for a number': ['http.workers = many', /http\.workers must be/],
  'a key that is none': ['log.levle = info', /no setting log\.levle/],
  'a key twice': ['log.level = info\nlog.level = debug', /log\.level is there more than once/],
  'nothing to listen on': ['http.listen =', /nothing would listen/],
  'an address twice': ['http.listen = 127.0.0.1:81, 127.0.0.1:81', /a second time/],
  'TLS without a certificate': ['tls.listen = 127.0.0.1:443', /needs tls\.certificate/],
  'TLS with a file that is none': ['tls.listen = 127.0.0.1:443\ntls.certificate = /nowhere\ntls.key = /nowhere', /\/nowhere/],
  'a network that is none': ['http.trusted_proxies = 300.1.1.1/99', /http\.trusted_proxies/],
  'a host name that is none': ['http.hosts = bad host!', /no host name/],
  'an address nobody can use': ['site.url = ftp://x', /site\.url/],
  'no folder of plugins': ['plugins.dir = /nonexistent', /plugins\.dir.*\/nonexistent/],
  'an unknown plugin switched off': ['plugins.disabled = libary', /Did you mean library/],
  'settings of an unknown plugin': ['plugin.libary.x = 1', /Did you mean plugin\.library/],
  'an unknown setting of a plugin': ['plugin.library.upload_limit = 1', /upload_limit/],
};

test('config check names each fault, and all of them at once', async () => {
  const file = join(data, 'faults.properties');
  for (const [what, [text, says]] of Object.entries(faults)) {
    writeFileSync(file, `${text}\n`);
    const { code, stderr } = await veza('config', 'check', '--config', file);
    assert.equal(code, 78, what);
    assert.match(stderr, says, what);
  }
  const several = ['a word for a number', 'a key that is none', 'an address nobody can use', 'settings of an unknown plugin'].map((what) => faults[what]);
  writeFileSync(file, several.map(([text]) => text).join('\n'));
  const { code, stderr } = await veza('config', 'check', '--config', file);
  assert.equal(code, 78);
  for (const [, says] of several) assert.match(stderr, says);
  writeFileSync(file, 'log.level = info\n');
  const twice = await run(['config', 'check', '--config', file], { cwd: data, env: { VEZA_SITE_NAME: 'a', VEZA_SITE_NAME_FILE: file } });
  assert.match(twice.stderr, /both VEZA_SITE_NAME and VEZA_SITE_NAME_FILE/);
});

test('a command beside the first run of a server loses nothing', async () => {
  const server = await new Server().start();
  const names = async () => (await veza('user', 'list', '--data', server.data)).stdout;
  await server.register('before');
  assert.match(await names(), /before/);
  await server.register('after');
  assert.equal((await veza('user', 'add', 'typed', '--email', 'typed@example.org', '--data', server.data)).code, 0);
  await server.kill();
  const known = await names();
  for (const name of ['before', 'after', 'typed']) assert.ok(known.includes(name), `${name} is lost:\n${known}`);
  await server.stop();
});

test('a plugin that is not there can be neither switched on nor off', async () => {
  for (const action of ['enable', 'disable']) {
    const { code, stderr } = await veza('plugin', action, 'libary', '--data', join(data, 'plugins'));
    assert.equal(code, 1);
    assert.match(stderr, /Did you mean library\?/);
  }
  assert.equal((await veza('plugin', 'new', 'library', data)).code, 1);
});

test('doctor examines a site whose server runs', async () => {
  const server = await new Server({ listen: '127.0.0.1:0' }).start();
  try {
    const { code, stdout } = await veza('doctor', '--data', server.data);
    assert.match(stdout, /ok {4}server: runs and is ready/);
    assert.match(stdout, /ok {4}schema: up to date/);
    assert.equal(code, 0, stdout);
    process.kill(server.pid, 'SIGSTOP');
    const stuck = await veza('doctor', '--data', server.data).finally(() => process.kill(server.pid, 'SIGCONT'));
    assert.match(stuck.stdout, /FAULT server: .*does not answer at http:/);
    assert.equal(stuck.code, 1);
  } finally {
    await server.stop();
  }
});

test('doctor says what is sound and what is not', async () => {
  // Where the folder is the site; a database elsewhere is not made by naming it.
  if (!production) {
    const nowhere = await veza('doctor', '--data', join(data, 'doctored'));
    assert.equal(nowhere.code, 78);
    assert.match(nowhere.stderr, /no site in .*doctored/);
    assert.ok(missing(join(data, 'doctored')), 'looking made a site');
    assert.equal((await veza('user', 'list', '--data', join(data, 'doctored'))).code, 78);
  }
  assert.equal((await veza('migrate', '--data', join(data, 'doctored'))).code, 0);
  const good = await veza('doctor', '--data', join(data, 'doctored'));
  assert.equal(good.code, 0, good.stdout + good.stderr);
  for (const part of [/database/i, /plugins?/i, /converter|transcode/i, /scripts|policy/i]) assert.match(good.stdout, part);
  const scripts = join(data, 'scripts');
  mkdirSync(join(scripts, 'hooks'), { recursive: true });
  writeFileSync(join(scripts, 'hooks', 'broken.lua'), 'this is not lua');
  const bad = await run(['doctor', '--data', join(data, 'doctored')], { cwd: data, env: { VEZA_POLICY_DIR: scripts } });
  assert.equal(bad.code, 1);
  assert.match(bad.stdout, /broken\.lua/);
});
