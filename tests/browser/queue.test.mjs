// What plays next: its order by keyboard, what leaves it, a radio that goes on, the sleep timer, fades and joints, keys, the small window.
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
  // Which of its reasons is told first depends on how far the songs have been listened to.
  assert.ok(texts.some((text) => /^Brook\s+(More Folk\.|Its [a-z ]+ “Cairn”\.)$/.test(text)), texts.join('; '));
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

const decks = () => page.locator('audio').evaluateAll((all) => all.map(({ src, paused, currentTime, volume, readyState }) => ({ src, paused, currentTime, volume, readyState })));
const waiting = () => page.getByTestId('audio-waiting').evaluate(({ src, readyState, currentTime, paused }) => ({ src, ready: readyState >= 3, currentTime, paused }));
const prepared = (what, check = () => true) => until(what, async () => ((now) => now.ready && check(now) && now)(await waiting()));
const transport = (name) => page.getByRole('region', { name: 'Player' }).getByRole('button', { name, exact: true }).click();

async function crossfade(seconds) {
  await page.getByRole('button', { name: 'Player settings' }).click();
  const slider = page.getByRole('slider', { name: 'Crossfade' });
  await slider.press('Home');
  for (let second = 0; second < seconds; second += 1) await slider.press('ArrowRight');
  await until(`it says ${seconds} seconds`, async () => (await slider.getAttribute('aria-valuetext')) === `${seconds} seconds`);
  await page.keyboard.press('Escape');
  await slider.waitFor({ state: 'hidden' });
}

// In the page, so that not a moment of the fade passes between looking and pausing.
const pauseWhenBothAreHeard = () =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const watch = setInterval(() => {
          if (![...document.querySelectorAll('audio')].every((audio) => !audio.paused && audio.currentTime > 0.2 && audio.volume > 0)) return;
          clearInterval(watch);
          document.querySelector('[aria-label=Player] button[aria-label=Pause]').click();
          done();
        }, 20);
      }),
  );
const bothRest = () => until('both rest', async () => (await decks()).every(({ paused }) => paused));

test('one song fades into the next; a pause holds both, a seek takes the fade back', async () => {
  await crossfade(4); // of the song before: it is remembered
  await play('Delta');
  const { volume: whole } = await sound(page);
  await seek(19.5);
  await pauseWhenBothAreHeard();
  await bothRest();
  const [first, second] = await decks();
  assert.ok(first.volume < whole && second.volume < whole, `${first.volume} and ${second.volume} of ${whole}`);
  await page.waitForTimeout(300);
  assert.deepEqual((await decks()).map(({ currentTime }) => currentTime), [first.currentTime, second.currentTime]);

  await seek(5);
  await until('the next song is back at its beginning', async () => (await waiting()).currentTime === 0);
  await until('the song is as loud as before', async () => (await sound(page)).volume === whole);
  await transport('Play');
  await until('the song goes on alone', async () => (await sound(page)).time > 5.5 && (await waiting()).paused);
  await playing('Delta');

  await seek(19.5);
  await pauseWhenBothAreHeard();
  await bothRest();
  await transport('Play');
  await playing('Cairn');
  await until('only the next song is heard', async () => (await sound(page)).volume === whole && (await waiting()).paused);
});

test('without a fade a song begins where the one before ends', async () => {
  await crossfade(0);
  await play('Cairn');
  const { src } = await prepared('the next song waits');
  await page.evaluate(() => {
    window.silence = 0;
    let moved = performance.now();
    let before = '';
    setInterval(() => {
      const now = [...document.querySelectorAll('audio')].map(({ currentTime }) => currentTime).join();
      if (now !== before) moved = performance.now();
      before = now;
      window.silence = Math.max(window.silence, performance.now() - moved);
    }, 5);
  });
  await seek(22);
  await playing('Brook');
  await until('it goes on', async () => (await sound(page)).time > 1);
  assert.equal((await sound(page)).source, src, 'it was loaded again');
  const silence = await page.evaluate(() => window.silence);
  assert.ok(silence < 1000, `nothing was heard for ${silence} ms`);
});

test('what was fetched in advance gives way when the queue changes', async () => {
  await play('Delta');
  const { src } = await prepared('Cairn waits');
  await page.getByRole('button', { name: 'Up next' }).click();
  await page.getByRole('button', { name: 'Remove Cairn from the queue' }).click();
  await prepared('another song waits', (now) => now.src !== src);
  await page.keyboard.press('Escape');
  await seek(23);
  await playing('Brook');
  await until('it is heard', async () => (await sound(page)).time > 0.5);
});

test('keys shuffle, repeat and skip, except where somebody types; "?" lists them', async () => {
  await play('Delta');
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Repeat: all tracks' }).waitFor();
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Repeat: this track' }).waitFor();
  await seek(22);
  await until('it begins again', async () => (await sound(page)).time < 20);
  await playing('Delta');
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Repeat: off' }).waitFor();
  await page.keyboard.press('n');
  await playing('Cairn');
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Shuffle', pressed: true }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await inspect(page, 'the keys');
  await page.setViewportSize(desktop);
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
  await page.goto('/search');
  await page.getByRole('combobox', { name: 'Search the site' }).pressSequentially('srn');
  await play('Delta');
  await page.getByRole('button', { name: 'Shuffle', pressed: true }).click();
  await page.getByRole('button', { name: 'Repeat: off' }).waitFor();
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
