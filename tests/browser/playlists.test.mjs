// Playing, liking, a playlist of one's own, its order by keyboard, and its link in the hands of a guest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, desktop, member, site, visit } from './chromium.mjs';
import { inspect } from './inspect.mjs';

let here, server, alice, page;
const songs = ['Ember', 'Arbor', 'Delta'];

before(async () => {
  here = await site();
  server = here.server;
  await server.setup();
  alice = await member(here, 'alice');
  page = alice.page;
  const bytes = await songBytes(here.folder, 'song', 'flac', 4);
  for (const title of songs) {
    const { id } = await server.upload(alice.session.access_token, bytes, 'song.flac', { title, visibility: 'public' });
    await server.trackEnd(alice.session.access_token, id);
  }
});
after(() => here?.close());

const items = () => page.getByRole('list', { name: 'Tracks' }).getByRole('listitem');
const titles = async () => (await items().getByRole('link').allInnerTexts()).join();
const shows = (expected) => until(`the list shows ${expected}`, async () => (await titles()) === expected);

test('what is played is in the history', async () => {
  await page.goto('/library');
  await items().filter({ hasText: 'Ember' }).hover();
  await page.getByRole('button', { name: 'Play Ember' }).first().click();
  await until('the play is kept', async () => {
    const { body } = await server.api('/api/v1/me/history', { token: alice.session.access_token });
    return body.data.some(({ track }) => track.title === 'Ember');
  });
  await page.getByRole('button', { name: 'Account: alice' }).click();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await items().filter({ hasText: 'Ember' }).waitFor();
  await inspect(page, 'the history');
  await page.setViewportSize(desktop);
});

test('a heart likes a track', async () => {
  await page.goto('/library');
  const heart = page.getByRole('button', { name: 'Like Arbor' });
  await heart.click();
  await until('it is pressed', async () => (await heart.getAttribute('aria-pressed')) === 'true');
  await page.goto('/likes');
  await items().filter({ hasText: 'Arbor' }).waitFor();
  await page.getByRole('button', { name: 'Like Arbor' }).waitFor();
});

test('tracks go into a playlist of their own', async () => {
  await page.goto('/library');
  await page.getByRole('button', { name: 'Add Ember to a playlist' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New playlist').fill('Evening');
  await dialog.getByRole('button', { name: 'Create and add' }).click();
  await dialog.waitFor({ state: 'detached' });
  for (const title of ['Arbor', 'Delta']) {
    await page.getByRole('button', { name: `Add ${title} to a playlist` }).click();
    await dialog.getByRole('button', { name: 'Evening' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  await page.getByRole('link', { name: 'Playlists' }).first().click();
  await page.getByRole('list', { name: 'Your playlists' }).getByRole('link', { name: /Evening/ }).click();
  await page.getByRole('heading', { name: 'Evening' }).waitFor();
  await shows('Ember,Arbor,Delta');
  await inspect(page, 'a playlist');
  await page.setViewportSize(desktop);
});

test('the order changes by keyboard alone, and stays', async () => {
  await page.getByRole('button', { name: 'Move Delta', exact: true }).focus();
  await page.keyboard.press('Space');
  await page.getByText('Picked up Delta').waitFor({ state: 'attached' });
  for (const at of [2, 1]) {
    await page.keyboard.press('ArrowUp');
    await page.getByText(`Delta is now number ${at} of 3`).waitFor({ state: 'attached' });
  }
  await page.keyboard.press('Space');
  await shows('Delta,Ember,Arbor');
  await until('the server has it', async () => {
    const id = new URL(page.url()).pathname.split('/').pop();
    const { body } = await server.api(`/api/v1/playlists/${id}/items`, { token: alice.session.access_token });
    return body.data.map(({ track }) => track.title).join() === 'Delta,Ember,Arbor';
  });
  await page.reload();
  await shows('Delta,Ember,Arbor');
});

test('a link opens it for a guest, and for nobody once it is taken back', async () => {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const link = (await dialog.getByTestId('share-link').innerText()).trim();
  assert.match(link, /\/shared#[A-Za-z0-9_-]{43}$/);
  await inspect(page, 'sharing');
  await page.setViewportSize(desktop);
  const guest = await visit(here.browser, server);
  await guest.page.goto(link);
  await guest.page.getByRole('heading', { name: 'Evening' }).waitFor();
  await guest.page.getByRole('link', { name: 'Ember' }).waitFor();
  await inspect(guest.page, 'a shared playlist');
  await dialog.getByRole('button', { name: 'Take back' }).click();
  await dialog.getByText('No links yet.').waitFor();
  await guest.page.reload();
  await guest.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  assertClean(guest, [/404/]);
  assertClean(alice);
  await guest.context.close();
});
