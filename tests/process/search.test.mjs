// Search as a client meets it: what is found by whom, in which order, with which facets; suggestions; one's own history.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { Server, scratch } from '../support/server.mjs';

let server, folder, admin, alice, bob;
const ids = {};

const get = (path, session) => server.api(path, { token: session?.access_token });
async function search(query, session) {
  const answer = await get(`/api/v1/search?${new URLSearchParams(query)}`, session);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
const titles = ({ data }, type = 'track') => data.filter((item) => item.type === type).map((item) => item.title).sort();

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  alice = await server.register('alice');
  bob = await server.register('bob');
  const song = await songBytes(folder, 'song', 'flac', 1);
  const add = async (key, session, title, artist, { year, ...more } = {}) => {
    ids[key] = (await server.upload(session.access_token, song, `${key}.flac`, { title, artist, visibility: 'public', ...more })).id;
    if (!year) return;
    const edited = await server.api(`/api/v1/tracks/${ids[key]}`, { method: 'PATCH', token: session.access_token, json: { year } });
    assert.equal(edited.status, 200, JSON.stringify(edited.body));
  };
  await add('moon', alice, 'Blue Moon', 'The Marcels', { genre: 'Doo-wop', year: 1961 });
  await add('light', alice, 'Moonlight Sonata', 'Beethoven', { genre: 'Classical', year: 1801 });
  await add('rose', bob, 'La Vie en Rose', 'Édith Piaf', { genre: 'Chanson', album: 'Été', year: 1947 });
  await add('night', bob, '夜に駆ける', 'YOASOBI', { genre: 'J-Pop' });
  await add('fire', bob, '🔥 Fire', 'فيروز', {});
  await add('secret', alice, 'Hidden Moon', 'Alice Cooper', { genre: 'Secretwave', visibility: 'private' });
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('words, phrases, operators and writing of all kinds find what they should', async () => {
  const cases = [
    ['moon', ['Blue Moon']], ['MOON blue', ['Blue Moon']], ['"blue moon"', ['Blue Moon']], ['"moon blue"', []],
    ['moon*', ['Blue Moon', 'Moonlight Sonata']], ['moon* -blue', ['Moonlight Sonata']], ['blue OR sonata', ['Blue Moon', 'Moonlight Sonata']],
    ['edith piaf', ['La Vie en Rose']], ['ETE', ['La Vie en Rose']], ['夜', ['夜に駆ける']], ['🔥', ['🔥 Fire']], ['فيروز', ['🔥 Fire']],
    ['"', undefined], ['((', undefined], ["'; DROP TABLE library_tracks; --", []], ['title_words:moon', []], ['x'.repeat(5000), []],
  ];
  for (const [q, expected] of cases) {
    const answer = await get(`/api/v1/search?${new URLSearchParams({ q })}`);
    if (expected === undefined) {
      assert.equal(answer.status, 422, q);
      assert.deepEqual(answer.body.error.details.map((detail) => detail.field), ['q']);
    } else {
      assert.equal(answer.status, 200, `${q}: ${JSON.stringify(answer.body)}`);
      assert.deepEqual(titles(answer.body), expected, q);
    }
  }
});

test('artists and albums are found as such, and follow their tracks', async () => {
  const body = await search({ q: 'edith' });
  assert.equal(body.data[0].type, 'artist');
  assert.equal(body.data[0].title, 'Édith Piaf');
  assert.deepEqual(titles(await search({ q: 'été' }), 'album'), ['Été']);
  const only = await search({ q: 'edith', type: 'artist' });
  assert.deepEqual(only.data.map((item) => item.type), ['artist']);
});

test('a typing error is forgiven, and said', async () => {
  const body = await search({ q: 'beethovne', type: 'track' });
  assert.deepEqual(titles(body), ['Moonlight Sonata']);
  assert.deepEqual(body.meta.corrections, [{ word: 'beethovne', instead: ['beethoven'] }]);
});

test('what is private is found by its owner and moderators only, and leaks nowhere', async () => {
  for (const session of [undefined, bob]) {
    for (const query of [{ q: 'moon' }, { q: 'hidden' }, { q: 'hiddne' }, { q: 'cooper' }, { q: 'secretwave' }, { genre: 'Secretwave' }, { q: '-zzz' }]) {
      const text = JSON.stringify(await search(query, session));
      for (const word of ['Hidden', 'Cooper', 'cooper', 'Secretwave', 'hidden"']) {
        assert.ok(!text.replaceAll(JSON.stringify(query.q ?? ''), '').includes(word), `${JSON.stringify(query)} told ${word}`);
      }
    }
    for (const q of ['hid', 'Hidden M', 'coop']) {
      const { body } = await get(`/api/v1/search/suggest?${new URLSearchParams({ q })}`, session);
      assert.deepEqual(body.data, [], q);
    }
  }
  assert.deepEqual(titles(await search({ q: 'hidden' }, alice)), ['Hidden Moon']);
  assert.deepEqual(titles(await search({ q: 'hidden' }, admin)), ['Hidden Moon']);
  const change = (visibility) => server.api(`/api/v1/tracks/${ids.secret}`, { method: 'PATCH', token: alice.access_token, json: { visibility } });
  assert.equal((await change('public')).status, 200);
  assert.deepEqual(titles(await search({ q: 'hidden' }, bob)), ['Hidden Moon']);
  assert.equal((await change('private')).status, 200);
  assert.deepEqual(titles(await search({ q: 'hidden' }, bob)), []);
  assert.deepEqual((await search({ q: 'hiden' }, bob)).meta.corrections, []);
});

test('filters, facets, pages', async () => {
  assert.deepEqual(titles(await search({ q: 'moon*', genre: 'classical' })), ['Moonlight Sonata']);
  assert.deepEqual(titles(await search({ q: 'moon*', year_min: 1900, type: 'track' })), ['Blue Moon']);
  const all = await search({ type: 'track' });
  assert.equal(all.meta.total, 5);
  assert.equal(all.meta.facets_are_exact, true);
  assert.deepEqual(all.meta.facets.type, [{ value: 'track', count: 5 }]);
  assert.ok(all.meta.facets.genre.some((each) => each.value === 'Chanson' && each.count === 1));
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await search({ type: 'track', per_page: 2, sort: '-date', ...(cursor && { cursor }) });
    seen.push(...page.data.map((item) => item.id));
    cursor = page.meta.next_cursor;
  }
  assert.equal(new Set(seen).size, 5);
  assert.equal(seen[0], ids.fire);
  for (const bad of ['', 'q=', 'q=x&type=song', 'q=x&sort=title', 'q=x&per_page=0', 'q=x&cursor=zzz', 'q=x&cursor=-1', 'q=x&bpm_min=fast', 'q=x&year_max=99999', 'q=x&cursor=999999']) {
    assert.equal((await get(`/api/v1/search?${bad}`)).status, 422, bad);
  }
});

test('suggestions', async () => {
  const { body } = await get('/api/v1/search/suggest?q=moo');
  assert.deepEqual(body.data.map((each) => each.title), ['Moonlight Sonata', 'Blue Moon']);
  assert.deepEqual((await get('/api/v1/search/suggest?q=')).body.data, []);
});

test('members find members, guests do not', async () => {
  assert.deepEqual((await search({ q: 'ali', type: 'user' }, bob)).data.map((item) => item.title), ['alice']);
  assert.deepEqual((await search({ q: 'ali', type: 'user' })).data, []);
});

test('playlists are found: public ones by all, others by those who work on them', async () => {
  const call = async (method, path, session, json) => {
    const answer = await server.api(`/api/v1${path}`, { method, token: session.access_token, json });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body?.data;
  };
  const found = async (session) => titles(await search({ q: 'sundowners' }, session), 'playlist');
  const quiet = async (session) => {
    const texts = [await search({ q: 'sundowners' }, session), await search({ q: 'sundownesr' }, session), await search({ q: '-zzz', type: 'playlist' }, session), (await get('/api/v1/search/suggest?q=sund', session)).body];
    for (const text of texts) assert.ok(!JSON.stringify(text).includes('undowners'), JSON.stringify(text));
  };
  const list = await call('POST', '/playlists', alice, { title: 'Sundowners', description: 'for the terrace' });
  const path = `/playlists/${list.id}`;
  assert.deepEqual(await found(alice), ['Sundowners']);
  assert.deepEqual(await found(admin), ['Sundowners']);
  for (const session of [bob, undefined]) await quiet(session);
  await call('PUT', `${path}/collaborators/${bob.user.id}`, alice, { role: 'viewer' });
  assert.deepEqual(await found(bob), ['Sundowners']);
  assert.deepEqual((await search({ q: 'terrace', type: 'playlist' }, bob)).meta.facets.type, [{ value: 'playlist', count: 1 }]);
  await quiet(undefined);
  await call('DELETE', `${path}/collaborators/${bob.user.id}`, bob);
  await quiet(bob);
  await call('PATCH', path, alice, { visibility: 'unlisted' });
  for (const session of [bob, undefined]) await quiet(session);
  await call('PATCH', path, alice, { visibility: 'public' });
  assert.deepEqual(await found(undefined), ['Sundowners']);
  assert.deepEqual((await get('/api/v1/search/suggest?q=sund')).body.data.map((each) => each.type), ['playlist']);
  await call('DELETE', path, alice);
  for (const session of [alice, bob, undefined]) assert.deepEqual(await found(session), []);
});

test('one has a history, clears it, and it is nobody else\'s', async () => {
  const carla = await server.register('carla');
  assert.equal((await get('/api/v1/me/searches')).status, 401);
  await search({ q: 'moon river' }, carla);
  await search({ q: '夜' }, carla);
  await search({ q: 'moon river' }, carla);
  const history = await get('/api/v1/me/searches', carla);
  assert.deepEqual(history.body.data.map((each) => each.q), ['moon river', '夜']);
  assert.ok(!JSON.stringify((await get('/api/v1/me/searches', bob)).body.data).includes('river'));
  assert.equal((await server.api('/api/v1/me/searches', { method: 'DELETE', token: carla.access_token })).status, 204);
  assert.deepEqual((await get('/api/v1/me/searches', carla)).body.data, []);
});

test('a deleted track is found no more, and its artist goes with it', async () => {
  assert.equal((await server.api(`/api/v1/tracks/${ids.light}`, { method: 'DELETE', token: alice.access_token })).status, 204);
  assert.deepEqual((await search({ q: 'sonata' })).data, []);
  assert.deepEqual((await search({ q: 'beethoven' })).data, []);
});
