// A private track: its owner hears it, nobody else can see it, open it or fetch a segment of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, member, site, sound, visit } from './chromium.mjs';

let here, owner, other, guest, track;

before(async () => {
  here = await site();
  const { server, browser, folder } = here;
  await server.setup();
  [owner, other, guest] = [await member(here, 'alice'), await member(here, 'bob'), await visit(browser, server)];
  const { access_token: token } = owner.session;
  const bytes = await songBytes(folder, 'secret', 'flac', 12);
  track = await server.upload(token, bytes, 'secret.flac', { title: 'Not For You', visibility: 'private' });
  await server.trackEnd(token, track.id);
});
after(() => here?.close());

const fetched = ({ page }, path) => page.evaluate(async (url) => (await fetch(url)).status, path);
const leaves = ['master.m3u8', 'low/playlist.m3u8', 'low/init.mp4', 'low/seg-00001.m4s', 'info', 'status'];

test('its owner finds it in the library, marked as private, and hears it', async () => {
  const { page, requests } = owner;
  await page.goto('/library?owner=me');
  const row = page.getByRole('listitem').filter({ hasText: 'Not For You' });
  await row.getByText('Private').waitFor();
  await row.getByRole('link', { name: 'Not For You' }).click();
  await page.getByRole('heading', { level: 1, name: 'Not For You' }).waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Play Not For You' }).click();
  await until('the owner hears it', async () => (await sound(page)).time > 0.5 && (await sound(page)).decoded > 0);
  const segments = requests.filter((url) => url.includes('/hls/') && url.includes('/seg-'));
  assert.ok(segments.length > 0 && segments.every((url) => new URL(url).searchParams.get('token')), 'segments are asked for with a token');
  assert.equal(await fetched(owner, `/api/v1/tracks/${track.id}/hls/low/seg-00001.m4s`), 200);
});

for (const [who, visitor] of [['a second user', () => other], ['a guest', () => guest]]) {
  test(`${who} does not find it and gets none of it`, async () => {
    const { page } = visitor();
    await page.goto('/library');
    await page.getByText('The shelves are empty').waitFor();
    await page.goto(`/tracks/${track.id}`);
    await page.getByRole('heading', { name: 'This track is not here' }).waitFor();
    assert.equal(await page.getByText('Not For You').count(), 0);
    for (const leaf of leaves) {
      const status = await fetched(visitor(), `/api/v1/tracks/${track.id}/hls/${leaf}`);
      assert.ok([401, 403, 404].includes(status), `${leaf}: ${status}`);
    }
    for (const leaf of ['', '/stream', '/cover', '/waveform']) {
      assert.ok([401, 403, 404].includes(await fetched(visitor(), `/api/v1/tracks/${track.id}${leaf}`)), leaf);
    }
  });
}

test('a second user cannot get a stream token for it', async () => {
  const status = await other.page.evaluate(async (id) => {
    const csrf = /veza_csrf=([^;]+)/.exec(document.cookie)[1];
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
    const answer = await fetch('/api/v1/auth/stream-token', { method: 'POST', headers, body: JSON.stringify({ track_id: id }) });
    const token = answer.ok ? (await answer.json()).data.token : '';
    return (await fetch(`/api/v1/tracks/${id}/hls/low/seg-00001.m4s?token=${token}`)).status;
  }, track.id);
  assert.ok([401, 403, 404].includes(status), `a segment with the token of somebody who may not: ${status}`);
});

test('once it is public, everybody hears it', async () => {
  const { page } = owner;
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('radio', { name: 'Public' }).check();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Changes saved').waitFor();
  await guest.page.goto(`/tracks/${track.id}`);
  await guest.page.getByRole('main').getByRole('button', { name: 'Play Not For You' }).click();
  await until('the guest hears it', async () => (await sound(guest.page)).time > 0.5);
});

test('no page complained of anything but the refusals', () => {
  assertClean(owner);
  assertClean(other, [/status of 40[134]/]);
  assertClean(guest, [/status of 40[134]/]);
});
