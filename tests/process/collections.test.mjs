// Artists, albums, genres, lyrics: what follows from the tracks, and who may know of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { rows } from '../support/data.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

let server, folder, admin, alice, bob, plain;

const get = async (path, who) => (await server.api(path, { token: who?.access_token })).body;
const patch = (id, json, who = alice) => server.api(`/api/v1/tracks/${id}`, { method: 'PATCH', token: who.access_token, json });
const named = (list, name) => list.data.find((one) => (one.name ?? one.title) === name);

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  plain = await songBytes(folder, 'plain', 'flac', 1);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('what the tags of each format say is in the track', async () => {
  const tags = {
    title: 'All I Need', artist: 'Air feat. Beth Hirsch', album: 'Moon Safari', album_artist: 'Air', genre: 'Downtempo;Electronic', date: '1998-01-16',
    composer: 'Nicolas Godin', ISRC: 'FRZ119800010', BPM: '84', INITIALKEY: '4A', LYRICS: '[00:01.00]All I need\n[00:02.50]is a little time',
    MUSICBRAINZ_ALBUMID: '5b11f4ce-a62d-471e-81fc-a69a8278c7da', RELEASETYPE: 'album', LICENSE: 'CC-BY-4.0',
  };
  for (const format of ['flac', 'ogg', 'opus', 'mp3', 'm4a']) {
    // ffmpeg has ID3v2's and iTunes' own names for these.
    const own = format === 'mp3' ? { TSRC: tags.ISRC, TBPM: tags.BPM, TKEY: tags.INITIALKEY } : {};
    const extra = format === 'm4a' ? ['-movflags', 'use_metadata_tags'] : [];
    const bytes = await songBytes(folder, `tags-${format}`, format, 1, { tags: format === 'm4a' ? Object.fromEntries(Object.entries(tags).slice(0, 7)) : { ...tags, ...own }, extra: format === 'm4a' ? [] : extra });
    const track = await server.upload(alice.access_token, bytes, `all.${format}`);
    assert.equal(track.artist, 'Air feat. Beth Hirsch', format);
    assert.deepEqual(track.credits.map(({ role, name }) => [role, name]), [['main', 'Air'], ['featured', 'Beth Hirsch'], ['composer', 'Nicolas Godin']], format);
    assert.deepEqual(track.genres, ['Downtempo', 'Electronic'], format);
    assert.equal(track.release_date, '1998-01-16', format);
    assert.equal(track.year, 1998, format);
    const [{ content_hash }] = await rows(server.data, `SELECT content_hash FROM library_tracks WHERE id = '${track.id}'`);
    assert.equal(content_hash, createHash('sha256').update(bytes).digest('hex'), format);
    if (format === 'm4a') continue;
    assert.equal(track.isrc, 'FRZ119800010', format);
    assert.equal(track.bpm, 84, format);
    assert.equal(track.bpm_detected, false, format);
    assert.equal(track.musical_key, 'Fm', format);
    assert.equal(track.camelot, '4A', format);
    const { data } = await get(`/api/v1/tracks/${track.id}/lyrics`, alice);
    assert.deepEqual(data.synced[0].lines, [{ time: 1, text: 'All I need' }, { time: 2.5, text: 'is a little time' }], format);
    if (format === 'mp3') continue;
    assert.equal(track.mb_album_id, '5b11f4ce-a62d-471e-81fc-a69a8278c7da', format);
    assert.equal(track.album_type, 'album', format);
    assert.equal(track.licence, 'CC-BY-4.0', format);
  }
  const album = named(await get('/api/v1/albums?per_page=100'), 'Moon Safari');
  assert.equal(album.track_count, 5);
  assert.equal(album.artist, 'Air');
  assert.equal(album.year, 1998);
});

test('artists and albums follow their tracks, and have them in order', async () => {
  const ids = [];
  for (const [title, disc_number, track_number] of [['Second', 1, 2], ['Third', 2, 1], ['First', 1, 1]]) {
    const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title, artist: 'Möbius', album: 'Ordered' });
    const { status } = await patch(id, { disc_number, track_number });
    assert.equal(status, 200);
    ids.push(id);
  }
  const summary = named(await get('/api/v1/albums?sort=-created_at'), 'Ordered');
  const album = (await get(`/api/v1/albums/${summary.id}`)).data;
  assert.deepEqual(album.tracks.map(({ title }) => title), ['First', 'Second', 'Third']);
  assert.equal(album.has_more_tracks, false);
  const artist = named(await get('/api/v1/artists?sort=-created_at'), 'Möbius');
  assert.deepEqual(album.artists, [{ id: artist.id, name: 'Möbius' }]);
  assert.equal(artist.track_count, 3);

  const seen = [];
  let cursor = '';
  do {
    const page = await get(`/api/v1/artists/${artist.id}/tracks?per_page=2${cursor && `&cursor=${cursor}`}`);
    assert.equal(page.meta.total, 3);
    assert.equal(page.meta.total_is_exact, true);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.meta.next_cursor;
  } while (cursor);
  assert.deepEqual(seen, [...ids].reverse());
  assert.deepEqual((await get(`/api/v1/artists/${artist.id}/albums`)).data.map(({ title }) => title), ['Ordered']);
  assert.equal((await get(`/api/v1/artists/${artist.id}/tracks?role=producer`)).data.length, 0);

  // One leaves, the others go: artist and album go with the last.
  assert.equal((await patch(ids[0], { artist: 'Someone Else', album: null })).status, 200);
  assert.equal((await get(`/api/v1/artists/${artist.id}`)).data.track_count, 2);
  for (const id of ids.slice(1)) assert.equal((await server.api(`/api/v1/tracks/${id}`, { method: 'DELETE', token: alice.access_token })).status, 204);
  assert.equal((await get(`/api/v1/artists/${artist.id}`)).error.code, 'not_found');
  assert.equal((await get(`/api/v1/albums/${summary.id}`, admin)).error.code, 'not_found');
});

test('an artist of private tracks only is there for their owner and moderators', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'T', artist: 'Hidden Artist', album: 'Hidden Album', genre: 'Hidden Genre', visibility: 'private' });
  assert.equal((await patch(id, { tags: ['hidden tag'] })).status, 200);
  const there = async (who) => ({
    artists: Boolean(named(await get('/api/v1/artists?sort=-created_at', who), 'Hidden Artist')),
    albums: Boolean(named(await get('/api/v1/albums?sort=-created_at', who), 'Hidden Album')),
    genres: Boolean(named(await get('/api/v1/genres?per_page=100', who), 'Hidden Genre')),
    tags: (await get('/api/v1/tags/suggest?q=HID', who)).data.length === 1,
  });
  const all = { artists: true, albums: true, genres: true, tags: true };
  const none = { artists: false, albums: false, genres: false, tags: false };
  assert.deepEqual(await there(alice), all);
  assert.deepEqual(await there(admin), all);
  assert.deepEqual(await there(bob), none);
  assert.deepEqual(await there(undefined), none);
  assert.equal(named(await get('/api/v1/artists?sort=-created_at', alice), 'Hidden Artist').track_count, 1);

  // Unlisted: whoever has the address reads it, no list has it.
  assert.equal((await patch(id, { visibility: 'unlisted' })).body.data.visibility, 'unlisted');
  assert.equal((await get(`/api/v1/tracks/${id}`, bob)).data.title, 'T');
  assert.deepEqual(await there(bob), none);
  assert.equal((await get('/api/v1/tracks?per_page=100', bob)).data.some((track) => track.id === id), false);
  assert.equal((await patch(id, { visibility: 'public' })).status, 200);
  assert.deepEqual(await there(undefined), all);
});

test('a tempo that nobody said is detected, and what somebody says takes its place', async () => {
  const beat = (name, extra = []) => {
    const path = join(folder, name);
    const clicks = "aevalsrc='0.8*sin(2*PI*60*t)*exp(-30*mod(t,0.46875))+0.3*random(0)*exp(-60*mod(t+0.234,0.46875))':d=20:s=44100";
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', clicks, ...extra, path]);
    return readFileSync(path);
  };
  const { id } = await server.upload(alice.access_token, beat('beat.flac'), 'beat.flac', { title: 'Beat' });
  const said = await server.upload(alice.access_token, beat('said.mp3', ['-metadata', 'TBPM=64']), 'said.mp3', { title: 'Said' });
  const found = await until('the tempo is there', async () => {
    const { data } = await get(`/api/v1/tracks/${id}`, alice);
    return data.bpm !== null && data;
  });
  assert.ok(found.bpm > 125 && found.bpm < 131, String(found.bpm));
  assert.equal(found.bpm_detected, true);
  assert.ok((await get('/api/v1/search?q=beat&bpm_min=125&bpm_max=131')).data.some((one) => one.id === id || one.track?.id === id), 'search knows it');
  await server.trackEnd(alice.access_token, said.id);
  const set = (await patch(id, { bpm: 128 })).body.data;
  assert.deepEqual([set.bpm, set.bpm_detected], [128, false]);
  const kept = (await get(`/api/v1/tracks/${said.id}`, alice)).data;
  assert.deepEqual([kept.bpm, kept.bpm_detected], [64, false]);
});

test('every list is walked to its end in every order', async () => {
  for (let i = 0; i < 5; ++i) {
    const { id } = await server.upload(bob.access_token, plain, 'x.flac', { title: `W${i}`, artist: `Walker ${i % 4}`, album: `Walk ${i % 3}`, genre: `Walking ${i}` });
    // By year come the albums that have one.
    const dated = await server.api(`/api/v1/tracks/${id}`, { method: 'PATCH', token: bob.access_token, json: { year: 2001 + (i % 3) } });
    assert.equal(dated.status, 200, JSON.stringify(dated.body));
  }
  for (const [path, sorts] of Object.entries({ artists: ['name', '-tracks', '-created_at'], albums: ['title', 'artist', 'year', '-year', '-created_at'], genres: ['name', '-tracks'] })) {
    for (const who of [undefined, bob, admin]) {
      for (const sort of sorts) {
        const seen = [];
        let cursor = '';
        let meta;
        do {
          const page = await get(`/api/v1/${path}?sort=${sort}&per_page=2${cursor && `&cursor=${cursor}`}`, who);
          assert.ok(page.success, JSON.stringify(page));
          seen.push(...page.data.map((one) => one.id ?? one.name));
          ({ meta } = page);
          cursor = meta.next_cursor;
        } while (cursor && seen.length < 500);
        assert.equal(new Set(seen).size, seen.length, `${path} by ${sort}: each once`);
        assert.equal(seen.length, meta.total, `${path} by ${sort}`);
        assert.ok(seen.length >= 3);
      }
    }
  }
  for (const query of ['artists?sort=mbid', 'artists?per_page=0', 'artists?cursor=x', 'albums?sort=mbid', 'albums?year_min=x', 'genres?per_page=1e3', 'tags/suggest?kind=x', `tags/suggest?q=${'x'.repeat(61)}`]) {
    assert.equal((await server.api(`/api/v1/${query}`)).status, 422, query);
  }
  for (const path of ['artists/x', 'albums/..%2f', `albums/${alice.user.id}`, `artists/${alice.user.id}/tracks`]) {
    assert.equal((await server.api(`/api/v1/${path}`)).status, 404, path);
  }
});

test('lyrics are written by the owner, and bad ones are refused', async () => {
  const { id } = await server.upload(alice.access_token, plain, 'x.flac', { title: 'Sung' });
  const put = (json, who = alice) => server.api(`/api/v1/tracks/${id}/lyrics`, { method: 'PUT', token: who?.access_token, json });
  const body = { plain: [{ language: 'en', text: ' Line one \r\n\r\nLine two\u0007' }], synced: [{ lrc: '[00:02.00]Two\n[00:01.00]One' }] };
  const done = await put(body);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.deepEqual((await get(`/api/v1/tracks/${id}/lyrics`)).data, {
    plain: [{ language: 'en', text: 'Line one\n\nLine two' }],
    synced: [{ language: '', lrc: '[00:02.00]Two\n[00:01.00]One', lines: [{ time: 1, text: 'One' }, { time: 2, text: 'Two' }] }],
  });
  assert.equal((await put(body, bob)).status, 403);
  assert.equal((await put(body, null)).status, 401);
  for (const bad of [
    { plain: 'text' }, { plain: [{ text: 5 }] }, { plain: [{ language: 'e n', text: 'x' }] }, { synced: [{ lrc: 'no times' }] },
    { plain: [{ text: 'a' }, { text: 'b' }] }, { plain: [{ text: 'x'.repeat(131073) }] }, { other: [] }, { plain: Array(9).fill({ text: 'x' }) },
  ]) {
    assert.equal((await put(bad)).status, 422, JSON.stringify(bad).slice(0, 80));
  }
  assert.equal((await put([])).status, 400);
  assert.equal((await put({})).status, 200);
  assert.deepEqual((await get(`/api/v1/tracks/${id}/lyrics`)).data, { plain: [], synced: [] });
});
