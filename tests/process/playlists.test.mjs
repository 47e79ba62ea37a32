// Playlists over the wire: alone and together, by hand and by rules, their links and files; likes, plays, history.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';

import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { rows } from '../support/stores.mjs';

let server, folder, admin, ann, bob, flac;
const songs = []; // of ann, public

before(async () => {
  folder = scratch();
  server = await new Server().start();
  admin = await server.setup();
  ann = await server.register('ann');
  bob = await server.register('bob');
  flac = await songBytes(folder, 'song', 'flac', 3);
  for (const title of ['Alpha', 'Beta', 'Gamma', 'Delta', 'Été']) songs.push(await upload(ann, title));
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const call = (method, path, who, json) => server.api(`/api/v1${path}`, { method, token: who?.access_token, json });
const upload = (who, title, fields = {}) => server.upload(who.access_token, flac, 'song.flac', { title, visibility: 'public', artist: 'Ann', ...fields });

async function good(method, path, who, json, status) {
  const answer = await call(method, path, who, json);
  assert.equal(answer.status, status ?? { GET: 200, POST: 201 }[method] ?? 204, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}
const make = (who, json) => good('POST', '/playlists', who, { title: 'Mix', ...json });
const ids = (tracks) => tracks.map(({ id }) => id);
const titles = async (playlist, who) => (await good('GET', `/playlists/${playlist.id}/items`, who)).map(({ track }) => track?.title ?? null);

test('a playlist is made, filled, ordered, changed and removed', async () => {
  const playlist = await make(ann, { track_ids: ids(songs.slice(0, 3)), description: 'one\ntwo', visibility: 'public' });
  assert.equal(playlist.item_count, 3);
  assert.equal(playlist.kind, 'manual');
  assert.equal(playlist.can_manage, true);
  const path = `/playlists/${playlist.id}`;
  assert.deepEqual(await titles(playlist), ['Alpha', 'Beta', 'Gamma']);
  const [a, b, c] = await good('GET', `${path}/items`, ann);
  await good('PATCH', `${path}/items/${c.id}`, ann, { after: null });
  assert.deepEqual(await titles(playlist), ['Gamma', 'Alpha', 'Beta']);
  await good('PATCH', `${path}/items/${a.id}`, ann, { after: b.id });
  assert.deepEqual(await titles(playlist), ['Gamma', 'Beta', 'Alpha']);
  await good('POST', `${path}/items`, ann, { track_ids: [songs[3].id, songs[3].id], after: c.id });
  assert.deepEqual(await titles(playlist), ['Gamma', 'Delta', 'Delta', 'Beta', 'Alpha']);
  await good('DELETE', `${path}/items/${b.id}`, ann);
  assert.deepEqual(await titles(playlist), ['Gamma', 'Delta', 'Delta', 'Alpha']);
  assert.equal((await call('DELETE', `${path}/items/${b.id}`, ann)).status, 404);
  const moved = await call('PATCH', `${path}/items/${a.id}`, ann, { after: b.id });
  assert.deepEqual([moved.status, moved.body.error.code], [409, 'item_gone']);

  const changed = await good('PATCH', path, ann, { title: ' New  name ', description: null, visibility: 'unlisted' }, 200);
  assert.deepEqual([changed.title, changed.description, changed.visibility], ['New name', null, 'unlisted']);
  assert.ok(changed.revision > playlist.revision);
  const listed = (await good('GET', '/playlists?per_page=100')).map(({ id }) => id);
  assert.ok(!listed.includes(playlist.id), 'unlisted');
  assert.equal((await call('GET', path)).status, 200);
  await good('DELETE', path, ann);
  assert.equal((await call('GET', path, ann)).status, 404);
});

test('what is wrong is refused with its field', async () => {
  const playlist = await make(ann);
  const path = `/playlists/${playlist.id}`;
  const nobody = '0190a000-0000-7000-8000-000000000000';
  for (const [method, at, json, field] of [
    ['POST', '/playlists', {}, 'title'],
    ['POST', '/playlists', { title: '   ' }, 'title'],
    ['POST', '/playlists', { title: 'x'.repeat(201) }, 'title'],
    ['POST', '/playlists', { title: 'x', visibility: 'secret' }, 'visibility'],
    ['POST', '/playlists', { title: 'x', owner_id: bob.user.id }, 'owner_id'],
    ['POST', '/playlists', { title: 'x', track_ids: [nobody] }, 'track_ids'],
    ['PATCH', path, { rules: { match: 'all', rules: [{ field: 'title', operator: 'is', value: 'x' }] } }, 'rules'],
    ['POST', `${path}/items`, { track_ids: [] }, 'track_ids'],
    ['POST', `${path}/items`, { track_ids: 'all' }, 'track_ids'],
    ['POST', `${path}/items`, { track_ids: [songs[0].id], after: 'x' }, 'after'],
    ['POST', `${path}/items`, { track_ids: [songs[0].id], position: 'a' }, 'position'],
    ['PATCH', `${path}/items/${nobody}`, {}, 'after'],
    ['POST', `${path}/shares`, { expires_in_days: 0 }, 'expires_in_days'],
    ['POST', `${path}/shares`, { role: 'owner' }, 'role'],
    ['GET', `${path}/items?cursor=x`, undefined, 'cursor'],
    ['GET', `${path}/items?per_page=0`, undefined, 'per_page'],
    ['GET', '/playlists?cursor=x', undefined, 'cursor'],
    ['POST', `/tracks/${songs[0].id}/plays`, { play_id: 'x', heard: 1 }, 'play_id'],
    ['POST', `/tracks/${songs[0].id}/plays`, { play_id: nobody, heard: -1 }, 'heard'],
  ]) {
    const { status, body } = await call(method, at, ann, json);
    assert.equal(status, 422, `${method} ${at} ${JSON.stringify(json)}: ${status} ${JSON.stringify(body)}`);
    assert.ok(body.error.details.some((each) => each.field === field), `${field}: ${JSON.stringify(body.error.details)}`);
  }
});

test("a private playlist is there for who works on it only, and a private track for its owner", async () => {
  const secret = await upload(ann, 'Secret', { visibility: 'private' });
  const playlist = await make(ann, { track_ids: [songs[0].id, secret.id] });
  const path = `/playlists/${playlist.id}`;
  for (const who of [undefined, bob]) {
    for (const at of [path, `${path}/items`, `${path}/export`]) assert.equal((await call('GET', at, who)).status, 404, at);
  }
  assert.equal((await call('GET', path, admin)).status, 200, 'a moderator');
  await good('PUT', `${path}/collaborators/${bob.user.id}`, ann, { role: 'viewer' });
  assert.deepEqual(await titles(playlist, bob), ['Alpha']);
  assert.equal((await call('POST', `${path}/items`, bob, { track_ids: [songs[1].id] })).status, 403);
  await good('PUT', `${path}/collaborators/${bob.user.id}`, ann, { role: 'editor' });
  // Who edits must see that something is there, but not what.
  assert.deepEqual(await titles(playlist, bob), ['Alpha', null]);
  assert.ok(!JSON.stringify(await good('GET', `${path}/items`, bob)).includes('Secret'));
  await good('POST', `${path}/items`, bob, { track_ids: [songs[1].id] });
  assert.equal((await call('POST', `${path}/items`, bob, { track_ids: [secret.id] })).status, 422);
  assert.equal((await call('PATCH', path, bob, { title: 'mine' })).status, 403);
  assert.equal((await call('DELETE', path, bob)).status, 403);
  assert.equal((await call('GET', `${path}/shares`, bob)).status, 403);
  const worked = await good('GET', '/playlists?owner=me', bob);
  assert.ok(ids(worked).includes(playlist.id));
  assert.deepEqual((await good('GET', `${path}/collaborators`, bob)).map(({ user, role }) => [user.username, role]), [['bob', 'editor']]);
  await good('DELETE', `${path}/collaborators/${bob.user.id}`, bob);
  assert.equal((await call('GET', path, bob)).status, 404, 'he left');
  // Nor does a number tell of it: those who do not edit count what they may hear.
  await good('PATCH', path, ann, { visibility: 'public' }, 200);
  const counted = async (who) => {
    const { item_count } = await good('GET', path, who);
    assert.equal((await good('GET', '/playlists?per_page=100', who)).find(({ id }) => id === playlist.id).item_count, item_count);
    return item_count;
  };
  assert.deepEqual([await counted(undefined), await counted(bob), await counted(ann), await counted(admin)], [2, 2, 3, 3]);
  // A track that goes, goes from playlists.
  await good('DELETE', `/tracks/${secret.id}`, ann);
  assert.deepEqual(await titles(playlist, ann), ['Alpha', 'Beta']);
});

test('a link shows a playlist to guests, counted, until it is taken back or expires', async () => {
  const secret = await upload(ann, 'Only mine', { visibility: 'private' });
  const playlist = await make(ann, { track_ids: [songs[0].id, secret.id, songs[1].id] });
  const path = `/playlists/${playlist.id}`;
  const share = await good('POST', `${path}/shares`, ann, { expires_in_days: 7 });
  assert.match(share.token, /^[A-Za-z0-9_-]{43}$/);
  assert.ok(share.url.endsWith(`/shared#${share.token}`), share.url);
  assert.ok(Math.abs(new Date(share.expires_at) - Date.now() - 7 * 86_400_000) < 60_000);
  const open = (who, headers) => server.api(`/api/v1/shared/${share.token}`, { token: who?.access_token, headers });
  for (const who of [undefined, bob]) {
    const { status, body } = await open(who);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.data.items.map(({ track }) => track.title), ['Alpha', 'Beta']);
    assert.equal(body.data.playlist.item_count, 2);
    assert.equal(body.data.playlist.can_edit, false);
    assert.ok(!JSON.stringify(body).includes('Only mine'));
  }
  assert.equal((await open(ann)).body.data.items.length, 3);
  await open(undefined, { 'sec-gpc': '1' });
  const [kept] = await good('GET', `${path}/shares`, ann);
  assert.equal(kept.uses, 3);
  assert.ok(kept.last_used_at);
  assert.ok(!JSON.stringify(kept).includes(share.token));
  assert.ok(!JSON.stringify(await rows(server.data, 'SELECT * FROM library_playlist_shares')).includes(share.token), 'hashed');
  // It opens the playlist, not the door behind it.
  assert.equal((await call('GET', `${path}/items`, bob)).status, 404);
  assert.equal((await call('POST', `/shared/${share.token}/join`, bob, {})).status, 403);

  await good('DELETE', `${path}/shares/${share.id}`, ann);
  assert.equal((await open()).status, 404);
  for (const token of ['x', 'x'.repeat(43), `${share.token}x`]) assert.equal((await call('GET', `/shared/${token}`)).status, 404);

  const invitation = await good('POST', `${path}/shares`, ann, { role: 'editor' });
  assert.equal((await call('POST', `/shared/${invitation.token}/join`, undefined, {})).status, 401);
  assert.equal((await good('POST', `/shared/${invitation.token}/join`, bob, {}, 200)).can_edit, true);
  await good('POST', `${path}/items`, bob, { track_ids: [songs[2].id] });
  assert.equal((await call('POST', `/shared/${invitation.token}/join`, ann, {})).status, 409);
  await good('DELETE', `${path}/shares/${invitation.id}`, ann);
  assert.equal((await call('POST', `/shared/${invitation.token}/join`, admin, {})).status, 404);
});

test('twenty edit one playlist at once: every item once, one order for all', async (t) => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  t.diagnostic(`SEED=${seed}`);
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const playlist = await make(ann, { visibility: 'public' });
  const path = `/playlists/${playlist.id}`;
  const invitation = await good('POST', `${path}/shares`, ann, { role: 'editor' });
  const editors = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const who = await server.register(`editor${i}`);
      await good('POST', `/shared/${invitation.token}/join`, who, {}, 200);
      return who;
    }),
  );
  const added = new Set();
  const removed = new Set();
  const answers = {};
  const edit = async (who) => {
    const seen = (await good('GET', `${path}/items`, who)).map(({ id }) => id);
    const any = () => (seen.length && random(6) ? seen[random(seen.length)] : null);
    const [item, after, what] = [any(), any(), random(10)];
    if (what < 5 || !item) {
      const { status, body } = await call('POST', `${path}/items`, who, { track_ids: Array.from({ length: 1 + random(3) }, () => songs[random(5)].id), ...(random(2) ? { after } : {}) });
      if (status === 201) for (const { id } of body.data) added.add(id);
      return status;
    }
    if (what < 8) return (await call('PATCH', `${path}/items/${item}`, who, { after })).status;
    const { status } = await call('DELETE', `${path}/items/${item}`, who);
    if (status === 204) {
      assert.ok(!removed.has(item), `SEED=${seed}: removed twice`);
      removed.add(item);
    }
    return status;
  };
  await Promise.all(
    editors.map(async (who) => {
      for (let i = 0; i < 10; ++i) {
        const status = await edit(who);
        answers[status] = (answers[status] ?? 0) + 1;
      }
    }),
  );
  // 404 and 409: somebody took the item away, or the one it should follow, in between.
  assert.ok(Object.keys(answers).every((status) => ['201', '204', '404', '409'].includes(status)), `SEED=${seed}: ${JSON.stringify(answers)}`);
  const whole = async (who, size) => {
    const out = [];
    let cursor = '';
    do {
      const { body } = await call('GET', `${path}/items?per_page=${size}${cursor && `&cursor=${cursor}`}`, who);
      out.push(...body.data.map(({ id }) => id));
      cursor = body.meta.next_cursor ?? '';
    } while (cursor);
    return out;
  };
  const order = await whole(ann, 100);
  assert.equal(new Set(order).size, order.length, `SEED=${seed}: an item twice`);
  assert.deepEqual([...order].sort(), [...added].filter((id) => !removed.has(id)).sort(), `SEED=${seed}: items lost or kept`);
  for (const [who, size] of [...editors.slice(0, 3).map((each) => [each, 7]), [undefined, 100], [bob, 1 + random(20)]]) {
    assert.deepEqual(await whole(who, size), order, `SEED=${seed}`);
  }
  assert.equal((await good('GET', path, ann)).item_count, order.length);
});

test('who watches a playlist is told of changes', async () => {
  const playlist = await make(ann);
  const topic = `playlist.${playlist.id}`;
  const frames = [];
  const open = async (who) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${who.access_token}` } });
    await new Promise((done, fail) => socket.on('open', done).on('error', fail));
    return socket;
  };
  const [hers, his] = [await open(ann), await open(bob)];
  const refused = [];
  hers.on('message', (data) => frames.push(JSON.parse(data)));
  his.on('message', (data) => refused.push(JSON.parse(data)));
  for (const socket of [hers, his]) socket.send(JSON.stringify({ type: 'Subscribe', topic }));
  await until('both are answered', () => frames.length && refused.length);
  assert.equal(refused[0].type, 'Error', JSON.stringify(refused[0]));
  await good('POST', `/playlists/${playlist.id}/items`, ann, { track_ids: [songs[0].id] });
  const told = await until('it is told', () => frames.find(({ type }) => type === 'PlaylistChanged'));
  assert.equal(told.data.playlist_id, playlist.id);
  assert.ok(told.data.revision > playlist.revision);
  assert.ok(!refused.some(({ type }) => type === 'PlaylistChanged'));
  hers.close();
  his.close();
});

test('rules choose tracks, previewed, for each as they may see', async () => {
  const carl = await server.register('carl');
  for (const [title, year] of [['Red rose', 1999], ['ROSÉ', 2005], ['Blue', 2010]]) {
    const track = await upload(carl, title, { artist: 'Carl', genre: 'Folk' });
    await good('PATCH', `/tracks/${track.id}`, carl, { year }, 200);
  }
  await upload(carl, 'Rose, hidden', { artist: 'Carl', visibility: 'private' });
  const rule = (field, operator, value) => ({ field, operator, value });
  const cases = [
    [{ match: 'all', rules: [rule('artist', 'is', 'CARL'), rule('title', 'contains', 'rose')], order: 'year' }, ['Red rose', 'ROSÉ']],
    [{ match: 'all', rules: [rule('artist', 'is', 'carl'), rule('title', 'not_contains', 'rose')] }, ['Blue']],
    [{ match: 'all', rules: [rule('genre', 'is', 'folk'), rule('year', 'between', [2000, 2010])], order: '-year' }, ['Blue', 'ROSÉ']],
    [{ match: 'all', rules: [rule('artist', 'starts_with', 'car'), { match: 'any', rules: [rule('year', 'is', 1999), rule('year', 'greater_than', 2009)] }], order: 'year' }, ['Red rose', 'Blue']],
    [{ match: 'all', rules: [rule('artist', 'is', 'Carl'), rule('year', 'is_not', 2005)], order: 'year', limit: 1 }, ['Red rose']],
    [{ match: 'all', rules: [rule('artist', 'is', 'Carl'), rule('duration', 'less_than', 60), rule('added', 'in_last_days', 1), rule('plays', 'is', 0), rule('bpm', 'is_not', 3)], order: 'year' }, ['Red rose', 'ROSÉ', 'Blue']],
    [{ match: 'all', rules: [rule('artist', 'is', 'Carl'), rule('added', 'before', '2001-01-01')] }, []],
    [{ match: 'all', rules: [rule('title', 'contains', "%' OR 1=1 --")] }, []],
    [{ match: 'all', rules: [rule('tag', 'is_not', 'x'), rule('album', 'is_not', 'x'), rule('key', 'is_not', 'Am'), rule('liked', 'is', false), rule('artist', 'is', 'Carl')], order: 'year' }, ['Red rose', 'ROSÉ', 'Blue']],
  ];
  for (const [rules, expected] of cases) {
    assert.deepEqual((await good('POST', '/playlists/preview', bob, { rules }, 200)).map(({ title }) => title), expected, JSON.stringify(rules));
  }
  const wrong = await call('POST', '/playlists/preview', bob, { rules: { match: 'all', rules: [rule('password', 'is', 'x')] } });
  assert.deepEqual([wrong.status, wrong.body.error.details[0].field], [422, 'rules.rules.0.field']);

  const smart = await make(carl, { visibility: 'public', rules: cases[0][0] });
  assert.deepEqual([smart.kind, smart.item_count, smart.can_edit], ['smart', null, false]);
  assert.deepEqual(await titles(smart, bob), ['Red rose', 'ROSÉ']);
  assert.deepEqual(await titles(smart, carl), ['Rose, hidden', 'Red rose', 'ROSÉ']);
  assert.equal((await call('POST', `/playlists/${smart.id}/items`, carl, { track_ids: [songs[0].id] })).status, 409);
  const liked = await make(carl, { visibility: 'public', rules: { match: 'all', rules: [rule('liked', 'is', true)] } });
  await good('PUT', `/tracks/${songs[2].id}/like`, carl);
  assert.deepEqual(await titles(liked, bob), ['Gamma'], "the owner's likes");
  await good('PATCH', `/playlists/${smart.id}`, carl, { rules: cases[1][0] }, 200);
  assert.deepEqual(await titles(smart), ['Blue']);
});

test('files come out as they went in, and say what was not found', async () => {
  const playlist = await make(ann, { title: 'Out <&> in', track_ids: ids(songs), visibility: 'public' });
  const load = (who, body, query = '') => server.api(`/api/v1/playlists/import${query}`, { method: 'POST', token: who.access_token, body, headers: { 'content-type': 'application/octet-stream' } });
  for (const format of ['m3u8', 'jspf', 'xspf']) {
    const file = await fetch(`${server.url}/api/v1/playlists/${playlist.id}/export?format=${format}`);
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-disposition'), new RegExp(`attachment; .*\\.${format}`));
    const { status, body } = await load(bob, await file.text());
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.data.found, body.data.missing], [5, []]);
    assert.equal(body.data.playlist.title, 'Out <&> in');
    assert.equal(body.data.playlist.visibility, 'private');
    assert.deepEqual(await titles(body.data.playlist, bob), ['Alpha', 'Beta', 'Gamma', 'Delta', 'Été'], format);
  }
  const secret = await upload(ann, 'Not for bob', { visibility: 'private' });
  const text = `#EXTM3U\n#EXTINF:3,Ann - ALPHA\nx.mp3\n#EXTINF:3,Ann - Ete\nz.mp3\n#EXTINF:3,Nobody - Nothing\ny.mp3\n#EXTINF:3,Ann - Not for bob\nhttp://h/tracks/${secret.id}\n#EXTINF:90,Ann - Beta\nb.mp3\n`;
  const { body } = await load(bob, text, '?title=Mine&visibility=public');
  assert.equal(body.data.playlist.title, 'Mine');
  assert.deepEqual(body.data.missing.map(({ position, title }) => [position, title]), [[3, 'Nothing'], [4, 'Not for bob'], [5, 'Beta']]);
  assert.deepEqual(await titles(body.data.playlist, bob), ['Alpha', 'Été']);
  for (const [bad, says] of [
    ['', /no entries/],
    ['<!DOCTYPE p [<!ENTITY a "b">]><playlist><title>&a;</title></playlist>', /document type/],
    ['{"playlist":', /not JSON/],
    ['<playlist><track', /not XML/],
    ['#EXTM3U\n#EXT-X-TARGETDURATION:6\nx.ts\n', /segments/],
    ['a\0b.mp3\n', /not text/],
    [`{"playlist":{"track":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, /not JSON/],
    ['{"playlist":{"title":"\\ud800","track":[]}}', /not JSON/],
    ['{"playlist":{"title":7,"track":[1]}}', /not an object/],
    [`<playlist>${'<a>'.repeat(100_000)}`, /too many/],
    [`<playlist ${'a="b" '.repeat(100_000)}>`, /not XML/],
    ['x\n'.repeat(2_000_000), /more than 5000/],
  ]) {
    const answer = await load(bob, bad);
    assert.equal(answer.status, 422, bad);
    assert.equal(answer.body.error.code, 'unreadable_playlist');
    assert.match(answer.body.error.message, says);
  }
  // What can be read is read, whatever it says: text without controls, within bounds, and no file of the server's.
  for (const odd of [
    '#EXTM3U\n#PLAYLIST:\x01\x1b[31mred\n#EXTINF:nan,\x07x - y\n../../../etc/passwd\n#EXTINF:-1e309,z\nfile:///etc/shadow\n',
    Buffer.from([0x23, 0x45, 0x58, 0x54, 0x4d, 0x33, 0x55, 0x0a, 0xff, 0xfe, 0x80, 0x0a]),
    JSON.stringify({ playlist: { title: 'T'.repeat(5000), annotation: 'A'.repeat(100_000), track: [{ title: 'x'.repeat(100_000), duration: 1e300 }] } }),
    'x'.repeat(8_000_000),
  ]) {
    const answer = await load(bob, odd);
    assert.equal(answer.status, 201, String(odd).slice(0, 40));
    const { playlist: made, found, missing } = answer.body.data;
    assert.equal(found, 0);
    assert.ok(made.title.length <= 200 && JSON.stringify(missing).length < 20_000);
    // eslint-disable-next-line no-control-regex
    assert.ok(![made.title, ...missing.flatMap(({ title, artist }) => [title, artist])].some((text) => /[\x00-\x1f]/.test(text)));
  }
  assert.equal((await load(bob, Buffer.alloc(9 << 20, 'x'))).status, 413);
});

test('likes are counted once each, also at once', async () => {
  const track = await upload(ann, 'Liked');
  const fans = [ann, bob, admin];
  await Promise.all(fans.flatMap((who) => [1, 2, 3].map(() => good('PUT', `/tracks/${track.id}/like`, who))));
  const count = async () => (await rows(server.data, `SELECT like_count FROM library_tracks WHERE id = '${track.id}'`))[0].like_count;
  assert.equal(Number(await count()), 3);
  await Promise.all([1, 2, 3].map(() => good('DELETE', `/tracks/${track.id}/like`, bob)));
  assert.equal(Number(await count()), 2);
  assert.equal((await good('GET', '/me/likes', ann))[0].track.id, track.id);
  assert.ok((await good('GET', '/me/likes/ids', ann)).includes(track.id));
  assert.ok(!(await good('GET', '/me/likes/ids', bob)).includes(track.id));
  assert.equal((await call('PUT', `/tracks/${track.id}/like`)).status, 401);
  // What becomes private is in the list of nobody else any more, and the like can still go.
  await good('PATCH', `/tracks/${track.id}`, ann, { visibility: 'private' }, 200);
  await good('PUT', `/tracks/${songs[0].id}/like`, bob);
  assert.deepEqual((await good('GET', '/me/likes', bob)).map((each) => each.track.id), [songs[0].id]);
  assert.equal((await call('PUT', `/tracks/${track.id}/like`, bob)).status, 404);
});

test('a play counts once when half is heard, however often it is told', async () => {
  const track = await upload(ann, 'Heard');
  await server.trackEnd(ann.access_token, track.id);
  const play = (who, play_id, heard, headers = {}) =>
    server.api(`/api/v1/tracks/${track.id}/plays`, { method: 'POST', token: who.access_token, json: { play_id, heard }, headers });
  const count = async () => Number((await rows(server.data, `SELECT play_count FROM library_tracks WHERE id = '${track.id}'`))[0].play_count);
  const dora = await server.register('dora');
  const one = randomUUID();
  assert.equal((await play(dora, one, 0.5)).body.data.counted, false);
  assert.equal((await play(dora, one, 1.6)).body.data.counted, true);
  const again = await Promise.all(Array.from({ length: 5 }, () => play(dora, one, 2.5)));
  assert.ok(again.every(({ body }) => body.data.counted === false));
  assert.equal(await count(), 1);
  const erik = await server.register('erik');
  const many = await Promise.all(Array.from({ length: 8 }, () => play(erik, randomUUID(), 3)));
  assert.equal(many.filter(({ body }) => body.data.counted).length, 1, 'nobody hears a track eight times at once');
  assert.equal(await count(), 2);
  const gpc = await play(await server.register('fred'), randomUUID(), 3, { 'sec-gpc': '1' });
  assert.deepEqual([gpc.status, gpc.body.data.counted], [200, false]);
  const other = await server.api(`/api/v1/tracks/${songs[0].id}/plays`, { method: 'POST', token: dora.access_token, json: { play_id: one, heard: 3 } });
  assert.deepEqual([other.status, other.body.error.code], [409, 'play_id_used']);
  const history = await good('GET', '/me/history', dora);
  assert.deepEqual(history.map(({ track: { title }, play_id, heard }) => [title, play_id, heard]), [['Heard', one, 2.5]]);
  assert.deepEqual(await good('GET', '/me/history', bob), []);
  await good('DELETE', '/me/history', dora);
  assert.deepEqual(await good('GET', '/me/history', dora), []);
  assert.equal(await count(), 2);
  assert.equal((await play(dora, randomUUID(), 0)).status, 200);
});

test('artists are followed', async () => {
  const artist = (await rows(server.data, "SELECT id FROM library_artists WHERE name = 'Ann'"))[0];
  assert.ok(artist);
  for (let i = 0; i < 2; ++i) await good('PUT', `/artists/${artist.id}/follow`, bob);
  assert.deepEqual((await good('GET', '/me/following', bob)).map((each) => each.artist.name), ['Ann']);
  await upload(ann, 'Ghost song', { artist: 'Ghost', visibility: 'private' });
  const [ghost] = await rows(server.data, "SELECT id FROM library_artists WHERE name = 'Ghost'");
  assert.equal((await call('PUT', `/artists/${ghost.id}/follow`, bob)).status, 404);
  await good('DELETE', `/artists/${artist.id}/follow`, bob);
  assert.deepEqual(await good('GET', '/me/following', bob), []);
});

test('comments stand at their moments, are answered, told of, and go with the track', async () => {
  const track = await upload(ann, 'Talked about');
  const path = `/tracks/${track.id}/comments`;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${ann.access_token}` } });
  const heard = [];
  socket.on('message', (data) => heard.push(JSON.parse(data)));
  await new Promise((done, fail) => socket.on('open', done).on('error', fail));
  socket.send(JSON.stringify({ type: 'Subscribe', topic: `track.${track.id}` }));
  await until('she watches', () => heard.some(({ type }) => type === 'Subscribed'));

  // Two of one millisecond have no order.
  const say = async (json) => {
    const said = await good('POST', path, bob, json);
    await until('it is later', () => Date.now() > Date.parse(said.created_at) + 1, { every: 2 });
    return said;
  };
  const late = await say({ body: 'Łate\n<i>🎧</i>', position_ms: 2000 });
  const whole = await say({ body: 'all of it' });
  await say({ body: 'early', position_ms: 0 });
  await until('she is told', () => heard.some(({ type }) => type === 'CommentsChanged'));
  socket.close();
  const bodies = async (query = '') => (await good('GET', path + query)).map(({ body }) => body);
  assert.deepEqual(await bodies(), ['early', 'Łate\n<i>🎧</i>', 'all of it']);
  assert.deepEqual(await bodies('?sort=-created_at'), ['early', 'all of it', 'Łate\n<i>🎧</i>']);
  assert.deepEqual(await bodies('?timed=true&sort=-created_at&per_page=1'), ['early']);
  const walked = [];
  for (let cursor = ''; cursor !== null; ) {
    const page = await call('GET', `${path}?per_page=1${cursor && `&cursor=${cursor}`}`);
    walked.push(...page.body.data.map(({ body }) => body));
    cursor = page.body.meta.next_cursor;
  }
  assert.deepEqual(walked, await bodies());
  // Many answer one while it is taken back: none is left without it.
  const answers = Array.from({ length: 6 }, (_, n) => call('POST', path, ann, { body: `answer ${n}`, parent_id: late.id }));
  const removed = call('DELETE', `${path}/${late.id}`, bob);
  const codes = (await Promise.all(answers)).map(({ status }) => status);
  assert.ok(codes.every((status) => [201, 422].includes(status)), String(codes));
  assert.equal((await removed).status, 204);
  assert.deepEqual(await rows(server.data, `SELECT id FROM library_comments WHERE parent_id = '${late.id}'`), []);
  assert.deepEqual(await bodies(), ['early', 'all of it']);
  await good('DELETE', `${path}/${whole.id}`, ann);
  const gone = await until('its event', async () => (await rows(server.data, `SELECT data FROM outbox WHERE event_type = 'library.comment.deleted.v1' AND aggregate_id = '${whole.id}'`))[0]);
  assert.ok(!JSON.stringify(gone).includes('all of it'));
  await good('DELETE', `/tracks/${track.id}`, ann);
  assert.deepEqual(await rows(server.data, `SELECT id FROM library_comments WHERE track_id = '${track.id}'`), []);
  assert.equal((await call('GET', path, ann)).status, 404);
});
