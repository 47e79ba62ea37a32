// The key file of sealed secrets: made at the first start, the same on every host, kept by backups, turned over.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { run, scratch } from '../support/server.mjs';
import { rows } from '../support/data.mjs';

let folder, data, key;
before(async () => {
  folder = scratch();
  data = join(folder, 'site');
  key = join(data, 'secrets.key');
  assert.equal((await run(['migrate', '--data', data])).code, 0);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const veza = (...args) => run([...args, '--data', data]);

test('it is made once, for its owner only, and shown by fingerprint', async () => {
  const { code, stdout, stderr } = await veza('secrets', 'status');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /key 1 {2}[0-9a-f]{16} {2}seals/);
  assert.equal(statSync(key).mode & 0o777, 0o600);
  const secret = readFileSync(key, 'utf8').match(/^1 (\S+)$/m)[1];
  assert.equal(stdout.includes(secret), false);
  assert.equal((await veza('secrets', 'status')).stdout, stdout);
});

test('a new key seals, the old one still opens', async () => {
  const { code, stdout } = await veza('secrets', 'rotate');
  assert.equal(code, 0);
  assert.match(stdout, /Added key 2/);
  assert.match((await veza('secrets', 'status')).stdout, /key 1 .* opens\n {2}key 2 .* seals/);
});

test('of many that add a key at once each adds one, and the site still opens', async () => {
  const before = readFileSync(key, 'utf8').match(/^\d+ /gm).length;
  const all = await Promise.all(Array.from({ length: 5 }, () => veza('secrets', 'rotate')));
  assert.deepEqual(all.map(({ code, stderr }) => [code, stderr]), all.map(() => [0, '']));
  assert.equal(readFileSync(key, 'utf8').match(/^\d+ /gm).length, before + 5);
  assert.equal((await veza('secrets', 'status')).code, 0);
});

test('kill -9 while a key is added leaves the old keys or the new, never less', async () => {
  let before = readFileSync(key, 'utf8');
  for (let i = 0; i < 25; ++i) {
    await run(['secrets', 'rotate', '--data', data], { killAfter: 2 + 4 * i });
    const after = readFileSync(key, 'utf8');
    assert.ok(after.startsWith(before), 'every key that was there still is');
    const { code, stderr } = await veza('secrets', 'status');
    assert.equal(code, 0, stderr);
    before = after;
  }
});

test('a host without the file, with another, or with one everybody can read does not start, and says why', async () => {
  const kept = join(folder, 'kept');
  copyFileSync(key, kept);
  const refused = async (says) => {
    for (const command of [['serve', '--listen', '127.0.0.1:0'], ['secrets', 'status'], ['secrets', 'rotate'], ['user', 'list']]) {
      const { code, stderr } = await veza(...command);
      assert.equal(code, 78, command.join(' '));
      assert.match(stderr, says);
    }
  };
  rmSync(key);
  await refused(/this host has not.*Copy the file secrets\.key/);
  writeFileSync(key, `1 ${'A'.repeat(43)}\n`, { mode: 0o600 });
  await refused(/is not this site's/);
  writeFileSync(key, readFileSync(kept, 'utf8').split('\n').filter((line) => !line.startsWith('2 ')).join('\n'), { mode: 0o600 });
  await refused(/older than the site/);
  writeFileSync(key, 'no key at all\n', { mode: 0o600 });
  await refused(/line 1/);
  copyFileSync(kept, key);
  chmodSync(key, 0o644);
  await refused(/chmod 600/);
  chmodSync(key, 0o600);
  assert.equal((await veza('secrets', 'status')).code, 0);
  assert.equal((await rows(data, 'SELECT count(*) AS n FROM secrets_keys'))[0].n, readFileSync(kept, 'utf8').match(/^\d+ /gm).length);
});

test('a backup holds it, and a restored site opens what was sealed', async () => {
  assert.equal((await veza('backup', 'create', '--repository', `folder:${join(folder, 'backups')}`)).code, 0);
  const again = join(folder, 'again');
  const { code, stderr } = await run(['backup', 'restore', 'latest', '--repository', `folder:${join(folder, 'backups')}`, '--to', again]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(readFileSync(join(again, 'secrets.key')), readFileSync(key));
  assert.equal(statSync(join(again, 'secrets.key')).mode & 0o777, 0o600);
});
