// `veza library scan`: folders of music become tracks, where they are, beside a running server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';

import { probe } from '../support/media.mjs';
import { program, run, scratch, Server, until } from '../support/server.mjs';
import { smallSongs, writeSongs } from '../support/small_songs.mjs';
import { rows, storeSettings } from '../support/stores.mjs';

// Of the Debian package amoebax-data: nine songs in Ogg Vorbis, with their tags.
const amoebax = '/usr/share/games/amoebax/music';

let server, admin, alice, folder, music, env, make;

before(async () => {
  folder = scratch();
  music = join(folder, 'music');
  mkdirSync(music);
  env = { VEZA_PLUGIN_LIBRARY__IMPORT_FOLDERS: `${amoebax},${music}` };
  server = await new Server({ env }).start();
  admin = (await server.setup()).access_token;
  alice = (await server.register('alice')).access_token;
  make = await smallSongs();
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const command = (...words) => ['library', 'scan', ...words, '--data', server.data];
const scan = (...words) => run(command('--owner', 'alice', ...words), { env, cwd: folder });
// The same, and its process while it runs.
const begin = async (...words) =>
  spawn(program, command('--owner', 'alice', ...words), {
    env: { PATH: process.env.PATH, ...(await storeSettings(server.data)), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
  });
async function good(...words) {
  const ran = await scan(...words);
  assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  return ran.stdout;
}
const get = async (path, token = alice) => (await server.api(`/api/v1${path}`, { token })).body;
const search = async (query) => (await get(`/search?type=track&q=${encodeURIComponent(query)}`)).data;
async function tracks(query = '') {
  const all = [];
  for (let cursor = ''; ; ) {
    const { data, meta } = await get(`/tracks?per_page=100&owner=me${query}${cursor}`);
    all.push(...data);
    if (!meta?.next_cursor) return all;
    cursor = `&cursor=${encodeURIComponent(meta.next_cursor)}`;
  }
}
const called = async (title) => (await tracks()).filter((track) => track.title === title);

test('real music is imported, searched and played', async () => {
  assert.match(await good(amoebax), /9 files in 1 folder:\n {2}9 added\n$/);
  const all = await tracks();
  assert.equal(all.length, 9);
  for (const name of readdirSync(amoebax)) {
    const { format, streams } = await probe(join(amoebax, name));
    const tags = { ...format.tags, ...streams[0].tags };
    const track = all.find((each) => each.file_name === name);
    assert.ok(track, name);
    assert.equal(track.title, tags.title ?? tags.TITLE);
    assert.equal(track.artist, tags.artist ?? tags.ARTIST);
    assert.equal(track.album, tags.album ?? tags.ALBUM);
    assert.ok(Math.abs(track.duration - Number(format.duration)) <= 0.05, `${name}: ${track.duration}, not ${format.duration}`);
    assert.equal(track.status, 'ready');
    assert.equal(track.visibility, 'private');
  }
  const kerberos = all.find((track) => track.file_name === 'KerberosBackground.ogg');
  assert.deepEqual((await search('kerberos')).map((hit) => hit.id), [kerberos.id]);

  // Played as it is at once; streams are made of what is played.
  const short = all.find((track) => track.file_name === 'Congratulations.ogg');
  const stream = await fetch(`${server.url}/api/v1/tracks/${short.id}/stream`, { headers: { authorization: `Bearer ${alice}` } });
  assert.equal(stream.status, 200);
  assert.equal(stream.headers.get('content-type'), 'audio/ogg');
  assert.deepEqual(Buffer.from(await stream.arrayBuffer()), readFileSync(join(amoebax, 'Congratulations.ogg')));
  const master = () => server.api(`/api/v1/tracks/${short.id}/hls/master.m3u8`, { token: alice });
  assert.equal((await master()).body.error?.code ?? '', 'not_ready');
  await until('the song is converted', async () => (await master()).status === 200);
  assert.equal((await server.trackEnd(alice, short.id)).status, 'ready');

  // What takes reading a whole file is done behind the import.
  const audible = all.filter((track) => track.duration >= 10).length;
  await until('every file was read', async () => {
    const [{ n: hashed }] = await rows(server.data, 'SELECT COUNT(*) AS n FROM library_tracks WHERE content_hash IS NOT NULL');
    const [{ n: heard }] = await rows(server.data, "SELECT COUNT(*) AS n FROM library_fingerprints WHERE words <> ''");
    return Number(hashed) === 9 && Number(heard) === audible;
  });
  assert.match(await good(amoebax), /\n {2}9 unchanged\n$/);
  const said = await run(['integrity', '--json', '--data', server.data], { env, cwd: folder });
  assert.equal(said.code, 0, said.stdout + said.stderr);
});

test('what is wrong with how it is called is said in a sentence', async () => {
  const cases = [
    [['library'], 64, /usage: veza library COMMAND/],
    [['library', 'scam'], 64, /Did you mean scan\?/],
    [command('--owner', 'alice', '--colour'), 64, /Unknown option/i],
    [command(), 64, /say whose tracks these are: --owner NAME/],
    [command('a', 'b', '--owner', 'alice'), 64, /name one folder/],
    [command('--owner', 'nobody'), 1, /There is no user nobody/],
    [command('--owner', 'alice', '--visibility', 'all'), 64, /public, unlisted or private/],
    [command('--owner', 'alice', folder), 1, /in none of the folders that may be imported from/],
    [command('--owner', 'alice', '/etc'), 1, /in none of the folders/],
    [command('--owner', 'alice', join(music, 'none')), 1, /There is no folder/],
    [command('--owner', 'alice', join(amoebax, 'menu.ogg')), 1, /is no folder/],
  ];
  for (const [words, code, pattern] of cases) {
    const ran = await run(words, { env, cwd: folder });
    assert.equal(ran.code, code, `${words.join(' ')}: ${ran.stderr}`);
    assert.match(ran.stderr, pattern);
  }
  const help = await run(['library', 'scan', '--help'], { cwd: folder });
  assert.equal(help.code, 0);
  assert.match(help.stdout, /veza library scan \[FOLDER\] \[OPTIONS\][^]*--owner=NAME[^]*--prune[^]*Exit status/);
  assert.match((await run(['--help'], { cwd: folder })).stdout, /library +scan/);
  const elsewhere = await run(['library', 'scan', '--owner', 'alice', '--data', join(folder, 'empty')], { env, cwd: folder });
  assert.notEqual(elsewhere.code, 0);
});

test('hostile names and files cost themselves only', async () => {
  const inside = join(music, 'hostile');
  mkdirSync(inside);
  const plain = make({ title: 'Plain' });
  const names = ['new\nline.flac', 'esc\x1b[31m.flac', 'quote\'".flac', '-rf.flac', '$(id).flac', 'عربي.flac', '\u202Egpj.flac', `${'long'.repeat(60)}.flac`, ' .flac', 'UPPER.FLAC'];
  for (const name of names) writeFileSync(join(inside, name), make({ artist: 'Hostile' }));
  writeFileSync(Buffer.concat([Buffer.from(`${inside}/bad`), Buffer.from([0xff, 0xfe]), Buffer.from('.flac')]), plain);
  writeFileSync(join(inside, 'zip.mp3'), Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(1000)]));
  writeFileSync(join(inside, 'empty.ogg'), '');
  writeFileSync(join(inside, 'cut.flac'), plain.subarray(0, 60));
  writeFileSync(join(inside, 'notes.txt'), 'no music');
  writeFileSync(join(inside, '.hidden.flac'), plain);
  mkdirSync(join(inside, 'folder.mp3'));
  symlinkSync('.', join(inside, 'loop'));
  symlinkSync('/etc/passwd', join(inside, 'passwd.flac'));
  await run([join(inside, 'pipe.mp3')], { command: ['mkfifo'] });

  const ran = await scan(inside, '--visibility', 'unlisted');
  assert.equal(ran.code, 0, ran.stderr);
  assert.doesNotMatch(ran.stdout + ran.stderr, /[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]/);
  assert.match(ran.stderr, /zip\.mp3 is /);
  assert.match(ran.stderr, /empty\.ogg is empty/);
  assert.match(ran.stderr, /pipe\.mp3 is no file/);
  assert.match(ran.stdout, /2 links not followed/);
  assert.match(ran.stdout, /\n {2}(2|3) refused\n/);
  const made = (await tracks()).filter((track) => track.artist === 'Hostile');
  assert.equal(made.length, names.length);
  for (const track of made) {
    assert.doesNotMatch(track.title + track.file_name, /[\x00-\x1f\x7f/\u202a-\u202e]/);
    assert.equal(track.visibility, 'unlisted');
    assert.equal((await server.api(`/api/v1/tracks/${track.id}/stream`, { token: alice })).status, 200);
  }
  assert.equal((await called('Plain')).length, 1, 'a name that is no UTF-8');
  // What was refused is not read again, and not forgotten.
  assert.match(await good(inside), /\n {2}1[12] unchanged\n {2}(2|3) refused\n/);
  // A link where a file was: the track leads nowhere rather than elsewhere.
  const [victim] = await called('Plain');
  const [name] = readdirSync(inside, { encoding: 'buffer' }).filter((each) => each.includes(0xff));
  const path = Buffer.concat([Buffer.from(`${inside}/`), name]);
  rmSync(path);
  symlinkSync('/etc/passwd', path);
  if (!process.env.VEZA_TEST_S3_URL) assert.equal((await server.api(`/api/v1/tracks/${victim.id}/stream`, { token: alice })).status === 200, false);
});

test('a folder that changes is followed', async () => {
  const inside = join(music, 'changing');
  writeSongs(make, inside, 5);
  await good(inside);
  const file = (n) => join(inside, 'artist 0', 'album 0', `00${n}.flac`);
  const before = Object.fromEntries((await tracks()).map((track) => [track.title, track]));

  writeFileSync(file(0), make({ title: 'Song 0 again', artist: 'Artist 0' }));
  utimesSync(file(0), new Date(), new Date(Date.now() + 5000));
  renameSync(file(1), join(inside, 'moved.flac'));
  rmSync(file(2));
  const dry = await good(inside, '--dry-run');
  assert.match(dry, /would be updated/);
  assert.equal((await called('Song 0 again')).length, 0);

  assert.match(await good(inside), /4 files in 3 folders:\n {2}1 updated\n {2}1 moved\n {2}2 unchanged\n {2}1 missing/);
  const [again] = await called('Song 0 again');
  assert.equal(again.id, before['Song 0'].id);
  const [moved] = await called('Song 1');
  assert.equal(moved.id, before['Song 1'].id);
  assert.equal((await server.api(`/api/v1/tracks/${moved.id}/stream`, { token: alice })).status, 200);
  const [gone] = await called('Song 2');
  assert.equal(gone.status, 'failed');
  assert.match(gone.status_reason, /not in the folder any more/);

  // It is back; another goes for good; one that somebody deleted stays deleted.
  assert.equal((await server.api(`/api/v1/tracks/${before['Song 3'].id}`, { method: 'DELETE', token: alice })).status, 204);
  writeFileSync(file(2), make({ title: 'Song 2', artist: 'Artist 0' }));
  rmSync(file(4));
  assert.match(await good(inside, '--prune'), /1 removed/);
  assert.equal((await called('Song 2'))[0].status, 'ready');
  assert.equal((await called('Song 2'))[0].id, before['Song 2'].id);
  assert.equal((await called('Song 3')).length + (await called('Song 4')).length, 0);
  assert.ok(readFileSync(file(3)).length > 0, 'deleting a track leaves its file alone');
  await good(inside);
  assert.equal((await called('Song 3')).length, 0);

  // A folder without any music is a disk that is not there, unless somebody says otherwise.
  renameSync(inside, `${inside} away`);
  mkdirSync(inside);
  const empty = await scan(inside, '--prune');
  assert.equal(empty.code, 1);
  assert.match(empty.stderr, /Is its disk mounted\? Nothing was changed/);
  assert.equal((await called('Song 1'))[0].status, 'ready');
  assert.match(await good(inside, '--prune', '--all-gone'), /3 removed/);
});

test('a scan that is killed goes on, and nothing is there twice', async () => {
  const inside = join(music, 'many');
  const count = 700;
  writeSongs(make, inside, count, { perFolder: 350 });
  const mine = async () => (await get('/tracks?per_page=1&owner=me')).meta.total;
  const first = await mine();
  for (let kills = 0; kills < 2; ++kills) {
    const had = await mine();
    const child = await begin(inside);
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal ?? code)));
    await until('some are there', async () => (await mine()) > had, { every: 5 });
    child.kill('SIGKILL');
    assert.equal(await ended, 'SIGKILL', 'it was killed in the middle');
  }
  // Two at once: the second waits for the first.
  const both = await Promise.all([scan(inside), scan(inside)]);
  assert.deepEqual(both.map(({ code }) => code), [0, 0], both.map(({ stderr }) => stderr).join());
  assert.equal(await mine(), first + count);
  const titles = (await tracks()).map((track) => track.title).filter((title) => /^Song \d+$/.test(title));
  assert.equal(new Set(titles).size, titles.length);
  assert.match(await good(inside), new RegExp(`${count} unchanged`));
  const said = await run(['integrity', '--json', '--data', server.data], { env, cwd: folder });
  const report = JSON.parse(said.stdout);
  assert.deepEqual(report.orphans ?? [], [], said.stdout);
});

test('Ctrl-C ends it in order, and the next goes on', async () => {
  const inside = join(music, 'stopped');
  writeSongs(make, inside, 300);
  const child = await begin(inside);
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const ended = new Promise((done) => child.on('close', (code) => done(code)));
  await new Promise((done) => setTimeout(done, 150));
  child.kill('SIGINT');
  const code = await ended;
  // It may have been done by then.
  assert.ok(code === 0 || code === 3 || code === null, `${code}: ${said}`);
  if (code === 3) assert.match(said, /goes on from here/);
  await good(inside);
  assert.match(await good(inside), /300 unchanged/);
  assert.equal(basename(inside), 'stopped');
});

test('admins start scans over the wire, and nobody else', async () => {
  const inside = join(music, 'asked for');
  writeSongs(make, inside, 3);
  const ask = (json, token) => server.api('/api/v1/library/scans', { method: 'POST', token, json });
  for (const token of [alice, undefined]) {
    assert.equal((await ask({}, token)).status, token ? 403 : 401);
    assert.equal((await server.api('/api/v1/library/scans', { token })).status, token ? 403 : 401);
  }
  for (const bad of [{ path: '/etc' }, { path: 'relative' }, { path: '/none\n' }, { path: 7 }, { path: `${inside}\\x0` }, { path: `${music}/../..` }, { visibility: 'all' }, { prune: 'yes' }, { owner: 'bob' }]) {
    const { status, body } = await ask(bad, admin);
    assert.equal(status, 422, JSON.stringify(body));
    assert.doesNotMatch(body.error.message, /passwd|root/);
  }
  assert.equal((await ask([], admin)).status, 400);
  const { status, body } = await ask({ path: inside, visibility: 'public' }, admin);
  assert.equal(status, 202, JSON.stringify(body));
  assert.equal(body.data.queued.length, 1);
  const done = await until('the scan is done', async () => {
    const { data } = await get('/library/scans', admin);
    return data.scans.find((one) => one.path.endsWith('asked for') && one.state === 'done');
  });
  assert.equal(done.counts.added, 3);
  assert.deepEqual(done.problems, []);
  assert.equal((await get('/tracks?owner=me', admin)).data.length, 3);
});

test('a watched folder is followed', async () => {
  const watched = join(folder, 'watched');
  writeSongs(make, watched, 2);
  const data = scratch();
  const one = await new Server({ data }).start();
  await one.setup();
  await one.stop({ keep: true });
  const two = await new Server({
    data,
    env: {
      VEZA_PLUGIN_LIBRARY__IMPORT_FOLDERS: watched,
      VEZA_PLUGIN_LIBRARY__IMPORT_OWNER: 'admin',
      VEZA_PLUGIN_LIBRARY__IMPORT_VISIBILITY: 'public',
      VEZA_PLUGIN_LIBRARY__IMPORT_WATCH: 'true',
    },
  }).start();
  try {
    const listed = async () => (await two.api('/api/v1/tracks?per_page=100')).body.data.map((track) => [track.title, track.id]);
    const are = (what, ...titles) => until(what, async () => {
      const now = (await listed()).map(([title]) => title).sort();
      return now.join() === titles.join();
    });
    await are('what was there is scanned', 'Song 0', 'Song 1');
    const ids = Object.fromEntries(await listed());
    writeFileSync(join(watched, 'new.flac'), make({ title: 'Song 2' }));
    await are('a new file is met', 'Song 0', 'Song 1', 'Song 2');
    mkdirSync(join(watched, 'a', 'b', 'c'), { recursive: true });
    writeFileSync(join(watched, 'a', 'b', 'c', 'deep.flac'), make({ title: 'Song 3' }));
    await are('a file in new folders is met', 'Song 0', 'Song 1', 'Song 2', 'Song 3');
    renameSync(join(watched, 'artist 0'), join(watched, 'renamed'));
    rmSync(join(watched, 'a'), { recursive: true });
    await are('what is gone is not listed', 'Song 0', 'Song 1', 'Song 2');
    assert.equal(Object.fromEntries(await listed())['Song 0'], ids['Song 0'], 'a renamed folder keeps its tracks');
    writeFileSync(join(watched, 'renamed', 'album 0', '000.flac'), make({ title: 'Song 0 again, longer than before' }));
    await are('a changed file is read again', 'Song 0 again, longer than before', 'Song 1', 'Song 2');
  } finally {
    await two.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
