// What docs/policy.md and docs/api.md show works as it stands there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

const docs = join(dirname(fileURLToPath(import.meta.url)), '../../docs');
let folder;
before(() => (folder = scratch()));
after(() => rmSync(folder, { recursive: true, force: true }));

// The fenced blocks of one language in a page.
function snippets(page, language) {
  const blocks = [...readFileSync(join(docs, page), 'utf8').matchAll(/^```(\w+).*\n([^]*?)^```$/gm)];
  const found = blocks.filter((block) => block[1] === language).map((block) => block[2]);
  assert.ok(found.length > 0, `${page} has ${language}`);
  return found;
}

test('every script in docs/policy.md loads without a warning, all of them together', async () => {
  const scripts = snippets('policy.md', 'lua');
  const hooks = join(folder, 'lua/hooks');
  mkdirSync(hooks, { recursive: true });
  scripts.forEach((script, i) => writeFileSync(join(hooks, `snippet_${i + 1}.lua`), script));
  const server = await new Server({ env: { VEZA_POLICY_DIR: join(folder, 'lua') } }).start();
  try {
    const said = () => server.logLines.filter((line) => line.service === 'policy');
    const [outcome] = await until('the scripts were loaded or refused', () => {
      const found = said().filter((line) => /scripts/.test(line.message));
      return found.length && found;
    });
    assert.equal(outcome.scripts, scripts.length, JSON.stringify(said()));
    assert.deepEqual(said().filter((line) => line.level !== 'info'), []);
  } finally {
    await server.stop();
  }
});

test('the settings in docs/auth-oauth.md name providers the plugin takes', async () => {
  const blocks = snippets('auth-oauth.md', 'properties');
  const lists = blocks.map((block) => block.match(/providers = ([^]*)$/)?.[1].replaceAll('\\\n', '')).filter(Boolean);
  const ids = lists.flatMap((list) => JSON.parse(list).map(({ id }) => id));
  const file = join(folder, 'providers.properties');
  const proxy = blocks.find((block) => block.includes('proxy_header'));
  // Each as it stands there is a whole setting; together they are one list.
  writeFileSync(file, `plugin.auth-oauth.providers = [${lists.map((list) => list.trim().slice(1, -1)).join(', ')}]\n${proxy}`);
  const server = await new Server({ args: ['--config', file] }).start();
  try {
    const { body } = await server.api('/api/v1/auth/providers');
    assert.deepEqual(body.data.map(({ id }) => id), ids);
    assert.deepEqual(server.logLines.filter((line) => /Left out/.test(line.message)), []);
  } finally {
    await server.stop();
  }
});

test('the commands in docs/api.md take a song to the site and its playlist back', async () => {
  const server = await new Server().start();
  const flac = await songBytes(folder, 'song', 'flac', 3);
  try {
    await server.setup();
    await server.register('alice'); // with the password the page shows
    const script = snippets('api.md', 'sh').join('\n').replaceAll('http://localhost:8080', server.url);
    const { stdout } = await promisify(execFile)('sh', ['-euc', script], { cwd: folder, timeout: 240_000 });
    assert.match(stdout, /"status":/);
    assert.match(stdout, /^#EXTM3U\n[^]*\/playlist\.m3u8\?token=/m);
    assert.deepEqual(readFileSync(join(folder, 'original.flac')), flac);
  } finally {
    await server.stop();
  }
});
