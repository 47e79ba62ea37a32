// Finding one's way among tracks: empty shelves, search, order, genres, editing, deleting.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, member, site } from './chromium.mjs';

const songs = [
  { title: 'Ember', artist: 'Ivo Lind', genre: 'Jazz' },
  { title: 'Arbor', artist: 'Zora Vale', genre: 'Folk' },
  { title: 'Čajka', artist: 'Marram', genre: 'Folk' },
];
let here, server, alice, page;

before(async () => {
  here = await site();
  server = here.server;
  await server.setup();
  alice = await member(here, 'alice');
  page = alice.page;
});
after(() => here?.close());

const rows = () => page.getByRole('list', { name: 'Tracks' }).getByRole('listitem');
const titles = () => rows().getByRole('link').filter({ hasNotText: /^(Jazz|Folk|Ambient)$/ }).allInnerTexts();
const shows = (expected) => until(`the list shows ${expected}`, async () => (await titles()).join() === expected.join());

test('empty shelves say so and offer a way on', async () => {
  await page.goto('/library');
  await page.getByRole('heading', { name: 'The shelves are empty' }).waitFor();
  await page.getByRole('link', { name: 'Upload a track' }).click();
  await page.getByRole('heading', { name: 'Share your music' }).waitFor();
});

test('tracks stand newest first; the order can be chosen and lives in the address', async () => {
  const bytes = await songBytes(here.folder, 'song', 'flac', 2);
  for (const song of songs) {
    const { id } = await server.upload(alice.session.access_token, bytes, 'song.flac', song);
    await server.trackEnd(alice.session.access_token, id);
  }
  await page.goto('/library');
  await shows(['Čajka', 'Arbor', 'Ember']);
  await page.getByLabel('Sort by').selectOption('Oldest first');
  await shows(['Ember', 'Arbor', 'Čajka']);
  await page.getByLabel('Sort by').selectOption('Artist A–Z');
  await shows(['Ember', 'Čajka', 'Arbor']);
  assert.equal(new URL(page.url()).searchParams.get('sort'), 'artist');
  await page.reload();
  await shows(['Ember', 'Čajka', 'Arbor']);
});

test('search finds by title and artist, and an empty result can be cleared', async () => {
  await page.goto('/library');
  const search = page.getByLabel('Search tracks');
  await search.fill('arb');
  await shows(['Arbor']);
  await search.fill('marram');
  await shows(['Čajka']);
  await search.fill('nothing like this');
  await page.getByRole('heading', { name: 'No track matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await shows(['Čajka', 'Arbor', 'Ember']);
  assert.equal(await search.inputValue(), '');
});

test('a genre is a filter', async () => {
  await page.getByRole('link', { name: 'Genre Folk' }).first().click();
  await shows(['Čajka', 'Arbor']);
  await page.getByRole('button', { name: 'Remove the filter Folk' }).click();
  await shows(['Čajka', 'Arbor', 'Ember']);
});

test('details are edited, with what is wrong beside its field', async () => {
  await page.getByRole('link', { name: 'Ember' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('');
  await dialog.getByLabel('Year').fill('next');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByText('A track needs a title.').waitFor();
  await dialog.getByText('Enter a whole number, or nothing.').waitFor();
  await dialog.getByLabel('Title').fill('Ember, Again');
  await dialog.getByLabel('Year').fill('2026');
  await dialog.getByLabel('Album', { exact: true }).fill('Hearth');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ember, Again' }).waitFor();
  await page.getByRole('main').getByText('Hearth').waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Ember, Again' }).waitFor();
  await page.getByText('2026', { exact: true }).waitFor();
});

test('deleting asks first', async () => {
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete track' }).click();
  await page.getByText('“Ember, Again” was deleted').waitFor();
  await page.getByRole('heading', { level: 1, name: 'Your tracks' }).waitFor();
  await shows(['Čajka', 'Arbor']);
});

test('another user may look but not change', async () => {
  const other = await member(here, 'bob');
  await other.page.goto('/library');
  await other.page.getByRole('link', { name: 'Arbor' }).click();
  await other.page.getByRole('heading', { level: 1, name: 'Arbor' }).waitFor();
  await other.page.getByRole('button', { name: 'Copy link' }).waitFor();
  for (const name of ['Edit', 'Delete']) assert.equal(await other.page.getByRole('button', { name, exact: true }).count(), 0);
  assertClean(other);
});

test('no page complained', () => assertClean(alice));
