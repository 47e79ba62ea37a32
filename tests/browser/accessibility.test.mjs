// Every page in both themes, on a desktop and on phones: axe-core finds nothing, nothing scrolls sideways, no page complains.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { song, songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { assertClean, desktop, launch, signIn, sound, visit } from './chromium.mjs';
import { inspect } from './inspect.mjs';

let server, empty, browser, folder, track, files;

before(async () => {
  folder = scratch();
  [server, empty, browser] = await Promise.all([new Server().start(), new Server().start(), launch()]);
  await server.setup();
  const alice = await server.register('alice');
  const tags = { artist: 'A Band With A Rather Long Name And Friends', album: 'Recordings Of One Long Winter', genre: 'Experimental' };
  const bytes = await songBytes(folder, 'one', 'flac', 30, { tags: { ...tags, title: 'Donaudampfschifffahrtsgesellschaftskapitänslied, The Complete Version' } });
  track = await server.upload(alice.access_token, bytes, 'one.flac');
  const second = await server.upload(alice.access_token, bytes.subarray(0, bytes.length >> 1), 'broken.flac', { title: 'Cut Short', visibility: 'private' });
  await server.trackEnd(alice.access_token, track.id);
  await server.trackEnd(alice.access_token, second.id);
  writeFileSync(join(folder, 'notes.mp3'), 'These are no songs, only words about them.\n'.repeat(40));
  files = [await song(folder, 'two', 'mp3', 3), join(folder, 'notes.mp3')];
});
after(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), empty?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const guestPages = {
  'the front page': ['/', (page) => page.getByRole('heading', { name: 'Discover' })],
  'signing in': ['/login', (page) => page.getByRole('button', { name: 'Sign in' })],
  'signing up': ['/register', (page) => page.getByRole('button', { name: 'Create account' })],
  'upload without an account': ['/upload', (page) => page.getByRole('heading', { name: 'Sign in to upload' })],
  'a track that is not there': ['/tracks/0192d1f0-0000-7000-8000-000000000000', (page) => page.getByRole('heading', { name: 'This track is not here' })],
  'a page that is not there': ['/nowhere', (page) => page.getByRole('heading', { name: 'Nothing plays here' })],
  'the API page': ['/api/docs', (page) => page.getByRole('heading').first()],
};

let visitor, page;

test('pages for everybody', async (t) => {
  visitor = await visit(browser, server);
  page = visitor.page;
  for (const [what, [path, shown]] of Object.entries(guestPages)) {
    await t.test(what, async () => {
      await page.goto(path);
      await shown(page).first().waitFor();
      await inspect(page, what);
    });
  }
  assertClean(visitor, [/status of 404/]);
});

test('pages of a member', async (t) => {
  await signIn(visitor, 'alice');
  const inspected = (what, reach) => t.test(what, async () => {
    await page.setViewportSize(desktop);
    await reach();
    await inspect(page, what);
  });
  await inspected('the library', async () => {
    await page.goto('/library?owner=me');
    await page.getByText('2 tracks').waitFor();
  });
  await inspected('a failed track', async () => {
    await page.getByRole('link', { name: 'Cut Short' }).click();
    await page.getByText('could not be prepared').waitFor();
  });
  await inspected('uploads', async () => {
    await page.goto('/upload');
    await page.locator('input[type=file]').setInputFiles(files);
    await page.getByRole('listitem', { name: 'two.mp3' }).getByText('Ready to play').waitFor();
    await page.getByRole('listitem', { name: 'notes.mp3' }).getByText('Not uploaded').waitFor();
  });
  await inspected('a playing track', async () => {
    await page.goto(`/tracks/${track.id}`);
    await page.getByRole('main').getByRole('button', { name: /^Play Donau/ }).click();
    await until('it plays', async () => (await sound(page)).time > 0.2);
  });
  for (const name of ['Theme', /^Quality:/, 'Player settings']) {
    await inspected(`the menu ${name}`, async () => {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').waitFor();
    });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  for (const [button, shown] of [['Delete', 'Delete track'], ['Edit', 'Save changes']]) {
    await inspected(`the dialog of ${button}`, async () => {
      await page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: shown }).waitFor();
    });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  assertClean(visitor, [/status of 404/, /status of 415/]);
});

test('pages of a new site', async (t) => {
  const first = await visit(browser, empty);
  for (const [path, shown] of [[empty.setupLink, 'Make it yours'], ['/setup', 'One link is missing'], ['/', 'It is quiet in here'], ['/library', 'The shelves are empty']]) {
    await t.test(shown, async () => {
      await first.page.goto(path);
      await first.page.getByRole('heading', { name: shown }).waitFor();
      await inspect(first.page, shown);
    });
  }
  assertClean(first);
});
