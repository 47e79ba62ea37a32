// What plays next: its order by keyboard, what leaves it, a radio that goes on, the sleep timer and the small window.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, desktop, member, site, sound } from './chromium.mjs';
import { inspect } from './inspect.mjs';

let here, alice, page;

before(async () => {
  here = await site();
  await here.server.setup();
  alice = await member(here, 'alice');
  page = alice.page;
  const song = await songBytes(here.folder, 'song', 'flac', 24);
  const short = await songBytes(here.folder, 'short', 'flac', 8); // nothing is left over behind its last segment
  const all = [['Arbor', 'Dub'], ['Brook', 'Folk'], ['Cairn', 'Folk'], ['Delta', 'Folk'], ['Ember', 'Dub'], ['Fjord', 'Jazz', short]];
  for (const [title, genre, bytes = song] of all) {
    const { id } = await here.server.upload(alice.session.access_token, bytes, 'song.flac', { title, genre, visibility: 'public' });
    await here.server.trackEnd(alice.session.access_token, id);
  }
});
after(() => here?.close());

const lines = () => page.getByRole('list', { name: 'Up next' }).getByRole('listitem');
const next = async () => (await lines().locator('button:not([aria-label]) > span:first-child').allInnerTexts()).join();
const shows = (expected) => until(`next come ${expected}`, async () => (await next()) === expected);
const playing = (title) => page.getByRole('region', { name: 'Player' }).getByRole('link', { name: title }).waitFor();
const seek = (seconds) => page.getByTestId('audio').evaluate((audio, to) => void (audio.currentTime = to), seconds);
async function play(title, genre = 'Folk') {
  await page.goto(`/library?genre=${genre}`);
  await page.getByRole('listitem').filter({ hasText: title }).hover();
  await page.getByRole('button', { name: `Play ${title}` }).first().click();
  await playing(title);
}

test('what comes next is ordered by keyboard, shortened and cleared', async () => {
  await play('Delta');
  await page.getByRole('button', { name: 'Up next' }).click();
  await shows('Cairn,Brook');
  await page.getByRole('button', { name: 'Move Brook', exact: true }).focus();
  await page.keyboard.press('Space');
  await page.getByText('Picked up Brook').waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowUp');
  await page.getByText('Brook is now number 1 of 2').waitFor({ state: 'attached' });
  await page.keyboard.press('Space');
  await shows('Brook,Cairn');
  await inspect(page, 'what comes next');
  await page.setViewportSize(desktop);
  await page.getByRole('button', { name: 'Remove Brook from the queue' }).click();
  await shows('Cairn');
  await lines().getByRole('button', { name: /^Cairn/ }).click();
  await playing('Cairn');
  await page.getByText('Nothing comes after this track.').waitFor();
});

test('a radio goes on with what goes with the last track, and says why', async () => {
  await page.getByRole('checkbox', { name: 'Go on with similar tracks' }).check();
  await until('tracks were added', async () => (await lines().count()) > 0);
  const texts = await lines().allInnerTexts();
  assert.ok(texts.some((text) => /Brook/.test(text) && /More Folk\./.test(text)), texts.join('; '));
  assert.doesNotMatch(await next(), /Cairn|Delta/, 'what was heard comes again');
  const first = (await next()).split(',')[0];
  await page.keyboard.press('Escape');
  await seek(22);
  await playing(first);
});

test('the sleep timer stops behind the track', async () => {
  await play('Fjord', 'Jazz');
  await page.getByRole('button', { name: 'Player settings' }).click();
  await page.getByLabel('Sleep timer').selectOption('end');
  await inspect(page, 'the player settings');
  await page.setViewportSize(desktop);
  await page.keyboard.press('Escape');
  const { source } = await sound(page);
  await until('it has ended', async () => (await sound(page)).ended);
  // The next track would have been loaded by now.
  await page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Play', exact: true }).waitFor();
  assert.equal((await sound(page)).source, source);
});

test('the player moves into a small window and back', async () => {
  await play('Delta');
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Mini player' }).click();
  const mini = await opened;
  await mini.getByText('Delta').waitFor();
  await mini.getByRole('button', { name: 'Pause' }).click();
  await until('the sound rests', async () => (await sound(page)).paused);
  await page.getByRole('button', { name: 'Mini player' }).click();
  await until('the window is closed', () => mini.isClosed());
  assertClean(alice);
});
