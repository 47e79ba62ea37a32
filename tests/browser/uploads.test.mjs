// The upload manager: pause, go on, cancel and folders, with the keyboard; a page that was loaded anew goes on.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { song, songBytes } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { rows } from '../support/stores.mjs';
import { assertClean, member, phone, site } from './chromium.mjs';

let here, visitor, page, long;

before(async () => {
  here = await site({ env: { VEZA_PLUGIN_LIBRARY__QUOTA_BYTES: '200000000' } });
  await here.server.setup();
  visitor = await member(here, 'alice');
  page = visitor.page;
  long = await song(here.folder, 'long', 'wav', 200); // 35 MB: three requests
  await page.goto('/upload');
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
});
after(() => here?.close());

const row = (name) => page.getByRole('listitem', { name, exact: true });
const choose = (...paths) => page.locator('input[type=file]').setInputFiles(paths);
const press = async (locator) => {
  await locator.focus();
  await page.keyboard.press('Enter');
};
const received = async () => Number((await rows(here.server.data, "SELECT coalesce(max(received), 0) AS n FROM library_uploads WHERE state = 'open'"))[0].n);

// Lets the first `count` requests with bytes through and holds the next ones until `release`.
async function hold(count) {
  let seen = 0;
  let release;
  const released = new Promise((done) => (release = done));
  await page.route('**/api/v1/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH' && ++seen > count) await released;
    await route.continue().catch(() => {});
  });
  return async () => {
    release();
    await page.unroute('**/api/v1/uploads/*');
  };
}

test('an upload is paused and goes on by the keyboard, where it stopped', async () => {
  const release = await hold(1);
  await choose(long);
  await until('the first piece is there', async () => (await received()) > 10_000_000);
  await press(row('long.wav').getByRole('button', { name: 'Pause' }));
  await row('long.wav').getByText(/^Paused at \d+ %/).waitFor();
  const before = await received();
  await release();
  await press(row('long.wav').getByRole('button', { name: 'Go on' }));
  await row('long.wav').getByRole('link', { name: 'Open' }).waitFor();
  assert.ok(before > 10_000_000);
  assert.equal((await rows(here.server.data, 'SELECT 1 FROM library_uploads')).length, 1, 'it was not begun anew');
});

test('a page that is loaded anew goes on with a file that is chosen again', async () => {
  const release = await hold(1);
  await choose(long);
  await until('the first piece is there', async () => (await received()) > 10_000_000);
  page.once('dialog', (dialog) => dialog.accept());
  await page.reload();
  await release();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await choose(long);
  await row('long.wav').getByRole('link', { name: 'Open' }).waitFor();
  assert.equal((await rows(here.server.data, 'SELECT 1 FROM library_uploads')).length, 2, 'it was not begun anew');
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('tus'))), []);
});

test('the page says how much is taken, and refuses what finds no room', async () => {
  await page.getByText('70.6 MB of your 200 MB are taken.').waitFor();
  const large = join(here.folder, 'large.wav');
  writeFileSync(large, Buffer.alloc(140_000_000));
  await choose(large);
  await row('large.wav').getByText(/There is no room for this file/).waitFor();
});

test('a cancelled upload is forgotten by the server', async () => {
  const release = await hold(1);
  await page.reload();
  await choose(long);
  await until('the first piece is there', async () => (await received()) > 10_000_000);
  await press(row('long.wav').getByRole('button', { name: 'Cancel' }));
  await row('long.wav').getByText('Cancelled').waitFor();
  await release();
  await until('the server knows', async () => (await rows(here.server.data, "SELECT 1 FROM library_uploads WHERE state = 'terminated'")).length === 1);
});

test('a folder gives its songs, on a phone too, and all are paused and sent at once', async () => {
  await page.reload();
  await page.setViewportSize(phone);
  const album = join(here.folder, 'album', 'disc 1');
  mkdirSync(album, { recursive: true });
  const bytes = await songBytes(here.folder, 'short', 'flac', 1);
  for (let i = 1; i <= 6; ++i) writeFileSync(join(album, `${i}.flac`), Buffer.concat([bytes, Buffer.from([i])]));
  writeFileSync(join(here.folder, 'album', 'cover.jpg'), 'x');
  const release = await hold(0);
  const choosing = page.waitForEvent('filechooser');
  await press(page.getByRole('button', { name: 'Choose a folder' }));
  await (await choosing).setFiles(join(here.folder, 'album'));
  await page.getByText('0 of 6 done').waitFor();
  await press(page.getByRole('button', { name: 'Pause all' }));
  await page.getByText('0 of 6 done · 6 paused').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out');
  await release();
  await press(page.getByRole('button', { name: 'Go on with all' }));
  for (let i = 1; i <= 6; ++i) await row(`${i}.flac`).getByRole('link', { name: 'Open' }).waitFor();
  assert.equal(await page.getByText('cover.jpg').count(), 0);
});

test('a pause while the session is looked after sends nothing more', async () => {
  // Every request waits for this lock, under which a tab renews the session.
  await page.evaluate(() => new Promise((held) => {
    const hold = (unlock) => {
      window.unlock = unlock;
      held();
    };
    navigator.locks.request('veza-refresh', () => new Promise(hold));
  }));
  const sent = [];
  const note = (request) => request.url().includes('/api/v1/uploads') && sent.push(`${request.method()} ${request.url()}`);
  page.on('request', note);
  await choose(await song(here.folder, 'early', 'wav', 1));
  await row('early.wav').getByText('Uploading').first().waitFor();
  await press(row('early.wav').getByRole('button', { name: 'Pause' }));
  await row('early.wav').getByText(/^Paused/).waitFor();
  await page.evaluate(() => window.unlock());
  await page.evaluate(() => navigator.locks.request('veza-refresh', () => {}));
  assert.deepEqual(sent, []);
  page.off('request', note);
  await press(row('early.wav').getByRole('button', { name: 'Go on' }));
  await row('early.wav').getByRole('link', { name: 'Open' }).waitFor();
});

test('no page complained of anything but that', () => assertClean(visitor, [/status of 413/]));
