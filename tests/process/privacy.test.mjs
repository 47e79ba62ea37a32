// A person's own data: all of it in a file, for them alone; all of it gone, after the days of grace, also through kill -9.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { blobs } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';
import { production, rows } from '../support/stores.mjs';
import { totp } from '../support/authenticator.mjs';

let server, admin, folder, flac;
before(async () => {
  folder = scratch();
  flac = await songBytes(folder, 'song', 'flac', 2);
  server = await new Server().start();
  admin = await server.setup();
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const password = 'a long enough phrase';
const login = (host, name, words = password) => host.api('/api/v1/auth/login', { method: 'POST', json: { login: name, password: words } });
const status = async (host, token) => (await host.api('/api/v1/account/export', { token })).body.data;
const ready = (host, token) =>
  until('the export is ready', async () => {
    const now = await status(host, token);
    assert.notEqual(now.status, 'failed');
    return now.status === 'ready' && now;
  });

// {name: content} of a zip, by Python's own reader.
function unzip(bytes) {
  const file = join(folder, `${Math.random()}.zip`);
  writeFileSync(file, bytes);
  const list = execFileSync('python3', ['-c', 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint("\\n".join(z.namelist()))', file]);
  return Object.fromEntries(
    list.toString().trim().split('\n').map((name) => [
      name,
      execFileSync('python3', ['-c', 'import sys, zipfile\nsys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))', file, name]),
    ]),
  );
}

async function fetchZip(host, token, url) {
  const answer = await fetch(host.url + url, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}

test('everything somebody owns comes in one file', async () => {
  const ann = await server.register('ann');
  const bob = await server.register('bob');
  const track = await server.upload(ann.access_token, flac, 'my song.flac', { title: 'Mine' });
  await server.upload(bob.access_token, flac, 'his.flac', { title: 'Not hers' });
  assert.equal((await status(server, ann.access_token)).status, 'none');
  assert.equal((await server.api('/api/v1/account/export', { method: 'POST', token: ann.access_token })).status, 202);
  const { url, expires_at: expires, size } = await ready(server, ann.access_token);
  assert.ok(Math.abs(new Date(expires) - Date.now() - 7 * 86_400_000) < 3_600_000);
  const { status: code, bytes, headers } = await fetchZip(server, ann.access_token, url);
  assert.equal(code, 200);
  assert.equal(bytes.length, size);
  assert.match(headers.get('content-disposition'), /attachment/);
  const files = unzip(bytes);
  assert.deepEqual(files[`library/files/${track.id}/my song.flac`], flac);
  const tracks = JSON.parse(files['library/tracks.json']);
  assert.deepEqual(tracks.map((each) => each.title), ['Mine']);
  assert.equal(JSON.parse(files['identity/account.json']).email, 'ann@example.org');
  assert.ok(JSON.parse(files['identity/sessions.json']).length >= 1);
  assert.ok(JSON.parse(files['audit/audit.json']).some((entry) => entry.action === 'library.track.created'));
  const text = Object.entries(files).filter(([name]) => name.endsWith('.json')).map(([, content]) => content).join('');
  for (const foreign of ['Not hers', bob.user.id, 'bob@example.org']) assert.ok(!text.includes(foreign), foreign);
  for (const secret of [ann.refresh_token, 'refresh_hash', '$argon2id$']) assert.ok(!text.includes(secret), secret);

  // For nobody else, signed in or not, and not without the token.
  assert.equal((await fetchZip(server, bob.access_token, url)).status, 404);
  assert.equal((await fetchZip(server, admin.access_token, url)).status, 404);
  assert.equal((await server.api(url)).status, 401);
  for (const wrong of ['?token=x', '?token=', '']) {
    assert.equal((await fetchZip(server, ann.access_token, `/api/v1/account/export/file${wrong}`)).status, 404, wrong);
  }
  assert.equal((await status(server, bob.access_token)).status, 'none');

  const again = await server.api('/api/v1/account/export', { method: 'POST', token: ann.access_token });
  assert.equal(again.status, 429);
  assert.ok(Number(again.headers.get('retry-after')) > 80_000);
  const token = new URLSearchParams(url.split('?')[1]).get('token');
  assert.ok(!JSON.stringify(await rows(server.data, 'SELECT * FROM privacy_exports')).includes(token));
});

test('a closed account can only be restored', async () => {
  const cleo = await server.register('cleo');
  const closed = await server.api('/api/v1/account', { method: 'DELETE', token: cleo.access_token });
  assert.equal(closed.status, 202);
  assert.ok(Math.abs(new Date(closed.body.data.erased_at) - Date.now() - 14 * 86_400_000) < 3_600_000);
  assert.equal((await server.api('/api/v1/auth/me', { token: cleo.access_token })).status, 401);
  const back = await login(server, 'cleo');
  assert.equal(back.status, 200);
  const token = back.body.data.access_token;
  assert.equal((await server.api('/api/v1/auth/me', { token })).body.data.pending_erasure_at, closed.body.data.erased_at);
  for (const [method, path] of [['GET', '/api/v1/tracks'], ['POST', '/api/v1/tracks'], ['DELETE', '/api/v1/account']]) {
    const { status: code, body } = await server.api(path, { method, token });
    assert.equal(code, 403, `${method} ${path}`);
    assert.equal(body.error.code, 'account_closed');
  }
  assert.equal((await status(server, token)).status, 'none');
  assert.equal((await server.api('/api/v1/account/restore', { method: 'POST', token })).status, 204);
  assert.equal((await server.api('/api/v1/account/restore', { method: 'POST', token })).status, 409);
  assert.equal((await server.api('/api/v1/tracks', { token })).status, 200);
  assert.equal((await server.api('/api/v1/auth/me', { token })).body.data.pending_erasure_at, null);
});

test('what a closed account holds open ends: sockets, and leave to listen', async () => {
  const [mia, finn] = [await server.register('mia'), await server.register('finn')];
  const open = async (token) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${token}` } });
    const closed = new Promise((done) => socket.on('close', done));
    await new Promise((done, fail) => socket.on('open', done).on('error', fail));
    return { socket, closed };
  };
  const hers = await open(mia.access_token);
  const his = await open(finn.access_token);
  const track = await server.upload(mia.access_token, flac, 'song.flac', { visibility: 'private' });
  await server.trackEnd(mia.access_token, track.id);
  const issued = await server.api('/api/v1/auth/stream-token', { method: 'POST', token: mia.access_token, json: { track_id: track.id } });
  const listen = async () => (await server.api(`/api/v1/tracks/${track.id}/hls/master.m3u8?token=${issued.body.data.token}`)).status;
  assert.equal(await listen(), 200);
  assert.equal((await server.api('/api/v1/account', { method: 'DELETE', token: mia.access_token })).status, 202);
  assert.equal(await hers.closed, 1008);
  await until('her stream token opens nothing', async () => (await listen()) !== 200, { within: 10_000 });
  assert.equal(his.socket.readyState, WebSocket.OPEN);
  his.socket.close();
});

test('the only admin stays', async () => {
  const { status: code, body } = await server.api('/api/v1/account', { method: 'DELETE', token: admin.access_token });
  assert.equal(code, 409);
  assert.equal(body.error.code, 'last_admin');
  // One whose account is closed is as good as gone.
  const deputy = await server.register('deputy');
  const role = (id, to) => server.api(`/api/v1/admin/users/${id}`, { method: 'PATCH', token: admin.access_token, json: { role: to } });
  assert.equal((await role(deputy.user.id, 'admin')).status, 200);
  const { access_token: token } = (await login(server, 'deputy')).body.data;
  assert.equal((await server.api('/api/v1/account', { method: 'DELETE', token })).status, 202);
  const again = await server.api('/api/v1/account', { method: 'DELETE', token: admin.access_token });
  assert.equal(again.body.error?.code, 'last_admin');
  assert.equal((await role(admin.user.id, 'user')).body.error?.code, 'last_admin');
  assert.equal((await role(deputy.user.id, 'user')).status, 200);
});

// The tables in whose rows one of the texts stands, whatever the column; as the database itself lists them.
async function tablesWith(data, texts) {
  const list = production
    ? "SELECT table_name AS name, column_name AS part FROM information_schema.columns WHERE table_schema = current_schema()"
    : "SELECT m.name AS name, p.name AS part FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'";
  const columns = {};
  for (const { name, part } of await rows(data, list)) (columns[name] ??= []).push(part);
  const found = {};
  for (const [table, parts] of Object.entries(columns)) {
    const says = texts.flatMap((text) => parts.map((part) => `lower(CAST("${part}" AS TEXT)) LIKE '%${text}%'`));
    const [{ n }] = await rows(data, `SELECT count(*) AS n FROM "${table}" WHERE ${says.join(' OR ')}`);
    if (Number(n)) found[table] = Number(n);
  }
  return found;
}

// Where people stand while they have an account: the file of the export that has it, or why none has.
const exported = {
  audit_log: 'audit/audit.json',
  auth_oauth_links: 'auth-oauth/links.json',
  hls_renditions: 'hls-gstreamer/renditions.json',
  identity_backup_codes: 'identity/backup_codes.json',
  identity_mail_tokens: 'identity/mail_tokens.json',
  identity_sessions: 'identity/sessions.json',
  identity_tokens: 'identity/tokens.json',
  identity_totp: 'identity/totp.json',
  identity_users: 'identity/account.json',
  library_comments: 'library/comments.json',
  library_follows: 'library/following.json',
  library_likes: 'library/likes.json',
  library_playlist_collaborators: 'library/playlists_worked_on.json',
  library_playlist_items: 'library/playlists.json',
  library_playlists: 'library/playlists.json',
  library_plays: 'library/history.json',
  library_searches: 'library/searches.json',
  library_tracks: 'library/tracks.json',
  library_uploads: 'library/uploads.json',
  opensubsonic_bookmarks: 'opensubsonic/bookmarks.json',
  opensubsonic_passwords: 'opensubsonic/app_passwords.json',
  opensubsonic_queues: 'opensubsonic/play_queue.json',
  opensubsonic_ratings: 'opensubsonic/ratings.json',
  opensubsonic_shares: 'opensubsonic/shares.json',
  opensubsonic_stars: 'opensubsonic/stars.json',
};
const notExported = {
  audit_incoming: 'moments later in audit_log',
  jobs: 'work on what the export has',
  library_holdings: 'counts what library/tracks.json lists',
  library_search: 'finds what the export has',
  library_search_fts: 'the words of library_search',
  library_storage_claims: 'a row to wait at',
  outbox: 'says what the export has, and goes after a week',
  outbox_incoming: 'moments later in outbox',
  mail_letters: 'sealed mails under way to them',
  privacy_exports: 'the export itself',
};
// Where the id may stand when they are erased: a pseudonym by then.
const stays = {
  audit_log: 'the id alone',
  audit_incoming: 'the id alone',
  audit_erasures: 'whose entries were emptied',
  privacy_erasures: 'who must not come back with a backup',
  jobs: 'goes after a week',
  outbox: 'goes after a week',
  outbox_incoming: 'moments later in outbox',
};

// Marks of search hold an id without its dashes.
const everyWay = (id) => [id, id.replaceAll('-', '')];

// What is left of somebody that ought not to be.
const traces = async (data, id) => Object.keys(await tablesWith(data, everyWay(id))).filter((table) => !stays[table]);

test('every table that knows a person is in the export, and forgets them', async () => {
  const data = scratch();
  const host = await new Server({ data, env: { VEZA_PRIVACY_GRACE_DAYS: '0', VEZA_PLUGIN_LIBRARY__QUOTA_BYTES: '1000000000' } }).start();
  try {
    const boss = await host.setup();
    const zoe = await host.register('zoe-bright');
    const token = zoe.access_token;
    await login(host, 'zoe-bright', 'not her password');
    const track = await host.upload(token, flac, 'zoe-bright.flac', { title: 'By Zoe-Bright', artist: 'Zoe-Bright' });
    await host.trackEnd(token, track.id);
    const call = async (method, path, json, by = token) => {
      const answer = await host.api(`/api/v1${path}`, { method, token: by, json });
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body?.data;
    };
    await call('POST', `/tracks/${track.id}/comments`, { body: 'Zoe-Bright was here', position_ms: 100 });
    await host.upload(token, flac, 'private.flac', { title: 'Not for all', artist: 'Zoe-Bright', visibility: 'private' });
    const begun = await fetch(`${host.url}/api/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': `filename ${btoa('zoe-bright.flac')}` },
    });
    assert.equal(begun.status, 201, await begun.text());
    await call('GET', '/search?q=zoe-bright');
    await call('POST', '/playlists', { title: 'Of Zoe-Bright', track_ids: [track.id] });
    const shared = await call('POST', '/playlists', { title: 'Ours' }, boss.access_token);
    await call('PUT', `/playlists/${shared.id}/collaborators/${zoe.user.id}`, { role: 'editor' }, boss.access_token);
    await call('PUT', `/tracks/${track.id}/like`);
    await call('POST', `/tracks/${track.id}/plays`, { play_id: '0190a000-0000-7000-8000-000000000001', heard: 2 });
    await call('PUT', `/artists/${(await call('GET', '/artists'))[0].id}/follow`);
    const { password } = await call('POST', '/opensubsonic/passwords', { name: 'Phone of Zoe-Bright' });
    const song = `id=tr-${track.id}`;
    for (const method of [`star?artistId=ar-${(await call('GET', '/artists'))[0].id}`, `setRating?${song}&rating=5`, `savePlayQueue?${song}`, `createBookmark?${song}&position=1`, `createShare?${song}`]) {
      const answer = await fetch(`${host.url}/rest/${method}&f=json&apiKey=${password}`);
      assert.equal((await answer.json())['subsonic-response'].status, 'ok', method);
    }
    assert.equal((await host.api('/api/v1/account/tokens', { method: 'POST', token, json: { name: 'x', scopes: ['track:read'], expires_in_days: 7 } })).status, 201);
    const { body } = await host.api('/api/v1/account/totp', { method: 'POST', token });
    assert.equal((await host.api('/api/v1/account/totp/confirm', { method: 'POST', token, json: { code: totp(body.data.secret) } })).status, 200);
    assert.equal((await host.api('/api/v1/account/export', { method: 'POST', token })).status, 202);
    const files = unzip((await fetchZip(host, token, (await ready(host, token)).url)).bytes);
    const known = await tablesWith(data, everyWay(zoe.user.id));
    const tables = ['library', 'opensubsonic'].flatMap(
      (plugin) => JSON.parse(readFileSync(join(import.meta.dirname, `../../plugins/${plugin}/plugin.json`))).user_data.tables,
    );
    for (const table of [...tables, 'identity_sessions', 'identity_tokens', 'identity_totp', 'identity_backup_codes', 'library_tracks', 'hls_renditions', 'audit_log']) {
      assert.ok(known[table], `${table} knows her`);
    }
    const missing = Object.keys(known).filter((table) => !notExported[table] && !files[exported[table]]);
    assert.deepEqual(missing, [], 'the export lacks what these tables hold of people');

    assert.equal((await host.api('/api/v1/account', { method: 'DELETE', token })).status, 202);
    await until('it is erased', async () => (await rows(data, `SELECT state FROM privacy_erasures`))[0]?.state === 'done');
    await until('only the id is left', async () => (await traces(data, zoe.user.id)).length === 0).catch(() => {});
    assert.deepEqual(await traces(data, zoe.user.id), [], 'these still know the id');
    const named = await tablesWith(data, ['zoe-bright', 'zoe_bright']);
    // Events tell of a name for the week they stay.
    assert.deepEqual(Object.keys(named).filter((table) => table !== 'outbox'), [], 'these still know the name or the address');
  } finally {
    await host.stop();
    rmSync(data, { recursive: true, force: true });
  }
});

test('a restored backup brings nobody back who was erased since', async () => {
  const data = scratch();
  const apart = scratch();
  const env = { VEZA_PRIVACY_GRACE_DAYS: '0' };
  const veza = (...args) => run([...args, '--data', data], { cwd: data });
  let host = await new Server({ data, env }).start();
  try {
    await host.setup();
    const people = [];
    for (const name of ['ida', 'jan', 'kept']) people.push(await host.register(name));
    const name = (await veza('backup', 'create')).stdout.split(':')[0];
    const erase = async ({ access_token: token, user }) => {
      await host.upload(token, flac, 'x.flac');
      assert.equal((await host.api('/api/v1/account', { method: 'DELETE', token })).status, 202);
      await until('it is erased', async () => (await rows(data, `SELECT state FROM privacy_erasures WHERE user_id = '${user.id}'`))[0]?.state === 'done');
    };
    // One is in the list of a later backup, the other in the database alone.
    await erase(people[0]);
    assert.equal((await veza('backup', 'create')).code, 0);
    await erase(people[1]);
    await host.stop({ keep: true });

    const said = await veza('backup', 'restore', name, '--force');
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /still has 2 accounts/);
    const elsewhere = await veza('backup', 'restore', name, '--to', apart);
    assert.equal(elsewhere.code, 0, elsewhere.stderr);
    assert.match(elsewhere.stdout, /still has 2 accounts/);

    host = await new Server({ data, env }).start();
    for (const { user } of people.slice(0, 2)) {
      await until(`${user.username} is erased again`, async () => (await rows(data, `SELECT state FROM privacy_erasures WHERE user_id = '${user.id}'`))[0]?.state === 'done');
      assert.equal((await login(host, user.username)).status, 401);
      assert.equal((await rows(data, `SELECT 1 FROM identity_users WHERE id = '${user.id}'`)).length, 0);
    }
    assert.equal((await login(host, 'kept')).status, 200);
  } finally {
    await host.stop();
    for (const folder of [data, apart]) rmSync(folder, { recursive: true, force: true });
  }
});

test('after the grace nothing is left but an id in the audit log', async () => {
  const data = scratch();
  const host = await new Server({ data, env: { VEZA_PRIVACY_GRACE_DAYS: '0' } }).start();
  try {
    const boss = await host.setup();
    const dora = await host.register('dora');
    const other = await host.register('other');
    const kept = await host.upload(other.access_token, flac, 'kept.flac');
    const track = await host.upload(dora.access_token, flac, 'mine.flac', { visibility: 'public' });
    await host.trackEnd(dora.access_token, track.id);
    await host.api('/api/v1/account/export', { method: 'POST', token: dora.access_token });
    await ready(host, dora.access_token);
    assert.equal((await host.api('/api/v1/account', { method: 'DELETE', token: dora.access_token })).status, 202);
    await until('it is erased', async () => (await rows(data, `SELECT state FROM privacy_erasures`))[0]?.state === 'done');
    assert.deepEqual(await traces(data, dora.user.id), []);
    await until('the files are gone', async () => {
      const left = await blobs(data);
      return !left.some((key) => key.includes(track.id) || key.startsWith('privacy/'));
    });
    assert.ok((await blobs(data)).some((key) => key.includes(kept.id)), 'others’ files stay');
    assert.equal((await host.api(`/api/v1/tracks/${track.id}`)).status, 404);
    assert.equal((await login(host, 'dora')).status, 401);
    // The address is free, the name is not: nobody is taken for her.
    const again = (username, email) => host.api('/api/v1/auth/register', { method: 'POST', json: { username, email, password } });
    const taken = await again('DORA', 'new@example.org');
    assert.equal(taken.status, 409);
    assert.equal(taken.body.error.code, 'username_taken');
    assert.equal((await again('dora2', 'dora@example.org')).status, 201);

    const { body } = await host.api('/api/v1/admin/audit/logs?per_page=100', { token: boss.access_token });
    const hers = body.data.filter((entry) => entry.actor?.id === dora.user.id);
    assert.ok(hers.length > 0);
    for (const entry of hers) {
      assert.equal(entry.erased, true);
      assert.deepEqual([entry.actor.name, entry.ip, entry.user_agent, entry.before, entry.after], ['', '', '', null, null]);
    }
    assert.ok(body.data.some((entry) => entry.action === 'privacy.account.erased' && entry.subject.id === dora.user.id));
    const sound = await host.api('/api/v1/admin/audit/verify', { token: boss.access_token });
    assert.equal(sound.body.data.sound, true, JSON.stringify(sound.body.data.faults));
  } finally {
    await host.stop();
    rmSync(data, { recursive: true, force: true });
  }
});

test('kill -9 in an export: it is made all the same, once', async () => {
  for (const pause of [0, 30, 120]) {
    const data = scratch();
    let host = await new Server({ data }).start();
    try {
      await host.setup();
      const emil = await host.register('emil');
      for (let i = 0; i < 3; ++i) await host.upload(emil.access_token, flac, `n${i}.flac`);
      assert.equal((await host.api('/api/v1/account/export', { method: 'POST', token: emil.access_token })).status, 202);
      await new Promise((done) => setTimeout(done, pause));
      await host.kill();
      host = await new Server({ data }).start();
      const { body } = await login(host, 'emil');
      const { url } = await ready(host, body.data.access_token);
      const files = unzip((await fetchZip(host, body.data.access_token, url)).bytes);
      assert.equal(Object.keys(files).filter((name) => name.endsWith('.flac')).length, 3);
      assert.equal((await blobs(data, 'privacy')).length, 1);
    } finally {
      await host.stop();
      rmSync(data, { recursive: true, force: true });
    }
  }
});

test('kill -9 in an erasure: it goes on to its end', async () => {
  for (const pause of [0, 10, 40, 150]) {
    const data = scratch();
    const env = { VEZA_PRIVACY_GRACE_DAYS: '0' };
    let host = await new Server({ data, env }).start();
    try {
      await host.setup();
      const fay = await host.register('fay');
      for (let i = 0; i < 3; ++i) await host.upload(fay.access_token, flac, `n${i}.flac`);
      assert.equal((await host.api('/api/v1/account', { method: 'DELETE', token: fay.access_token })).status, 202);
      await new Promise((done) => setTimeout(done, pause));
      await host.kill();
      host = await new Server({ data, env }).start();
      await until('it is erased', async () => (await rows(data, 'SELECT state FROM privacy_erasures'))[0]?.state === 'done');
      // What a conversion wrote meanwhile goes when it hears of the deletion.
      await until('nothing is left', async () => (await traces(data, fay.user.id)).length === 0);
      assert.equal((await login(host, 'fay')).status, 401);
      const said = await run(['audit', 'verify', '--data', data], { cwd: data });
      assert.equal(said.code, 0, said.stdout);
      const { n } = (await rows(data, "SELECT count(*) AS n FROM audit_log WHERE action = 'privacy.account.erased'"))[0];
      assert.equal(Number(n), 1);
    } finally {
      await host.stop();
      rmSync(data, { recursive: true, force: true });
    }
  }
});

test('an admin does both at the command line, beside a server and without one', async () => {
  const data = scratch();
  const veza = (...args) => run(['user', ...args, '--data', data], { cwd: data });
  let host = await new Server({ data }).start();
  try {
    await host.setup();
    for (const name of ['gert', 'hugo']) {
      const session = await host.register(name);
      await host.upload(session.access_token, flac, `${name}.flac`);
    }
    const file = join(folder, 'gert.zip');
    const exported = await veza('export', 'gert', file);
    assert.equal(exported.code, 0, exported.stderr);
    assert.ok(Object.keys(unzip(readFileSync(file))).some((name) => name.endsWith('gert.flac')));
    assert.equal((await veza('export', 'gert', file)).code, 64, 'it is there already');
    const erased = await veza('erase', 'gert');
    assert.equal(erased.code, 0, erased.stderr);
    assert.equal((await login(host, 'gert')).status, 401);
    assert.equal((await veza('erase', 'gert')).code, 1);
    assert.equal((await veza('erase', 'admin')).code, 1, 'the only admin');
    await host.stop({ keep: true });
    const offline = join(folder, 'hugo.zip');
    const alone = await veza('export', 'hugo', offline);
    assert.equal(alone.code, 0, alone.stderr);
    assert.ok(Object.keys(unzip(readFileSync(offline))).some((name) => name.endsWith('hugo.flac')));
    const gone = await veza('erase', 'hugo');
    assert.equal(gone.code, 0, gone.stderr);
    host = await new Server({ data }).start();
    assert.equal((await login(host, 'hugo')).status, 401);
  } finally {
    await host.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
