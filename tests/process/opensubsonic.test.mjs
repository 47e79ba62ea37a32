// Music apps over the wire: a small client for both ways in and both forms, two people, and what each gets.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { probe, songBytes } from '../support/media.mjs';
import { Server, scratch } from '../support/server.mjs';

let server, folder, ann, ben, annApp, benApp, mp3;
const songs = {};

class App {
  constructor(username, password) {
    Object.assign(this, { username, password });
  }
  query(params, by) {
    const salt = randomBytes(6).toString('hex');
    const token = createHash('md5').update(this.password + salt).digest('hex');
    const who = by === 'key' ? { apiKey: this.password } : { u: this.username, t: token, s: salt };
    const query = new URLSearchParams({ v: '1.16.1', c: 'test', ...who });
    for (const [name, value] of Object.entries({ f: 'json', ...params })) for (const one of [value].flat()) query.append(name, one);
    return query;
  }
  fetch(method, params = {}, { by, post, ...init } = {}) {
    const query = this.query(params, by);
    const url = `${server.url}/rest/${method}`;
    if (post) return fetch(url, { method: 'POST', body: query, ...init });
    return fetch(`${url}?${query}`, { redirect: 'manual', ...init });
  }
  async call(method, params, how) {
    const answer = await this.fetch(method, params, how);
    const text = await answer.text();
    return JSON.parse(text)['subsonic-response'];
  }
  async good(method, params, how) {
    const answer = await this.call(method, params, how);
    assert.equal(answer.status, 'ok', `${method}: ${JSON.stringify(answer.error)}`);
    return answer;
  }
  async refused(method, params, code) {
    const answer = await this.call(method, params);
    assert.deepEqual([answer.status, answer.error?.code], ['failed', code], `${method}: ${JSON.stringify(answer)}`);
  }
}

async function appOf(session, name) {
  const { status, body } = await server.api('/api/v1/opensubsonic/passwords', { method: 'POST', token: session.access_token, json: { name } });
  assert.equal(status, 201, JSON.stringify(body));
  return new App(session.user.username, body.data.password);
}

before(async () => {
  folder = scratch();
  server = await new Server().start();
  await server.setup();
  ann = await server.register('ann');
  ben = await server.register('ben');
  mp3 = await songBytes(folder, 'song', 'mp3', 6);
  const flac = await songBytes(folder, 'song', 'flac', 6);
  const put = async (key, bytes, file, fields, changes) => {
    const track = await server.upload(ann.access_token, bytes, file, { visibility: 'public', artist: 'Ada', album: 'First', ...fields });
    const { status, body } = await server.api(`/api/v1/tracks/${track.id}`, { method: 'PATCH', token: ann.access_token, json: changes });
    assert.equal(status, 200, JSON.stringify(body));
    songs[key] = track;
  };
  await put('one', mp3, 'one.mp3', { title: 'One', genre: 'Folk' }, { track_number: 1, year: 2001 });
  await put('two', flac, 'two.flac', { title: 'Two & <three>', genre: 'Folk' }, { track_number: 2, year: 2001 });
  await put('hidden', mp3, 'hidden.mp3', { title: 'Hidden', artist: 'Secret', album: 'Unheard', visibility: 'private' }, { year: 1990 });
  for (const track of Object.values(songs)) await server.trackEnd(ann.access_token, track.id);
  annApp = await appOf(ann, 'Phone');
  benApp = await appOf(ben, 'Phone');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tr = (key) => `tr-${songs[key].id}`;

test('both ways in, both forms, a form in the body; the login password opens nothing', async () => {
  for (const by of ['token', 'key']) for (const post of [false, true]) await annApp.good('ping', {}, { by, post });
  assert.equal((await annApp.good('tokenInfo', {}, { by: 'key' })).tokenInfo.username, 'ann');
  const xml = await (await annApp.fetch('ping.view', { f: 'xml' })).text();
  const plain = new URL(`${server.url}/rest/ping?u=ann&v=1.16.1&c=test&p=${encodeURIComponent('a long enough phrase')}&f=json`);
  assert.equal((await (await fetch(plain)).json())['subsonic-response'].error.code, 40);
  assert.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\s*<subsonic-response /);
  const extensions = await (await fetch(`${server.url}/rest/getOpenSubsonicExtensions?f=json`)).json();
  assert.ok(extensions['subsonic-response'].openSubsonicExtensions.some(({ name, versions }) => name === 'transcodeOffset' && versions[0] === 1));
  // A personal access token is a key too, with its scopes.
  const made = await server.api('/api/v1/account/tokens', { method: 'POST', token: ann.access_token, json: { name: 'app', scopes: ['track:read'], expires_in_days: 1 } });
  const scoped = new App('ann', made.body.data.token);
  assert.equal((await scoped.good('tokenInfo', {}, { by: 'key' })).tokenInfo.username, 'ann');
  const starred = await scoped.call('star', { id: tr('one') }, { by: 'key' });
  assert.equal(starred.error.code, 50);
});

test('browsing has the fields apps need', async () => {
  const { artists } = await annApp.good('getArtists');
  const ada = artists.index.flatMap(({ artist }) => artist).find(({ name }) => name === 'Ada');
  assert.equal(ada.albumCount, 1);
  const { artist } = await annApp.good('getArtist', { id: ada.id });
  const [album] = artist.album;
  for (const [field, kind] of Object.entries({ id: 'string', name: 'string', songCount: 'number', duration: 'number', created: 'string', artistId: 'string' })) {
    assert.equal(typeof album[field], kind, `${field} of ${JSON.stringify(album)}`);
  }
  assert.equal(album.songCount, 2);
  assert.equal(album.duration, 12);
  const { album: whole } = await annApp.good('getAlbum', { id: album.id });
  assert.deepEqual(whole.song.map(({ title }) => title), ['One', 'Two & <three>']);
  for (const song of whole.song) {
    for (const [field, kind] of Object.entries({ id: 'string', isDir: 'boolean', title: 'string', size: 'number', suffix: 'string', contentType: 'string', duration: 'number', bitRate: 'number', path: 'string', created: 'string', albumId: 'string', artistId: 'string' })) {
      assert.equal(typeof song[field], kind, `${field} of ${JSON.stringify(song)}`);
    }
  }
  const xml = await (await annApp.fetch('getAlbum', { id: album.id, f: 'xml' })).text();
  assert.match(xml, /title="Two &amp; &lt;three&gt;"/);
  for (const type of ['random', 'newest', 'alphabeticalByName', 'alphabeticalByArtist', 'recent', 'frequent', 'starred', 'highest']) {
    await annApp.good('getAlbumList2', { type });
    await annApp.good('getAlbumList', { type });
  }
  const named = async (params) => (await benApp.good('getAlbumList2', params)).albumList2.album.map(({ name }) => name);
  assert.deepEqual(await named({ type: 'byYear', fromYear: 2002, toYear: 2000 }), ['First']);
  assert.deepEqual(await named({ type: 'byYear', fromYear: 1990, toYear: 2000 }), []);
  assert.deepEqual(await named({ type: 'byGenre', genre: 'Folk' }), ['First']);
  assert.deepEqual((await annApp.good('getGenres')).genres.genre, [{ songCount: 2, albumCount: 1, value: 'Folk' }]);
  assert.equal((await benApp.good('getRandomSongs', { size: 10 })).randomSongs.song.length, 2);
  assert.equal((await benApp.good('getSongsByGenre', { genre: 'folk' })).songsByGenre.song.length, 2);
  assert.equal((await annApp.good('getTopSongs', { artist: 'Ada' })).topSongs.song.length, 2);
  for (const method of ['getIndexes', 'getMusicFolders', 'getLicense', 'getScanStatus', 'getNowPlaying', 'getUser', 'getUsers', 'getBookmarks']) await annApp.good(method);
  for (const method of ['getArtistInfo2', 'getMusicDirectory', 'getSimilarSongs2']) await annApp.good(method, { id: ada.id });
  await annApp.good('getAlbumInfo2', { id: album.id });
  await annApp.good('getMusicDirectory', { id: album.id });
});

test('an app that fills its own library gets everything once, in pages', async () => {
  const seen = [];
  for (let offset = 0; offset < 10; ++offset) {
    const { searchResult3 } = await annApp.good('search3', { query: '', songCount: 1, songOffset: offset, albumCount: 0, artistCount: 0 });
    if (searchResult3.song.length === 0) break;
    seen.push(...searchResult3.song.map(({ title }) => title));
  }
  assert.deepEqual(seen.sort(), ['Hidden', 'One', 'Two & <three>']);
  const { searchResult3: found } = await benApp.good('search3', { query: 'one' });
  assert.deepEqual(found.song.map(({ title }) => title), ['One']);
  assert.equal((await benApp.good('search2', { query: 'Ada' })).searchResult2.artist.length, 1);
});

test('nothing private leaks to somebody else', async () => {
  const everything = [];
  for (const [method, params] of [['search3', { query: '' }], ['search3', { query: 'hidden' }], ['getArtists', {}], ['getIndexes', {}], ['getAlbumList2', { type: 'newest', size: 500 }], ['getRandomSongs', { size: 500 }], ['getGenres', {}], ['getNowPlaying', {}], ['getPlaylists', {}], ['getStarred2', {}], ['getShares', {}], ['getPlayQueue', {}]]) {
    everything.push(JSON.stringify(await benApp.good(method, params)));
  }
  assert.doesNotMatch(everything.join(), /Hidden|Secret|Unheard/);
  for (const method of ['getSong', 'stream', 'download', 'getCoverArt', 'getLyricsBySongId', 'star', 'scrobble', 'hls.m3u8', 'createShare', 'getSimilarSongs']) {
    await benApp.refused(method, { id: tr('hidden') }, 70);
  }
  await benApp.refused('stream', { id: tr('hidden'), format: 'opus' }, 70);
  await benApp.refused('setRating', { id: tr('hidden'), rating: 5 }, 70);
  await benApp.refused('getUser', { username: 'ann' }, 50);
});

test('the original with ranges, and HEAD', async () => {
  const whole = await annApp.fetch('stream', { id: tr('one') });
  assert.equal(whole.headers.get('content-type'), 'audio/mpeg');
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(mp3));
  const part = await annApp.fetch('stream', { id: tr('one') }, { headers: { range: 'bytes=100-199' } });
  assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 100-199/${mp3.length}`]);
  assert.ok(Buffer.from(await part.arrayBuffer()).equals(mp3.subarray(100, 200)));
  const head = await annApp.fetch('stream', { id: tr('one') }, { method: 'HEAD' });
  assert.equal(Number(head.headers.get('content-length')), mp3.length);
  const saved = await annApp.fetch('download', { id: tr('one') });
  assert.match(saved.headers.get('content-disposition'), /^attachment/);
  await saved.arrayBuffer();
  const converted = await annApp.fetch('stream', { id: tr('two'), format: 'opus' }, { method: 'HEAD' });
  assert.deepEqual([converted.status, converted.headers.get('content-type')], [200, 'audio/ogg']);
});

test('a song is converted as it is heard', async () => {
  for (const [params, codec, type, seconds] of [
    [{ format: 'mp3', maxBitRate: 96 }, 'mp3', 'audio/mpeg', 6],
    [{ format: 'opus', maxBitRate: 64, timeOffset: 4 }, 'opus', 'audio/ogg', 2],
    [{ format: 'aac', timeOffset: 2 }, 'aac', 'audio/aac', 4],
    [{ format: 'flac', timeOffset: 1 }, 'flac', 'audio/flac', 5],
  ]) {
    const answer = await benApp.fetch('stream', { id: tr('two'), ...params });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, type]);
    const path = join(folder, `heard.${codec}`);
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    // The formats without a length in front are measured by their packets.
    const { packets, streams } = await probe(path, ['-show_packets', '-select_streams', 'a']);
    assert.equal(streams[0].codec_name, codec);
    const length = packets.reduce((sum, { duration_time }) => sum + Number(duration_time ?? 0), 0);
    assert.ok(Math.abs(length - seconds) < 0.15, `${codec}: ${length} s instead of ${seconds}`);
  }
  const promised = await benApp.fetch('stream', { id: tr('two'), format: 'mp3', maxBitRate: 128, estimateContentLength: true });
  assert.equal((await promised.arrayBuffer()).byteLength, Number(promised.headers.get('content-length')));
  // Somebody who goes away takes the converter along: the next ones find a free place, many times over.
  for (let i = 0; i < 4; ++i) {
    const leave = new AbortController();
    const answer = await benApp.fetch('stream', { id: tr('two'), format: 'flac', timeOffset: 1 }, { signal: leave.signal });
    assert.equal(answer.status, 200, `try ${i}`);
    const reader = answer.body.getReader();
    await reader.read();
    await reader.cancel().catch(() => {});
    leave.abort();
    await untilFree();
  }
});

async function untilFree() {
  for (let i = 0; i < 200; ++i) {
    const answer = await benApp.fetch('stream', { id: tr('two'), format: 'mp3', maxBitRate: 64 });
    const bytes = await answer.arrayBuffer();
    if (answer.status === 200) return assert.ok(bytes.byteLength > 0);
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail('no place became free');
}

test('covers in the sizes the site has', async () => {
  const picture = join(folder, 'cover.png');
  const { execFileSync } = await import('node:child_process');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=red:s=600x600:d=1', '-frames:v', '1', picture]);
  const put = await server.api(`/api/v1/tracks/${songs.one.id}/cover`, { method: 'PUT', token: ann.access_token, body: readFileSync(picture), headers: { 'content-type': 'image/png' } });
  assert.equal(put.status, 200, JSON.stringify(put.body));
  const { album } = await benApp.good('getAlbum', { id: (await benApp.good('getSong', { id: tr('one') })).song.albumId });
  for (const [id, size, width] of [[tr('one'), 200, 256], [album.coverArt, 50, 64], [album.artistId, 500, 512]]) {
    const answer = await benApp.fetch('getCoverArt', { id, size });
    assert.equal(answer.headers.get('content-type'), 'image/jpeg');
    const path = join(folder, 'got.jpg');
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    assert.equal((await probe(path)).streams[0].width, width);
  }
  await benApp.refused('getCoverArt', { id: tr('two') }, 70);
});

test('playlists, stars, ratings, scrobbles, queue, shares and lyrics', async () => {
  const { playlist } = await benApp.good('createPlaylist', { name: 'Mix', songId: [tr('one'), tr('two'), tr('one')] });
  assert.deepEqual([playlist.songCount, playlist.duration, playlist.owner], [3, 18, 'ben']);
  await benApp.good('updatePlaylist', { playlistId: playlist.id, name: 'Blend', songIndexToRemove: [0, 2], songIdToAdd: tr('one') });
  const changed = (await benApp.good('getPlaylist', { id: playlist.id })).playlist;
  assert.deepEqual([changed.name, changed.entry.map(({ title }) => title)], ['Blend', ['Two & <three>', 'One']]);
  await annApp.refused('updatePlaylist', { playlistId: playlist.id, name: 'Stolen' }, 70);
  await benApp.good('createPlaylist', { playlistId: playlist.id, songId: tr('two') });
  assert.equal((await benApp.good('getPlaylists')).playlists.playlist.find(({ id }) => id === playlist.id).songCount, 1);

  const albumId = (await benApp.good('getSong', { id: tr('one') })).song.albumId;
  await benApp.good('star', { id: tr('one'), albumId });
  await benApp.good('setRating', { id: tr('one'), rating: 4 });
  const { starred2 } = await benApp.good('getStarred2');
  assert.deepEqual([starred2.song.map(({ title, userRating }) => [title, userRating]), starred2.album.length], [[['One', 4]], 1]);
  assert.ok(starred2.song[0].starred);
  assert.equal((await annApp.good('getSong', { id: tr('one') })).song.starred, undefined);
  await benApp.good('unstar', { id: tr('one'), albumId });
  assert.equal((await benApp.good('getStarred2')).starred2.song.length, 0);

  await benApp.good('scrobble', { id: tr('two'), submission: false });
  assert.equal((await benApp.good('getNowPlaying')).nowPlaying.entry[0].id, tr('two'));
  assert.equal((await annApp.good('getNowPlaying')).nowPlaying.entry.length, 0);
  for (let i = 0; i < 2; ++i) await benApp.good('scrobble', { id: tr('two'), time: 1767225600000 });
  const history = await server.api('/api/v1/me/history', { token: ben.access_token });
  assert.deepEqual(history.body.data.map(({ track }) => track.id), [songs.two.id], 'told twice, counted once');

  await benApp.good('savePlayQueue', { id: [tr('one'), tr('two')], current: tr('two'), position: 1234 }, { post: true });
  const { playQueue } = await benApp.good('getPlayQueue');
  assert.deepEqual([playQueue.entry.length, playQueue.current, playQueue.position], [2, tr('two'), 1234]);

  const { shares } = await benApp.good('createShare', { id: tr('one'), description: 'listen' });
  const token = shares.share[0].url.split('#')[1];
  const opened = await server.api(`/api/v1/shared/${token}`);
  assert.deepEqual(opened.body.data.items.map(({ track }) => track.title), ['One']);
  assert.equal((await annApp.good('getShares')).shares.share.length, 0);
  await annApp.refused('deleteShare', { id: shares.share[0].id }, 70);
  await benApp.good('deleteShare', { id: shares.share[0].id });
  assert.equal((await server.api(`/api/v1/shared/${token}`)).status, 404);
  await benApp.good('deletePlaylist', { id: playlist.id });
  assert.deepEqual((await benApp.good('getPlaylists')).playlists.playlist, []);

  const words = { plain: [{ language: 'en', text: 'la\nlo' }], synced: [{ language: 'en', lrc: '[00:01.50]la' }] };
  assert.equal((await server.api(`/api/v1/tracks/${songs.one.id}/lyrics`, { method: 'PUT', token: ann.access_token, json: words })).status, 200);
  const { lyricsList } = await benApp.good('getLyricsBySongId', { id: tr('one') });
  assert.deepEqual(lyricsList.structuredLyrics.map(({ synced, line }) => [synced, line]), [[true, [{ start: 1500, value: 'la' }]], [false, [{ value: 'la' }, { value: 'lo' }]]]);
  assert.equal((await benApp.good('getLyrics', { artist: 'Ada', title: 'One' })).lyrics.value, 'la\nlo');
  await benApp.good('getLyrics', {});
});

test('the stream leads to the playlists of the site', async () => {
  const answer = await benApp.fetch('hls.m3u8', { id: tr('one') });
  assert.equal(answer.status, 302);
  const playlist = await fetch(server.url + answer.headers.get('location'));
  assert.equal(playlist.status, 200);
  assert.match(await playlist.text(), /^#EXTM3U/);
});

test('a revoked password is out at once', async () => {
  const other = await appOf(ben, 'Old phone');
  await other.good('ping');
  const { body } = await server.api('/api/v1/opensubsonic/passwords', { token: ben.access_token });
  const kept = body.data.find(({ name }) => name === 'Old phone');
  assert.equal(kept.last_agent, 'test');
  assert.equal((await server.api(`/api/v1/opensubsonic/passwords/${kept.id}`, { method: 'DELETE', token: ann.access_token })).status, 404);
  assert.equal((await server.api(`/api/v1/opensubsonic/passwords/${kept.id}`, { method: 'DELETE', token: ben.access_token })).status, 204);
  await other.refused('ping', {}, 40);
  await benApp.good('ping');
});
