// From the printed setup link to hearing a song: upload, progress, play, quality, seeking, segments, keys, the end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { song } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, site, sound, visit } from './chromium.mjs';

const SECONDS = 40;
let here, visitor, page;

before(async () => {
  here = await site({ env: { VEZA_PLUGIN_HLS_GSTREAMER__LOSSLESS: 'true' } });
  visitor = await visit(here.browser, here.server);
  page = visitor.page;
});
after(() => here?.close());

const seekTo = (seconds) =>
  page.getByTestId('audio').evaluate(
    (audio, to) =>
      new Promise((done) => {
        audio.addEventListener('seeked', () => done(audio.currentTime), { once: true });
        audio.currentTime = to;
      }),
    seconds,
  );
const segmentsOf = (quality) => visitor.requests.filter((url) => new RegExp(`/hls/${quality}/seg-`).test(url));

async function advances(what) {
  const start = await sound(page);
  await until(`${what}: the sound goes on`, async () => {
    const now = await sound(page);
    assert.equal(now.error, null);
    return !now.paused && now.time > start.time + 0.5 && now.decoded > start.decoded;
  });
}

test('the setup link makes the first admin and leads to the upload page', async () => {
  await page.goto(here.server.setupLink);
  await page.getByLabel('Username').fill('ana');
  await page.getByLabel('E-mail').fill('ana@example.org');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create admin account' }).click();
  await page.getByText('Use at least 10 characters.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create admin account' }).click();
  await page.waitForURL('**/upload');
  await page.getByRole('heading', { name: 'Share your music' }).waitFor();
});

test('a chosen file is uploaded with its progress on the page, and its track page opens', async () => {
  const tags = { title: 'Low Tide', artist: 'Marram', album: 'Littoral', genre: 'Ambient' };
  const path = await song(here.folder, 'low-tide', 'flac', SECONDS, { tags });
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chosen).setFiles(path);
  const row = page.getByRole('listitem', { name: 'low-tide.flac' });
  await row.getByRole('progressbar').waitFor();
  await row.getByText('Ready to play').waitFor();
  await row.getByRole('link', { name: 'Open' }).click();
  await page.getByRole('heading', { level: 1, name: 'Low Tide' }).waitFor();
  await page.getByText('Marram').first().waitFor();
});

test('the play button makes a sound', async () => {
  await page.getByRole('main').getByRole('button', { name: 'Play Low Tide' }).click();
  await advances('after the click on play');
  await page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' }).waitFor();
});

test('the quality menu lists every tier and switches to each', async () => {
  const switchTo = async (label) => {
    await page.getByRole('button', { name: /^Quality:/ }).click();
    await page.getByRole('group', { name: 'Quality' }).getByRole('radio', { name: new RegExp(`^${label}`) }).click();
    await page.keyboard.press('Escape');
  };
  for (const [label, name] of [['Low', 'low'], ['Lossless', 'lossless'], ['High', 'high'], ['Medium', 'medium']]) {
    await seekTo(2);
    const before = segmentsOf(name).length;
    await switchTo(label);
    await until(`segments of ${name} are fetched`, () => segmentsOf(name).length > before);
    await page.getByRole('button', { name: `Quality: ${label}` }).waitFor();
    await advances(label);
  }
  await switchTo('Auto');
  await page.getByRole('button', { name: /^Quality: Auto/ }).waitFor();
});

test('a click on the waveform lands within 50 ms of the place clicked', async () => {
  const slider = page.getByRole('slider', { name: /^Waveform/ });
  const id = page.url().split('/').at(-1);
  const { duration } = await page.evaluate(async (track) => (await (await fetch(`/api/v1/tracks/${track}`)).json()).data, id);
  assert.ok(Math.abs(duration - SECONDS) < 0.001);
  await slider.evaluate((element) => {
    const audio = document.querySelector('audio');
    window.landings = [];
    element.addEventListener(
      'pointerdown',
      ({ clientX }) => {
        const { left, width } = element.getBoundingClientRect();
        audio.addEventListener('seeked', () => window.landings.push({ place: (clientX - left) / width, time: audio.currentTime }), { once: true });
      },
      { capture: true },
    );
  });
  const box = await slider.boundingBox();
  const fractions = [0.25, 0.9, 0.013, 0.5, 0.731];
  for (const [index, fraction] of fractions.entries()) {
    await slider.click({ position: { x: fraction * box.width, y: box.height / 2 } });
    const landing = await until('the seek is over', () => page.evaluate((at) => window.landings[at], index));
    assert.ok(Math.abs(landing.place - fraction) < 1.5 / box.width, `clicked at ${landing.place}, meant ${fraction}`);
    const error = landing.time - landing.place * duration;
    assert.ok(Math.abs(error) <= 0.05, `a click at ${landing.place} of ${duration} s landed ${error} s off`);
  }
  await advances('after seeking');
});

test('the sound goes on from one segment into the next', async () => {
  // Segments last four seconds; the place is just before the end of one.
  await seekTo(15.6);
  await until('the end of the segment is behind', async () => (await sound(page)).time > 16.8);
  assert.equal((await sound(page)).error, null);
});

test('space, arrows and m work anywhere on the page', async () => {
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('Space');
  await until('space pauses', async () => (await sound(page)).paused);
  await seekTo(10);
  await page.keyboard.press('ArrowRight');
  assert.equal(Math.round((await sound(page)).time), 15);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.equal(Math.round((await sound(page)).time), 5);
  await page.keyboard.press('m');
  await until('m mutes', async () => (await sound(page)).muted);
  await page.keyboard.press('m');
  await until('m unmutes', async () => !(await sound(page)).muted);
  await page.keyboard.press('Space');
  await advances('space plays on');
});

test('the song plays through other pages to its end', async () => {
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Library' }).click();
  await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
  await advances('on another page');
  await seekTo(SECONDS - 2);
  const end = await until('the end', async () => {
    const now = await sound(page);
    return now.ended && now;
  });
  assert.ok(Math.abs(end.time - SECONDS) < 0.05, `ended at ${end.time}`);
});

test('no page complained', () => assertClean(visitor));
