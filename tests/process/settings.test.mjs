// etc/veza.properties lists every setting there is, with the default it has: those of the host as `veza config show` prints
// them, those of the plugins as their manifests say.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { buildDir, run, scratch } from '../support/server.mjs';

const shipped = join(dirname(fileURLToPath(import.meta.url)), '../../etc/veza.properties');

// {key: default} of the file: a setting is a line "#key = value"; prose has a blank after its '#'.
function documented() {
  const lines = readFileSync(shipped, 'utf8').split('\n').filter((line) => line && !line.startsWith('# '));
  const pairs = lines.filter((line) => line !== '#').map((line) => {
    const match = line.match(/^#([a-z][a-z0-9_.-]*) =(?: (.*))?$/);
    assert.ok(match, `neither prose nor a setting: ${line}`);
    return [match[1], match[2] ?? ''];
  });
  assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, 'each stands there once');
  return Object.fromEntries(pairs);
}

async function hostSettings() {
  const folder = scratch();
  const { code, stdout, stderr } = await run(['config', 'show', '--config', '/dev/null'], { cwd: folder });
  rmSync(folder, { recursive: true, force: true });
  assert.equal(code, 0, stderr);
  const lines = stdout.trim().split('\n').map((line) => line.match(/^(\S+) = (.*?) +# default$/) ?? assert.fail(`not a default: ${line}`));
  // A secret is not shown, and has no default.
  return Object.fromEntries(lines.map(([, key, value]) => [key, value === '***' ? '' : value]));
}

function pluginSettings() {
  const plugins = join(buildDir, 'lib/veza/plugins');
  return Object.fromEntries(
    readdirSync(plugins).flatMap((id) => {
      const { config = {} } = JSON.parse(readFileSync(join(plugins, id, 'plugin.json'), 'utf8'));
      return Object.entries(config.properties ?? {}).map(([key, { default: value }]) => [
        `plugin.${id}.${key}`, Array.isArray(value) ? value.join(', ') : String(value ?? ''),
      ]);
    }),
  );
}

test('the shipped file and the program name the same settings with the same defaults', async () => {
  assert.deepEqual(documented(), { ...(await hostSettings()), ...pluginSettings() });
});

test('every line of the shipped file is sound without its #', async () => {
  const folder = scratch();
  try {
    const file = join(folder, 'veza.properties');
    writeFileSync(file, readFileSync(shipped, 'utf8').replace(/^#(?! )/gm, ''));
    const { code, stderr } = await run(['config', 'check', '--config', file], { cwd: folder });
    assert.equal(code, 0, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
