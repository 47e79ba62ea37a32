// Deliberately bad plugins beside the real ones: each ends with the host serving and one sentence that names the plugin
// and its fault. And the commands for plugins.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Server, buildDir, run, scratch, until } from '../support/server.mjs';

const realPlugins = join(buildDir, 'lib/veza/plugins');
let folder;
before(() => (folder = scratch()));
after(() => rmSync(folder, { recursive: true, force: true }));

// A plugin folder with the real plugins, but for `without`, and these fixtures.
function pluginsWith(fixtures, without = []) {
  const path = mkdtempSync(join(folder, 'plugins-'));
  for (const id of readdirSync(realPlugins).filter((name) => !without.includes(name))) symlinkSync(join(realPlugins, id), join(path, id));
  for (const id of fixtures) symlinkSync(join(buildDir, 'fixtures', id), join(path, id));
  return path;
}

const site = (fixture, { data, env, without } = {}) =>
  new Server({ data, env: { VEZA_PLUGINS_DIR: pluginsWith([fixture], without), ...env } });
const errorsAbout = (server, id) => server.logLines.filter((line) => line.plugin === id && ['warn', 'error'].includes(line.level));

async function serves(server) {
  assert.equal((await server.api('/api/v1/health')).status, 200);
  assert.equal((await server.api('/api/v1/tracks')).status, 200, 'the library answers');
}

for (const [fixture, fault] of Object.entries({
  'throws-in-start': /failed in start: the fixture throws in start/,
  'too-old': /too old/,
  'too-new': /too new/,
  'wrong-manifest': /"version"/,
  'missing-service': /requires veza\.nonesuch\/1/,
  'no-entry': /veza_plugin_entry_v1/,
})) {
  test(`${fixture}: the site serves without it and says why`, async () => {
    const server = await site(fixture).start();
    try {
      await serves(server);
      const printed = server.out.split('\n').filter((line) => line.includes(fixture));
      assert.equal(printed.length, 1, server.out);
      assert.match(printed[0], fault);
      const logged = errorsAbout(server, fixture);
      assert.equal(logged.length, 1, JSON.stringify(logged));
      assert.match(logged[0].message, new RegExp(`plugin "${fixture}"`));
      assert.match(logged[0].message, fault);
    } finally {
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    }
  });
}

test('throws-in-handler: a request gets 500, the log the fault, and the next request its answer', async () => {
  const server = await site('throws-in-handler').start();
  try {
    for (const leaf of ['throws', 'throws-int', 'throws-raw']) {
      const { status, body } = await server.api(`/api/v1/fixture/${leaf}`, { headers: { 'x-request-id': `id-${leaf}` } });
      assert.equal(status, 500, leaf);
      assert.equal(body.error.request_id, `id-${leaf}`);
      assert.doesNotMatch(JSON.stringify(body), /the fixture throws/, 'a fault is not for the client');
      await until('the fault is in the log', () =>
        server.logLines.some((line) => line.request_id === `id-${leaf}` && line.level === 'error' && JSON.stringify(line).includes('throws-in-handler')));
    }
    assert.equal((await server.api('/api/v1/fixture/forbidden')).status, 403);
    assert.equal((await server.api('/api/v1/fixture/fine')).status, 200);
    await serves(server);
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

test('hangs-in-stop: it is abandoned after its time, and the process ends all the same', async () => {
  const server = await site('hangs-in-stop', { env: { VEZA_PLUGINS_STOP_SECONDS: '1' } }).start();
  assert.equal((await server.api('/api/v1/fixture/hangs')).status, 200);
  await serves(server);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  const logged = errorsAbout(server, 'hangs-in-stop');
  assert.equal(logged.length, 1, JSON.stringify(logged));
  assert.match(logged[0].message, /plugin "hangs-in-stop" did not return from stop within 1 s/);
});

test('leaks-registrations: what it took is served, and taken back at the stop', async () => {
  // The web app's place as the page for every other path is one the fixture takes.
  const server = await site('leaks-registrations', { without: ['web-app'] }).start();
  assert.equal((await server.api('/api/v1/fixture/leak')).status, 200);
  assert.match((await server.api('/metrics')).body, /fixture_leaks_total/);
  await serves(server);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.deepEqual(errorsAbout(server, 'leaks-registrations'), []);
  assert.ok(server.logLines.some((line) => line.plugin === 'leaks-registrations' && /stopped/.test(line.message)));
});

test('crashes-in-start: the next start leaves it out, until an admin enables it again', async () => {
  const data = scratch();
  const env = { VEZA_PLUGINS_DIR: pluginsWith(['crashes-in-start']) };
  const list = async () => (await run(['plugin', 'list', '--data', data], { env })).stdout.split('\n').find((line) => line.startsWith('crashes-in-start'));
  try {
    await assert.rejects(new Server({ data, env }).start(), /SIGSEGV/);
    for (let i = 0; i < 2; ++i) {
      const server = await new Server({ data, env }).start();
      try {
        await serves(server);
        assert.match(server.out, /plugin "crashes-in-start" is disabled: the process ended while it was starting/);
        const logged = errorsAbout(server, 'crashes-in-start');
        assert.equal(logged.length, 1, JSON.stringify(logged));
        assert.match(logged[0].message, /^plugin "crashes-in-start" is disabled: .* veza plugin enable crashes-in-start$/);
      } finally {
        assert.deepEqual(await server.stop(), { code: 0, signal: null });
      }
    }
    assert.match(await list(), /disabled: .*veza plugin enable crashes-in-start/);
    assert.equal((await run(['plugin', 'enable', 'crashes-in-start', '--data', data], { env })).code, 0);
    assert.match(await list(), /enabled$/);
    await assert.rejects(new Server({ data, env }).start(), /SIGSEGV/);
    assert.equal((await run(['plugin', 'disable', 'crashes-in-start', 'It crashes.', '--data', data], { env })).code, 0);
    assert.match(await list(), /disabled/);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test('plugin list tells what can be known without running anything', async () => {
  const env = { VEZA_PLUGINS_DIR: pluginsWith(['too-old', 'too-new', 'wrong-manifest', 'good']) };
  const { code, stdout } = await run(['plugin', 'list', '--data', join(folder, 'list')], { env });
  assert.equal(code, 0);
  for (const line of [/^library .* enabled$/m, /^good +1\.2\.3 +enabled$/m, /^too-old .*too old/m, /^too-new .*too new/m, /^wrong-manifest .*"version"/m]) {
    assert.match(stdout, line);
  }
});

test('plugin check passes the real plugins and names the fault of each bad one', async () => {
  for (const id of readdirSync(realPlugins)) {
    const { code, stdout } = await run(['plugin', 'check', join(realPlugins, id)]);
    assert.equal(code, 0, stdout);
  }
  for (const [fixture, fault] of Object.entries({
    'too-old': /FAULT .*too old/,
    'too-new': /FAULT .*too new/,
    'wrong-manifest': /FAULT .*"version"/,
    'missing-service': /FAULT .*veza\.nonesuch\/1/,
    'no-entry': /FAULT .*veza_plugin_entry_v1/,
  })) {
    const { code, stdout } = await run(['plugin', 'check', join(buildDir, 'fixtures', fixture)]);
    assert.equal(code, 1, fixture);
    assert.match(stdout, fault);
  }
});

test('plugin new makes a plugin of the template under its own name', async () => {
  mkdirSync(join(folder, 'new'));
  const made = await run(['plugin', 'new', 'tape-trader', join(folder, 'new')]);
  assert.equal(made.code, 0, made.stderr);
  const root = join(folder, 'new', 'tape-trader');
  assert.equal(JSON.parse(readFileSync(join(root, 'plugin.json'), 'utf8')).id, 'tape-trader');
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const path = join(entry.path ?? entry.parentPath, entry.name);
    assert.doesNotMatch(path + readFileSync(path, 'utf8'), /guestbook/i, path);
  }
  const unbuilt = await run(['plugin', 'check', root]);
  assert.equal(unbuilt.code, 1);
  assert.match(unbuilt.stdout, /ok .*plugin\.json/);
  assert.match(unbuilt.stdout, /FAULT .*tape-trader\.so/);
  const again = await run(['plugin', 'new', 'tape-trader', join(folder, 'new')]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /exists already/);
  const unfit = await run(['plugin', 'new', 'Tape Trader', join(folder, 'new')]);
  assert.equal(unfit.code, 1);
  assert.match(unfit.stderr, /no plugin id/);
});
