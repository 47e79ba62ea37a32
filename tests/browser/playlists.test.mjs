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

test('tracks are put into the queue from their menus', async () => {
  await page.goto('/library');
  await page.getByRole('button', { name: 'Play Ember' }).first().click();
  const pick = async (title, entry) => {
    await page.getByRole('main').getByRole('button', { name: `More for ${title}` }).press('Enter');
    await page.getByRole('dialog', { name: `More for ${title}` }).getByRole('button', { name: entry }).press('Enter');
  };
  await pick('Delta', 'Add to queue');
  await page.getByRole('status').getByText('Added “Delta” to the queue').waitFor();
  await pick('Arbor', 'Play next');
  await page.getByRole('status').getByText('“Arbor” plays next').waitFor();
});

test('rules choose the tracks, tried while they are written', async () => {
  await page.goto('/playlists');
  await page.getByRole('link', { name: 'New smart playlist' }).click();
  await page.getByRole('heading', { level: 1, name: 'New smart playlist' }).waitFor();
  const chosen = (expected) => until(`${expected} is previewed`, async () => (await page.getByRole('list', { name: 'What the rules choose' }).locator('[class*=title]').allInnerTexts()).join() === expected);
  const create = page.getByRole('button', { name: 'Create playlist' });
  await create.click();
  await page.getByText('Fill this in').waitFor();
  await page.getByLabel('Field of rule 1').selectOption('Title');
  await page.getByLabel('Value of rule 1').fill('r');
  await page.getByLabel('Order').selectOption('Title');
  await chosen('Arbor,Ember');
  // The rest by keyboard alone.
  await page.getByRole('button', { name: 'Add a rule' }).press('Enter');
  await page.getByLabel('Field of rule 2').selectOption('Length');
  await page.getByLabel('Operator of rule 2').selectOption('is between');
  await page.getByLabel('Lowest value of rule 2').fill('1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('60');
  await chosen('Arbor,Ember');
  await inspect(page, 'the rules of a playlist');
  await page.setViewportSize(desktop);
  await create.click();
  await page.getByText('Give it a title').waitFor();
  await page.getByLabel('Title', { exact: true }).fill('With an r');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'With an r' }).waitFor();
  await shows('Arbor,Ember');
  await page.getByRole('link', { name: 'Edit rules' }).click();
  await page.getByLabel('Value of rule 1').fill('EMB');
  await page.getByRole('button', { name: 'Remove rule 2' }).press('Enter');
  await chosen('Ember');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await page.getByRole('heading', { level: 1, name: 'With an r' }).waitFor();
  await shows('Ember');
  await page.getByRole('link', { name: 'Playlists' }).first().click();
  await page.getByRole('list', { name: 'Your playlists' }).getByRole('link', { name: /Evening/ }).click();
  await page.getByRole('heading', { name: 'Evening' }).waitFor();
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
