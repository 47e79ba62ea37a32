// What docs/operations.md tells an administrator to type works as it stands there: a site moves from one machine to
// PostgreSQL, Redis and S3, is looked at, gives its events to a program outside, and says what an upgrade would do.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { songBytes } from '../support/media.mjs';
import { Server, program, scratch, until } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const embedded = { VEZA_SECRETS_KEY_FILE: '', VEZA_DATA_URL: '', VEZA_KV_URL: '', VEZA_BLOBS_URL: '', VEZA_BLOBS_ACCESS_KEY: '', VEZA_BLOBS_SECRET_KEY: '' };
const redis = process.env.VEZA_TEST_REDIS_URL;
const prefix = `operations-${process.pid}:`;

// The shell commands of a section, in their order.
function commands(section) {
  const text = page.split(/^#{2,3} /m).find((part) => part.startsWith(`${section}\n`));
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map((block) => block[1]);
  assert.ok(blocks.length > 0, `"${section}" has commands`);
  return blocks;
}

let folder, data, stores, server, admin, track, bytes;

// Runs commands of the page, with the places of this test for those of the page.
async function shell(script, env = {}) {
  const target = new URL(stores.VEZA_DATA_URL);
  const password = decodeURIComponent(target.password);
  target.password = '';
  const places = {
    '/var/lib/veza': data,
    '/etc/veza/s3-keys': join(folder, 's3-keys'),
    's3://veza?endpoint=https://s3.example.org': stores.VEZA_BLOBS_URL,
    'postgresql://veza@db.example.org/veza': target.href,
    'redis://cache.example.org': redis,
    'veza:s:events': `${prefix}s:events`,
    'http://localhost:8080': server.url,
  };
  for (const [theirs, ours] of Object.entries(places)) script = script.replaceAll(theirs, ours);
  const path = `${join(folder, 'bin')}:${process.env.PATH}`;
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], {
    cwd: root,
    env: { PATH: path, HOME: folder, PGPASSWORD: password, SERVER: String(server.pid), ...env },
    timeout: 240_000,
  });
  return stdout;
}

// As `systemctl stop veza` stops it.
const systemctl = `#!/bin/sh
[ "$1" = stop ] || exit 0
kill -TERM "$SERVER"
while kill -0 "$SERVER" 2>/dev/null; do sleep 0.1; done
`;

function script(name, text) {
  writeFileSync(join(folder, 'bin', name), text);
  chmodSync(join(folder, 'bin', name), 0o755);
}

// The settings, as files where the page says so.
function shared() {
  const { VEZA_DATA_URL: url, ...rest } = stores;
  writeFileSync(join(folder, 'data_url'), `${url}\n`);
  // The key of sealed secrets stays in the data folder.
  return { ...rest, VEZA_SECRETS_KEY_FILE: '', VEZA_DATA_URL_FILE: join(folder, 'data_url'), VEZA_KV_PREFIX: prefix, VEZA_EVENTS_STREAM: 'true' };
}

before(async () => {
  folder = scratch();
  data = scratch();
  stores = await storeSettings(data, 'operations');
  mkdirSync(join(folder, 'bin'));
  script('veza', `#!/bin/sh\nexec '${program}' "$@"\n`);
  script('systemctl', systemctl);
  writeFileSync(join(folder, 's3-keys'), `${stores.VEZA_BLOBS_ACCESS_KEY}\n${stores.VEZA_BLOBS_SECRET_KEY}\n`);
  server = await new Server({ data, env: embedded }).start();
  admin = await server.setup();
  bytes = await songBytes(folder, 'song', 'flac', 3);
  track = await server.upload(admin.access_token, bytes, 'song.flac');
  await server.trackEnd(admin.access_token, track.id);
});
after(async () => {
  await server?.stop();
  for (const path of [folder, data]) rmSync(path, { recursive: true, force: true });
});

test('from one machine to many', async () => {
  const [move, start] = commands('From one machine to many');
  const moved = await shell(move);
  assert.match(moved, /read back and compared/);
  assert.match(moved, /Both databases hold the same/);
  // A test build may have no pages, which a doctor rightly minds.
  const found = await shell(start, { ...shared(), VEZA_PLUGINS_DISABLED: 'web-app' });
  for (const part of ['database: PostgreSQL', 'cache: Redis', 'blobs: S3', 'schema']) assert.match(found, new RegExp(`ok +${part}`));
  assert.match(found, /Everything is sound/);
  server = await new Server({ data, env: { ...shared(), VEZA_DATA_URL: undefined } }).start();
  const original = await fetch(`${server.url}/api/v1/tracks/${track.id}/stream`, { headers: { authorization: `Bearer ${admin.access_token}` } });
  assert.deepEqual(Buffer.from(await original.arrayBuffer()), Buffer.from(bytes));
});

test('settings, the balancer, watching it', async () => {
  const settings = await shell(commands('Settings and secrets').join(''), shared());
  assert.match(settings, /The settings are sound/);
  assert.match(settings, /data\.url = \*\*\* +# VEZA_DATA_URL_FILE/);
  assert.match(await shell(commands('The balancer').join('')), /Configuration file is valid/);
  const [ask, events] = commands('Watching it');
  const told = await shell(ask, { TOKEN: admin.access_token });
  assert.match(told, /"state":"ok"/);
  assert.match(told, /^http_requests_total\{/m);
  assert.match(await shell(events, { ...shared(), VEZA_DATA_DIR: data }), /host\.event_stream/);
});

test('events for programs outside', async () => {
  const [group, read] = commands('Events for programs outside').join('').split('\n');
  assert.match(await shell(group), /OK/);
  const more = await server.upload(admin.access_token, bytes, 'more.flac');
  await until('the program has the event', async () => (await shell(read)).includes(more.id));
});

test('what an upgrade would do', async () => {
  assert.match(await shell(commands('Upgrade and rollback').join(''), shared()), /The database is up to date/);
});
