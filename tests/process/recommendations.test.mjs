// What to hear next, over the wire: reasons, privacy, a radio without repeats.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, scratch } from '../support/server.mjs';

let server, folder, admin, ann, bob, carl;
const songs = {};

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  [ann, bob, carl] = [await server.register('ann'), await server.register('bob'), await server.register('carl')];
  const flac = await songBytes(folder, 'song', 'flac', 2);
  const put = async (title, fields, changes = {}) => {
    const { id } = await server.upload(ann.access_token, flac, 'song.flac', { title, visibility: 'public', ...fields });
    if (Object.keys(changes).length) {
      const { status, body } = await call('PATCH', `/tracks/${id}`, ann, changes);
      assert.equal(status, 200, JSON.stringify(body));
    }
    songs[title] = id;
  };
  await put('Seed', { artist: 'Air', genre: 'House' }, { tags: ['late night'], bpm: 120, musical_key: 'Am' });
  await put('Same artist', { artist: 'Air' });
  await put('Same genre', { artist: 'Bo', genre: 'house' });
  await put('Same tag', { artist: 'Cy' }, { tags: ['Late Night'] });
  await put('Mixes', { artist: 'Di' }, { bpm: 124, musical_key: 'Em' });
  await put('Too fast', { artist: 'Ed' }, { bpm: 150, musical_key: 'Em' });
  await put('Heard together', { artist: 'Fa' });
  await put('Something else', { artist: 'Ga' });
  await put('Secret', { artist: 'Air', genre: 'House', visibility: 'private' }, { tags: ['late night'] });
  for (const id of Object.values(songs)) assert.equal((await server.trackEnd(ann.access_token, id)).status, 'ready');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const call = (method, path, who, json) => server.api(`/api/v1${path}`, { method, token: who?.access_token, json });
async function recommended(who, query = '') {
  const { status, body } = await call('GET', `/tracks/recommendations?limit=50${query}`, who);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}
const titles = (list) => list.map(({ track }) => track.title);
const reasons = (list) => Object.fromEntries(list.map(({ track, reason }) => [track.title, reason]));
async function hear(who, title) {
  const { status, body } = await call('POST', `/tracks/${songs[title]}/plays`, who, { play_id: randomUUID(), heard: 2 });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.data.counted, true);
}

test('somebody nothing is known about gets what is there, and why', async () => {
  const list = await recommended();
  assert.deepEqual(titles(list).toSorted(), Object.keys(songs).filter((title) => title !== 'Secret').toSorted());
  for (const { reason } of list) {
    assert.equal(reason.kind, 'fresh');
    assert.match(reason.text, /^[A-Z].*\.$/);
  }
});

test('what goes on from a track says what it has to do with it', async () => {
  const list = await recommended(bob, `&seed=${songs.Seed}`);
  assert.ok(!titles(list).includes('Seed'));
  const why = reasons(list);
  const expected = { 'Same artist': ['artist', 'Air'], 'Same genre': ['genre', 'House'], 'Same tag': ['tag', 'late night'], Mixes: ['tempo_and_key', 'Seed'], 'Too fast': ['fresh', null] };
  for (const [title, [kind, about]] of Object.entries(expected)) {
    assert.deepEqual([why[title].kind, why[title].about], [kind, about], title);
    assert.equal(why[title].seed_id, kind === 'fresh' ? null : songs.Seed);
  }
  assert.ok(titles(list).indexOf('Mixes') < titles(list).indexOf('Too fast'));
});

test('nobody is recommended what somebody else keeps to themselves', async () => {
  for (const who of [null, bob, admin]) {
    assert.ok(!titles(await recommended(who)).includes('Secret'));
    assert.ok(!titles(await recommended(who, `&seed=${songs.Seed}`)).includes('Secret'));
  }
  assert.ok(titles(await recommended(ann, `&seed=${songs.Seed}`)).includes('Secret'), 'its owner is');
  for (const [who, status] of [[null, 404], [bob, 404], [ann, 200]]) {
    assert.equal((await call('GET', `/tracks/recommendations?seed=${songs.Secret}`, who)).status, status);
  }
});

test('hearing together takes two people, so that nobody is seen through it', async () => {
  await hear(bob, 'Seed');
  await hear(bob, 'Heard together');
  assert.notEqual(reasons(await recommended(admin, `&seed=${songs.Seed}`))['Heard together'].kind, 'listeners');
  await hear(carl, 'Seed');
  await hear(carl, 'Heard together');
  const list = await recommended(admin, `&seed=${songs.Seed}`);
  assert.deepEqual([list[0].track.title, list[0].reason.kind], ['Heard together', 'listeners']);
  assert.equal(list[0].reason.text, 'People who heard “Seed” heard this too.');
  // For one of the two it would be the other one's history.
  const own = await recommended(bob, `&seed=${songs.Seed}`);
  assert.ok(!titles(own).includes('Heard together'), 'and bob has just heard it');
  await call('DELETE', '/me/history', bob);
  assert.notEqual(reasons(await recommended(bob, `&seed=${songs.Seed}`))['Heard together'].kind, 'listeners');
});

test('a radio repeats nothing of what it was told and what was heard', async () => {
  const heard = [];
  for (let step = 0; step < 8; ++step) {
    const [next] = await recommended(null, `&seed=${songs.Seed}${heard.length ? `&heard=${heard.join(',')}` : ''}`);
    if (step === 7) {
      assert.equal(next, undefined, 'all has been heard');
      break;
    }
    assert.ok(!heard.includes(next.track.id));
    assert.notEqual(next.track.id, songs.Seed);
    heard.unshift(next.track.id);
  }
  assert.ok(!titles(await recommended(carl)).some((title) => ['Seed', 'Heard together'].includes(title)), 'carl heard these');
});

test('likes and followed artists lead to more', async () => {
  const dora = await server.register('dora');
  assert.equal((await call('PUT', `/tracks/${songs.Seed}/like`, dora)).status, 204);
  const { body } = await call('GET', `/tracks/${songs['Something else']}`, dora);
  assert.equal((await call('PUT', `/artists/${body.data.credits[0].artist_id}/follow`, dora)).status, 204);
  const why = reasons(await recommended(dora));
  assert.deepEqual([why['Something else'].kind, why['Something else'].about], ['followed', 'Ga']);
  assert.deepEqual([why['Same tag'].kind, why['Same tag'].seed_id], ['tag', songs.Seed]);
});

test('what cannot be asked is refused', async () => {
  const id = songs.Seed;
  for (const [query, field] of [['seed=x', 'seed'], [`seed=${Array(6).fill(id).join(',')}`, 'seed'], ['heard=1,2', 'heard'], ['limit=0', 'limit'], ['limit=51', 'limit']]) {
    const { status, body } = await call('GET', `/tracks/recommendations?${query}`);
    assert.equal(status, 422, query);
    assert.deepEqual(body.error.details.map((one) => one.field), [field], JSON.stringify(body.error));
  }
  assert.equal((await call('GET', `/tracks/recommendations?seed=${randomUUID()}`)).status, 404);
});
