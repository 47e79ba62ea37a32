// A site is backed up while it is used, lost, and brought back: songs play, accounts sign in, sessions go on.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { blobs, files, rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';
import { execute, production } from '../support/stores.mjs';

let folder, repository, server, admin, alice, flac, wav;

const veza = (data, ...args) => run([...args, '--data', data], { cwd: folder });
const backup = (data, ...args) => veza(data, 'backup', ...args, '--repository', `folder:${repository}`);
async function good(result) {
  const { code, stdout, stderr } = await result;
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}
async function listed(data) {
  return JSON.parse(await good(backup(data, 'list', '--json')));
}

before(async () => {
  folder = scratch();
  repository = join(folder, 'backups');
  flac = await songBytes(folder, 'rose', 'flac', 4, { tags: { title: 'La Rose' } });
  wav = await songBytes(folder, 'long', 'wav', 60);
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function plays(site, token, id, original) {
  const whole = await fetch(`${site.url}/api/v1/tracks/${id}/stream`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(whole.status, 200);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), original);
  const base = `/api/v1/tracks/${id}/hls`;
  const playlist = await site.api(`${base}/low/playlist.m3u8`, { token });
  assert.equal(playlist.status, 200);
  const names = [...playlist.body.matchAll(/^(seg-\d+\.m4s)/gm)].map((match) => match[1]);
  assert.ok(names.length > 0, playlist.body);
  for (const name of ['init.mp4', ...names]) {
    const part = await fetch(`${site.url}${base}/low/${name}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(part.status, 200, name);
    assert.ok((await part.arrayBuffer()).byteLength > 0);
  }
}

test('what is uploaded and converted meanwhile does not disturb a backup', async () => {
  const first = await server.upload(alice.access_token, flac, 'rose.flac', { visibility: 'public' });
  await server.trackEnd(alice.access_token, first.id);
  // In the middle of a conversion, and of uploads and deletions.
  const long = await server.upload(alice.access_token, wav, 'long.wav');
  await until('it is being converted', async () => (await server.api(`/api/v1/tracks/${long.id}/hls/status`, { token: alice.access_token })).body.data.playable);
  const busy = (async () => {
    const tracks = [];
    for (let i = 0; i < 4; ++i) tracks.push(await server.upload(alice.access_token, flac, `${i}.flac`));
    for (const { id } of tracks.slice(0, 2)) await server.api(`/api/v1/tracks/${id}`, { method: 'DELETE', token: alice.access_token });
  })();
  const said = await good(backup(server.data, 'create'));
  await busy;
  assert.match(said, /^\d{8}T\d{6}Z: \d+ rows, \d+ files/);
  assert.doesNotMatch(said, /lacks/);
  assert.match(await good(backup(server.data, 'verify', 'latest')), /is sound/);
  await good(backup(server.data, 'verify', 'latest', '--quick'));
  assert.equal(statSync(repository).mode & 0o777, 0o700);
});

test('the next one stores only what is new, and old ones go', async () => {
  const { body } = await server.api('/api/v1/tracks?per_page=100', { token: alice.access_token });
  for (const track of body.data) await server.trackEnd(alice.access_token, track.id);
  await good(backup(server.data, 'create'));
  const all = await listed(server.data);
  assert.equal(all.length, 2);
  // The song itself, and what was made of it. The first one may hold more: songs that were deleted meanwhile.
  assert.ok(all[1].files >= 2 * body.data.length, `${all[1].files} files of ${body.data.length} tracks`);
  assert.equal(all[1].missing, 0);
  // Both hold the first song, the repository has it once.
  const pool = readdirSync(join(repository, 'pool'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.equal(pool.filter((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).size === flac.length).length, 1);
  const said = await good(backup(server.data, 'prune', '--keep-daily', '1', '--keep-weekly', '0', '--keep-monthly', '0'));
  assert.match(said, new RegExp(`removed ${all[0].name}`));
  assert.deepEqual((await listed(server.data)).map((one) => one.name), [all[1].name]);
  assert.match(await good(backup(server.data, 'verify', 'latest')), /is sound/);
});

test('rows and files are compared on demand', async () => {
  const path = '/api/v1/admin/integrity';
  for (const [token, status] of [[undefined, 401], [alice.access_token, 403]]) {
    assert.equal((await server.api(path, { token })).status, status);
    assert.equal((await server.api(path, { method: 'POST', token })).status, status);
  }
  const none = await server.api(path, { token: admin.access_token });
  assert.equal(none.status, 404);
  assert.equal(none.body.error.code, 'no_report');
  const asked = await server.api(path, { method: 'POST', token: admin.access_token });
  assert.equal(asked.status, 202);
  assert.match(asked.body.data.job_id, /^[0-9a-f-]{36}$/);
  const report = await until('the report is there', async () => {
    const { status, body } = await server.api(path, { token: admin.access_token });
    return status === 200 && body.data;
  });
  assert.deepEqual(report.missing, []);
  assert.deepEqual(report.faults, []);
  assert.equal(report.orphan_count, 0);
  assert.equal(report.unclaimed, 0);
  assert.equal(report.blobs, (await blobs(server.data)).length);
  assert.match((await server.api('/metrics')).body, /^jobs\{kind="host.integrity",state="(running|done)"\} 1$/m);
  const said = JSON.parse(await good(veza(server.data, 'integrity', '--json')));
  assert.equal(said.blobs, report.blobs);
});

test('a lost file is named, of each kind', async () => {
  // Its files in the data folder, wherever those of the other tests are.
  const env = { VEZA_BLOBS_URL: '' };
  const one = await new Server({ env }).start();
  try {
    const { access_token: token } = await one.setup();
    const track = await one.upload(token, flac, 'rose.flac');
    assert.equal((await one.trackEnd(token, track.id)).status, 'ready');
    const check = () => run(['integrity', '--json', '--data', one.data], { cwd: folder, env });
    assert.deepEqual(JSON.parse(await good(check())).missing, []);
    const all = files(join(one.data, 'blobs'));
    const lost = ['original', 'waveform.json', 'low/init.mp4', 'medium/seg-00001.m4s'].map((name) => all.find((key) => key.endsWith(name)));
    for (const key of lost) rmSync(join(one.data, 'blobs', key));
    const { code, stdout } = await check();
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout).missing.map((blob) => blob.key).sort(), lost.sort());
  } finally {
    await one.stop();
  }
});

test('a lost site comes back: songs, accounts, keys', async () => {
  const tracks = (await server.api('/api/v1/tracks?per_page=100', { token: alice.access_token })).body.data;
  // As when the server makes it at its time: the job that does is in it.
  await execute(
    server.data,
    `INSERT INTO jobs (id, kind, payload, state, priority, run_at, attempts, max_attempts, lease_owner, lease_until, progress, last_error, request_id, created_at)
     VALUES ('nightly', 'host.backup', '{}', 'running', 0, 1, 1, 12, 'another/host', 9000000000000, 0, '', '', 1)`,
  );
  await good(backup(server.data, 'create'));
  const kept = (await blobs(server.data)).sort();
  const running = await backup(server.data, 'restore', 'latest');
  assert.equal(running.code, 78);
  assert.match(running.stderr, /in use by another Veza server/);
  await server.kill();
  const occupied = await backup(server.data, 'restore', 'latest');
  assert.equal(occupied.code, 1);
  assert.match(occupied.stderr, /--force/);
  rmSync(server.data, { recursive: true, force: true });

  const data = join(folder, 'again');
  assert.match(await good(backup(data, 'restore', 'latest')), /Restored/);
  assert.deepEqual((await blobs(data)).sort(), kept);
  assert.equal(existsSync(join(data, 'restoring')), false);
  assert.deepEqual(files(join(data, 'backup-work')), []);
  const again = await new Server({ data }).start();
  try {
    // Signed before, by keys that came back.
    assert.equal((await again.api('/api/v1/auth/me', { token: alice.access_token })).body.data.username, 'alice');
    const signed = await again.api('/api/v1/auth/login', { method: 'POST', json: { login: 'admin', password: 'correct horse battery' } });
    assert.equal(signed.status, 200);
    const back = (await again.api('/api/v1/tracks?per_page=100', { token: alice.access_token })).body.data;
    assert.deepEqual(back, tracks);
    for (const track of back) await plays(again, alice.access_token, track.id, track.content_type === 'audio/flac' ? flac : wav);
    assert.equal((await rows(data, 'SELECT count(*) AS n FROM backup_lease'))[0].n, 0);
    assert.deepEqual(await rows(data, "SELECT state FROM jobs WHERE kind = 'host.backup'"), []);
    // And can be backed up again, at once.
    await good(backup(data, 'create'));
  } finally {
    await again.stop();
  }

  // As a site of its own in one folder, whatever the stores of the settings.
  const apart = join(folder, 'apart');
  assert.match(await good(backup(data, 'restore', 'latest', '--to', apart)), /veza serve --config/);
  assert.deepEqual(files(join(apart, 'blobs')).sort(), kept);
  // Started as it says: what the machine's own settings name is not touched.
  const alone = await new Server({ data: apart, site: 'apart', args: ['--config', join(apart, 'restored.properties')], env: { VEZA_DATA_URL: undefined, VEZA_KV_URL: undefined, VEZA_BLOBS_URL: undefined } }).start();
  try {
    assert.equal((await alone.api('/api/v1/auth/me', { token: alice.access_token })).body.data.username, 'alice');
    for (const track of tracks) await plays(alone, alice.access_token, track.id, track.content_type === 'audio/flac' ? flac : wav);
  } finally {
    await alone.stop();
  }
});

test('a server does not start on half a restore', async () => {
  const data = scratch();
  writeFileSync(join(data, 'restoring'), '20261121T101500Z\n');
  const { code, stderr } = await veza(data, 'serve');
  assert.equal(code, 78);
  assert.match(stderr, /veza backup restore 20261121T101500Z/);
  rmSync(data, { recursive: true, force: true });
});

test('settings that would lose backups are refused before a server starts', async () => {
  const data = scratch();
  const wrong = [
    [{ VEZA_BACKUP_URL: `folder:${data}/blobs/backups` }, /among the site's files/],
    [{ VEZA_BACKUP_URL: 'ftp://example.org' }, /backup\.url: /],
    [{ VEZA_BACKUP_URL: 'folder:' }, /backup\.url: folder: names no folder/],
    [{ VEZA_BLOBS_URL: `folder:${data}/files`, VEZA_BACKUP_URL: `folder:${data}/files/backups` }, /among the site's files/],
    [{ VEZA_BLOBS_URL: `folder:${data}/files`, VEZA_BACKUP_URL: `folder:${data}/files` }, /among the site's files/],
    [{ VEZA_BLOBS_URL: 's3://bucket?endpoint=http://127.0.0.1:1', VEZA_BACKUP_URL: 's3://bucket/backups?endpoint=http://127.0.0.1:1' }, /among the site's files/],
    [{ VEZA_BACKUP_URL: 's3://bucket?endpoint=http://127.0.0.1:1', VEZA_BACKUP_SECRET_KEY: '' }, /backup\.url: /],
    [{ VEZA_BACKUP_SCHEDULE: 'now and then' }, /backup\.schedule must be daily HH:MM/],
    [{ VEZA_INTEGRITY_SCHEDULE: 'daily 25:00' }, /integrity\.schedule must be daily HH:MM/],
  ];
  for (const [env, sentence] of wrong) {
    const { code, stderr } = await run(['config', 'check', '--data', data], { cwd: folder, env });
    assert.equal(code, 78, JSON.stringify(env));
    assert.match(stderr, sentence);
  }
  // A mistyped folder is not made into a site; where the database is elsewhere, no folder is one.
  if (!production) {
    const typo = await veza(join(data, 'typo'), 'backup', 'list');
    assert.equal(typo.code, 78);
    assert.equal(existsSync(join(data, 'typo')), false);
  }
  rmSync(data, { recursive: true, force: true });
});

test('a damaged backup is told from a sound one', async () => {
  const data = join(folder, 'again');
  const pool = files(join(repository, 'pool')).map((name) => join(repository, 'pool', name));
  const song = pool.find((path) => statSync(path).size === flac.length);
  const bytes = Buffer.from(readFileSync(song));
  bytes[1000] ^= 1;
  writeFileSync(song, bytes);
  const { code, stderr } = await backup(data, 'verify', 'latest');
  assert.equal(code, 1);
  assert.match(stderr, /The file library\/[0-9a-f-]+\/original is damaged in pool\//);
  await good(backup(data, 'verify', 'latest', '--quick'));
  rmSync(song);
  assert.equal((await backup(data, 'verify', 'latest', '--quick')).code, 1);
  // What the site still has is stored anew.
  await good(backup(data, 'create'));
  assert.match(await good(backup(data, 'verify', 'latest')), /is sound/);
});
