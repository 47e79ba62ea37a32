// Many tracks in one request: changed, deleted, and those that are there twice.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { rows } from '../support/data.mjs';
import { probe, song as makeSong, songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';

let server, folder, admin, alice, bob, song, other;

const nobodys = '0190a000-0000-7000-8000-000000000000';
const batch = (json, who = alice) => server.api('/api/v1/tracks/batch', { method: 'POST', token: who?.access_token, json });
const upload = async (fields = {}, who = alice, bytes = song) => (await server.upload(who.access_token, bytes, 'x.flac', { title: 'T', ...fields })).id;
const track = async (id, who = alice) => (await server.api(`/api/v1/tracks/${id}`, { token: who.access_token })).body.data;

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  song = await songBytes(folder, 'one', 'flac', 1);
  other = await songBytes(folder, 'two', 'flac', 1.5);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('one change for many tracks, with an answer for each', async () => {
  const mine = [await upload(), await upload()];
  const open = await upload({ title: 'Bob' }, bob);
  const hidden = await upload({ title: 'Hidden', visibility: 'private' }, bob);
  const ids = [mine[1], open, hidden, nobodys, mine[0]];
  const { status, body } = await batch({ ids, changes: { artist: 'Together', album: 'Batch', tags: ['many'] } });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.data, [
    { id: mine[1], result: 'updated' }, { id: open, result: 'forbidden' }, { id: hidden, result: 'not_found' }, { id: nobodys, result: 'not_found' }, { id: mine[0], result: 'updated' },
  ]);
  for (const id of mine) assert.deepEqual([(await track(id)).artist, (await track(id)).tags, (await track(id)).title], ['Together', ['many'], 'T']);
  assert.equal((await track(open, bob)).artist, null);
  const found = (await server.api('/api/v1/search?q=together&type=track')).body.data;
  assert.equal(found.length, 2, JSON.stringify(found));
  const album = (await server.api(`/api/v1/albums/${(await track(mine[0])).album_id}`)).body.data;
  assert.equal(album.track_count, 2);
  const audited = await rows(server.data, `SELECT subject_id FROM audit_entries WHERE action = 'library.track.updated'`).catch(() => null);
  if (audited) assert.equal(audited.filter((row) => mine.includes(row.subject_id)).length, 2);
});

test('moderators delete what others own; what is deleted is gone with its files', async () => {
  const ids = [await upload(), await upload({}, bob)];
  assert.deepEqual((await batch({ ids, delete: true }, bob)).body.data.map(({ result }) => result), ['forbidden', 'deleted']);
  assert.deepEqual((await batch({ ids, delete: true }, admin)).body.data.map(({ result }) => result), ['deleted', 'not_found']);
  for (const id of ids) assert.equal((await server.api(`/api/v1/tracks/${id}`, { token: admin.access_token })).status, 404);
});

test('a bad request changes nothing', async () => {
  const id = await upload({ title: 'Stays' });
  const changes = { title: 'Changed' };
  const many = Array.from({ length: 501 }, (_, i) => `0190a000-0000-7000-8000-${String(i).padStart(12, '0')}`);
  for (const bad of [
    {}, { ids: [id] }, { changes }, { ids: [], changes }, { ids: id, changes }, { ids: [id, 5], changes }, { ids: [id, 'x'], changes }, { ids: [id, id], changes }, { ids: many, changes },
    { ids: [id], changes: {} }, { ids: [id], changes: [] }, { ids: [id], changes: { title: '' } }, { ids: [id], changes: { ...changes, owner: 'me' } }, { ids: [id], changes, delete: true },
    { ids: [id], delete: false }, { ids: [id], delete: 'yes' }, { ids: [id], changes, other: 1 }, { ids: [id, `${id}'`], changes },
  ]) {
    const { status, body } = await batch(bad);
    assert.equal(status, 422, JSON.stringify(bad).slice(0, 100));
    assert.ok(body.error.details.length > 0);
  }
  assert.equal((await batch([id])).status, 400);
  assert.equal((await batch({ ids: [id], changes }, null)).status, 401);
  assert.equal((await track(id)).title, 'Stays');
});

test('two that change the same tracks at once both end, and counts are right', async () => {
  const ids = [];
  for (let i = 0; i < 12; ++i) ids.push(await upload());
  const backwards = [...ids].reverse();
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => batch({ ids: i % 2 ? backwards : ids, changes: { artist: `Racer ${i}`, genres: [`Race ${i}`, 'Racing'] } })));
  assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(200));
  const names = new Set((await Promise.all(ids.map((id) => track(id)))).map(({ artist }) => artist));
  assert.equal(names.size, 1, 'one came last, for all');
  const artists = (await rows(server.data, `SELECT name, track_count FROM library_artists WHERE name LIKE 'Racer%'`)).map((row) => [row.name, Number(row.track_count)]);
  assert.deepEqual(artists, [[[...names][0], 12]]);
  const [genre] = await rows(server.data, `SELECT uses FROM library_tags WHERE kind = 'genre' AND key = 'racing'`);
  assert.equal(Number(genre.uses), 12);
});

test('five hundred at once', async () => {
  const id = await upload({ title: 'One of many' });
  const ids = Array.from({ length: 499 }, (_, i) => `0190a000-0000-7000-8000-${String(i).padStart(12, '0')}`);
  const { status, body } = await batch({ ids: [...ids, id], changes: { licence: 'CC0' } });
  assert.equal(status, 200);
  assert.equal(body.data.length, 500);
  assert.equal(body.data.at(-1).result, 'updated');
});

test("one's own copies are found, page by page, and nobody else's", async () => {
  const dora = await server.register('dora');
  const list = async (query = '', who = dora) => (await server.api(`/api/v1/tracks/duplicates${query}`, { token: who?.access_token })).body;
  assert.deepEqual((await list()).data, []);
  const a = [await upload({ title: 'A' }, dora), await upload({ title: 'A again', visibility: 'private' }, dora)];
  const b = [await upload({ title: 'B' }, dora, other)];
  assert.deepEqual((await list()).data.map(({ tracks }) => tracks.map(({ id }) => id)), [a]);
  b.push(await upload({ title: 'B again' }, dora, other));
  const { data, meta } = await list('?per_page=1');
  assert.equal(data.length, 1);
  assert.equal(data[0].count, 2);
  const rest = await list(`?per_page=1&cursor=${meta.next_cursor}`);
  assert.equal(rest.meta.next_cursor, null);
  assert.deepEqual(new Set([data, rest.data].map(([group]) => group.tracks.map(({ id }) => id).join())), new Set([a.join(), b.join()]));
  await batch({ ids: [a[1], b[1]], delete: true }, dora);
  assert.deepEqual((await list()).data, []);
  for (const query of ['?per_page=0', '?per_page=51', '?per_page=x', '?cursor=x', `?cursor=${'z'.repeat(64)}`]) {
    assert.equal((await server.api(`/api/v1/tracks/duplicates${query}`, { token: dora.access_token })).status, 422, query);
  }
  assert.equal((await server.api('/api/v1/tracks/duplicates')).status, 401);
});

test('one recording in two encodings is found, and a copy of a file says what its track says', async () => {
  const erik = await server.register('erik');
  const list = async () => (await server.api('/api/v1/tracks/duplicates', { token: erik.access_token })).body.data;
  const ids = [];
  for (const format of ['flac', 'mp3']) {
    ids.push(await upload({ title: format }, erik, readFileSync(await makeSong(folder, 'long', format, 14))));
    assert.equal((await server.trackEnd(erik.access_token, ids.at(-1))).status, 'ready');
  }
  const [group] = await until('they are found', async () => (await list()).length > 0 && list());
  assert.deepEqual([group.kind, group.content_hash, group.count, group.tracks.map(({ id }) => id)], ['recording', null, 2, ids]);
  assert.ok(group.confidence > 0.7, String(group.confidence));
  const [kept] = await rows(server.data, `SELECT COUNT(*) AS n FROM library_landmarks`);
  assert.ok(Number(kept.n) > 0);

  const path = `/api/v1/tracks/${ids[0]}/tags`;
  const written = async (json) => {
    assert.equal((await server.api(`${path}/write`, { method: 'POST', token: erik.access_token, json })).status, 202);
    return until('it is written', async () => {
      const { data } = (await server.api(`${path}/write`, { token: erik.access_token })).body;
      return data.state !== 'pending' && data;
    });
  };
  await server.api(`/api/v1/tracks/${ids[0]}`, { method: 'PATCH', token: erik.access_token, json: { title: 'Ça va', artist: 'Air' } });
  assert.equal((await written({})).state, 'ready');
  const fetched = async (rest) => Buffer.from(await (await fetch(`${server.url}${rest}`, { headers: { authorization: `Bearer ${erik.access_token}` } })).arrayBuffer());
  writeFileSync(join(folder, 'copy.flac'), await fetched(`${path}/file`));
  const { format } = await probe(join(folder, 'copy.flac'));
  assert.deepEqual([format.tags.TITLE ?? format.tags.title, format.tags.ARTIST ?? format.tags.artist], ['Ça va', 'Air']);
  assert.equal((await written({ replace: true })).state, 'replaced');
  const now = await fetched(`/api/v1/tracks/${ids[0]}/stream`);
  assert.equal(now.length, (await track(ids[0], erik)).file_size);
  assert.ok(now.includes('Ça va'));
  assert.deepEqual((await batch({ ids, delete: true }, erik)).body.data.map(({ result }) => result), ['deleted', 'deleted']);
  assert.deepEqual(await list(), []);
  assert.equal(Number((await rows(server.data, `SELECT COUNT(*) AS n FROM library_landmarks`))[0].n), 0);
});
