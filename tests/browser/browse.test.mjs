// From a file to a link in a friend's hands: upload, edit, browse, search, play, like, playlist, share.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { song, songBytes } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, desktop, member, phone, site, sound, visit } from './chromium.mjs';
import { inspect } from './inspect.mjs';

let here, server, alice, page;

before(async () => {
  here = await site();
  server = here.server;
  await server.setup();
  alice = await member(here, 'alice');
  page = alice.page;
  const bytes = await songBytes(here.folder, 'other', 'flac', 4);
  for (const [title, artist, album, genre, changes] of [
    ['Neap', 'Marram', 'Littoral', 'Ambient', { track_number: 2, disc_number: 1, year: 2021 }],
    ['Slack Water', 'Marram', 'Littoral', 'Ambient', { track_number: 1, disc_number: 1, year: 2021 }],
    ['Salt Road', 'Ivo Lind', 'Short Evenings', 'Jazz', { year: 1998 }],
  ]) {
    const { id } = await server.upload(alice.session.access_token, bytes, 'song.flac', { title, artist, album, genre, visibility: 'public' });
    await server.trackEnd(alice.session.access_token, id);
    await server.api(`/api/v1/tracks/${id}`, { method: 'PATCH', token: alice.session.access_token, json: { album_artist: artist, ...changes } });
  }
});
after(() => here?.close());

const inspected = async (what) => {
  await inspect(page, what);
  await page.setViewportSize(desktop);
};
const path = () => decodeURIComponent(new URL(page.url()).pathname);
const asked = (name) => new URL(page.url()).searchParams.get(name);
const field = () => page.getByRole('combobox', { name: 'Search the site' });
const results = () => page.getByRole('list', { name: 'Results' }).getByRole('listitem');
const found = (expected) =>
  until(`${expected} is found`, async () => (await results().evaluateAll((rows) => rows.map((row) => row.querySelector('[class*=title]').textContent))).join() === expected.join());

test('what is uploaded is edited and gets its place in the library', async () => {
  const file = await song(here.folder, 'glass', 'flac', 6);
  await page.goto('/upload');
  await page.locator('input[type=file]').first().setInputFiles(file);
  const mine = async () => (await server.api('/api/v1/tracks?owner=me', { token: alice.session.access_token })).body.data.find(({ file_name: name }) => name === 'glass.flac');
  const { id } = await until('it is uploaded', mine);
  await server.trackEnd(alice.session.access_token, id);
  await page.goto(`/tracks/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  const values = { Title: 'Salt on Glass', Artist: 'Marram', Album: 'Littoral', 'Album artist': 'Marram', Genre: 'Ambient', Year: '2021', 'Track number': '1', 'Disc number': '2' };
  for (const [label, value] of Object.entries(values)) await dialog.getByLabel(label, { exact: true }).fill(value);
  await dialog.getByRole('radio', { name: 'Public' }).check();
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('heading', { level: 1, name: 'Salt on Glass' }).waitFor();

  await page.getByRole('main').getByRole('link', { name: 'Littoral' }).click();
  await page.getByRole('heading', { level: 1, name: 'Littoral' }).waitFor();
  const songs = await page.getByRole('main').getByRole('listitem').getByRole('link').allInnerTexts();
  assert.deepEqual(songs, ['Slack Water', 'Neap', 'Salt on Glass'], 'by disc and number');
  await page.getByRole('heading', { name: 'Disc 2' }).waitFor();
  await inspected('an album');
  await page.getByRole('main').getByRole('link', { name: 'Marram' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Marram' }).waitFor();
  await page.getByRole('list', { name: 'Albums' }).getByRole('link', { name: 'Littoral' }).waitFor();
  const follow = page.getByRole('button', { name: 'Follow' });
  await follow.click();
  await page.getByRole('button', { name: 'Following', pressed: true }).waitFor();
  await inspected('an artist');
  await page.reload();
  await page.getByRole('button', { name: 'Following', pressed: true }).waitFor();
});

test('albums, artists and genres are walked through by keyboard', async () => {
  for (const [name, title, other] of [['Albums', 'Littoral', 'Short Evenings'], ['Artists', 'Marram', 'Ivo Lind'], ['Genres', 'Ambient', 'Jazz']]) {
    await page.goto('/library');
    const way = page.getByRole('navigation', { name: 'Library', exact: true }).getByRole('link', { name });
    await way.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const list = page.getByRole('list', { name, exact: true });
    await list.getByRole('link', { name: other }).waitFor();
    await inspected(name);
    await list.getByRole('link', { name: title }).focus();
    await page.keyboard.press('Enter');
    if (name === 'Genres') await until('the genre is a filter', () => asked('genre') === title);
    else await page.getByRole('heading', { level: 1, name: title }).waitFor();
  }
  await page.goto('/albums');
  const albums = () => page.getByRole('list', { name: 'Albums', exact: true }).getByRole('link').allInnerTexts();
  await until('by title', async () => (await albums()).join() === 'Littoral,Short Evenings');
  await page.getByLabel('Sort by').selectOption('Artist A–Z');
  await until('by artist', async () => (await albums()).join() === 'Short Evenings,Littoral');
  await page.reload();
  await until('still by artist', async () => (await albums()).join() === 'Short Evenings,Littoral');
});

test('the search completes what is typed, for the keyboard and the mouse', async () => {
  await page.goto('/search');
  await field().fill('sal');
  const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  await options.filter({ hasText: 'Salt on Glass' }).waitFor();
  await inspected('suggestions');
  await field().focus();
  const chosen = async () => {
    const id = await field().getAttribute('aria-activedescendant');
    return id ? page.locator(`[id="${id}"]`).innerText() : null;
  };
  assert.equal(await chosen(), null);
  while (!(await chosen())?.includes('Salt on Glass')) await page.keyboard.press('ArrowDown');
  assert.equal(await field().inputValue(), 'sal');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Salt on Glass' }).waitFor();
  await page.goto('/search');
  await field().fill('litt');
  await options.filter({ hasText: 'Littoral' }).first().waitFor();
  await page.keyboard.press('Escape');
  await options.first().waitFor({ state: 'hidden' });
  await field().fill('short');
  await options.filter({ hasText: 'Short Evenings' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Short Evenings' }).waitFor();
});

test('a search is narrowed by facets, and lives in the address', async () => {
  await page.goto('/search');
  await field().fill('salt');
  await page.keyboard.press('Enter');
  // Two that fit as well: the order is not said.
  await until('both are found', async () => (await results().count()) === 2);
  assert.equal(asked('q'), 'salt');
  await inspected('results');
  await page.getByRole('group', { name: 'Genre' }).getByRole('button', { name: /^Jazz/ }).click();
  await found(['Salt Road']);
  assert.equal(asked('genre'), 'Jazz');
  await page.reload();
  await found(['Salt Road']);
  await page.getByRole('group', { name: 'Genre' }).getByRole('button', { name: /^Jazz/, pressed: true }).click();
  await page.getByRole('group', { name: 'Year' }).getByRole('button', { name: /^202/ }).click();
  await found(['Salt on Glass']);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await until('both again', async () => (await results().count()) === 2);
  // Kinds of their own: an album is no track.
  await field().fill('litoral');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'littoral' }).waitFor();
  await page.getByRole('group', { name: 'Kind' }).getByRole('button', { name: /^Albums/ }).click();
  await found(['Littoral']);
  await field().fill('nothing of the kind');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await page.goBack();
  await found(['Littoral']);
});

test('on a phone the filters wait behind a button', async () => {
  await page.setViewportSize(phone);
  await page.goto('/search?q=salt');
  await until('both are found', async () => (await results().count()) === 2);
  const genres = page.getByRole('group', { name: 'Genre' });
  assert.equal(await genres.isVisible(), false);
  await page.getByRole('button', { name: 'Filters' }).click();
  await genres.getByRole('button', { name: /^Ambient/ }).click();
  await found(['Salt on Glass']);
  await page.getByRole('navigation', { name: 'Main, below' }).getByRole('link', { name: 'Search' }).click();
  await page.getByRole('heading', { name: 'What would you like to hear?' }).waitFor();
  await page.setViewportSize(desktop);
});

test('what was looked for is remembered until it is forgotten', async () => {
  await page.goto('/search');
  const recent = page.getByRole('list', { name: 'Recent searches' });
  await recent.getByRole('link', { name: 'litoral' }).waitFor();
  await inspected('recent searches');
  await recent.getByRole('link', { name: 'salt', exact: true }).click();
  await until('it is looked for again', async () => (await field().inputValue()) === 'salt' && (await results().count()) === 2);
  await page.goto('/search');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await recent.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { name: 'What would you like to hear?' }).waitFor();
  const { body } = await server.api('/api/v1/me/searches', { token: alice.session.access_token });
  assert.deepEqual(body.data, []);
});

test('what is found is played, liked, kept in a playlist and shared', async () => {
  await page.goto('/search?q=glass');
  await found(['Salt on Glass']);
  await results().first().hover();
  await page.getByRole('main').getByRole('button', { name: 'Play Salt on Glass' }).click();
  await until('it plays', async () => (await sound(page)).time > 0.3);
  const heart = page.getByRole('main').getByRole('button', { name: 'Like Salt on Glass' });
  await heart.click();
  await until('it is liked', async () => (await heart.getAttribute('aria-pressed')) === 'true');
  await page.getByRole('main').getByRole('button', { name: 'Add Salt on Glass to a playlist' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New playlist').fill('By the sea');
  await dialog.getByRole('button', { name: 'Create and add' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Playlists' }).first().click();
  await page.getByRole('link', { name: /By the sea/ }).first().click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const link = (await dialog.getByTestId('share-link').innerText()).trim();
  const guest = await visit(here.browser, server);
  await guest.page.goto(link);
  await guest.page.getByRole('link', { name: 'Salt on Glass' }).waitFor();
  assertClean(guest);
  await guest.context.close();
});

test('lyrics follow the song, and a line plays from where it is', async () => {
  const { body } = await server.api('/api/v1/tracks?q=glass', { token: alice.session.access_token });
  const { id } = body.data[0];
  const lrc = '[00:00.00]Salt on glass\n[00:04.50]and the tide comes in';
  const { status } = await server.api(`/api/v1/tracks/${id}/lyrics`, { method: 'PUT', token: alice.session.access_token, json: { synced: [{ language: 'en', lrc }] } });
  assert.equal(status, 200);
  await page.goto(`/tracks/${id}`);
  const line = page.getByRole('button', { name: 'and the tide comes in' });
  await line.waitFor();
  await inspected('lyrics');
  await line.click();
  await until('the line is sung', async () => (await line.getAttribute('aria-current')) === 'true' && (await sound(page)).time >= 4.4);
});

test('what is said of a moment stands at the waveform, is answered, and passes in the player', async () => {
  const bob = await server.register('bob');
  const { body } = await server.api('/api/v1/tracks?q=glass', { token: alice.session.access_token });
  await page.goto(`/tracks/${body.data[0].id}`);
  const list = page.getByRole('list', { name: 'Comments', exact: true });
  await page.getByText('Nobody has said anything yet.').waitFor();
  const says = (text, more) => server.api(`/api/v1/tracks/${body.data[0].id}/comments`, { method: 'POST', token: bob.access_token, json: { body: text, ...more } });
  // Again and again until the page listens: what it is told first may come before it does.
  await until('the page hears of it by itself', async () => {
    assert.equal((await says('<b>the tide</b> https://example.org', { position_ms: 4000 })).status, 201);
    return list.getByText('<b>the tide</b> https://example.org').first().waitFor({ timeout: 3000 }).then(() => true, () => false);
  });
  const mark = page.getByRole('list', { name: 'Comments on the waveform' }).getByRole('button', { name: /0:04.*bob: <b>the tide/ });
  await mark.focus();
  await page.getByRole('main').locator('[class*=bubble]').getByText('the tide').first().waitFor();
  await page.getByText('Play the track to comment on a moment of it.').waitFor();
  await mark.click();
  await until('it plays from there', async () => (await sound(page)).time >= 3.9);
  await page.getByLabel(/^Comment at 0:0/).fill('Mine\nall mine');
  await page.getByLabel(/^At this moment/).uncheck();
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await list.getByText('Mine').waitFor();
  await inspected('comments');
  await page.getByRole('button', { name: 'Edit your comment' }).click();
  await page.getByLabel('Change your comment').fill('Ours');
  await page.keyboard.press('Control+Enter');
  await list.getByText('Ours', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Reply to bob' }).first().click();
  await page.getByRole('textbox', { name: 'Reply to bob' }).fill('So it does');
  await page.getByRole('button', { name: 'Reply', exact: true }).click();
  await page.getByRole('list', { name: 'Replies to bob' }).getByText('So it does').waitFor();
  await page.getByRole('button', { name: 'Delete the comment by alice' }).last().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete comment' }).click();
  await list.getByText('Ours').waitFor({ state: 'detached' });

  await until('it passes', async () => {
    if ((await sound(page)).paused) await page.getByRole('main').getByRole('button', { name: 'Play Salt on Glass' }).click({ timeout: 1000 });
    return page.getByTestId('passing-comment').getByText('the tide').isVisible();
  });
  assert.equal(await page.getByRole('link', { name: /example\.org/ }).count(), 0);
});

test('a member is found by name, and has a page', async () => {
  await page.goto('/search?q=bob');
  await results().getByRole('link', { name: 'bob' }).click();
  await page.getByRole('heading', { level: 1, name: 'bob' }).waitFor();
  await page.getByText('Nothing public yet.').waitFor();
  const guest = await visit(here.browser, server);
  await guest.page.goto('/u/ALICE');
  await guest.page.getByRole('list', { name: 'Tracks' }).getByRole('link', { name: 'Salt Road' }).waitFor();
  await inspect(guest.page, 'a member');
  await guest.page.goto('/u/bob');
  await guest.page.getByRole('heading', { name: 'Nobody here has this name' }).waitFor();
  assertClean(guest, [/404/]);
  await guest.context.close();
});

test('what is gone or private says so', async () => {
  const guest = await visit(here.browser, server);
  for (const [at, name] of [['albums', 'This album is not here'], ['artists', 'This artist is not here']]) {
    await guest.page.goto(`/${at}/0190a000-0000-7000-8000-000000000000`);
    await guest.page.getByRole('heading', { name }).waitFor();
  }
  await guest.page.goto('/search?q=salt&type=toString&bpm=x');
  await guest.page.getByRole('list', { name: 'Results' }).getByRole('link', { name: 'Salt Road' }).waitFor();
  assert.equal(await guest.page.getByRole('button', { name: 'Clear', exact: true }).count(), 0);
  assertClean(guest, [/404/]);
  await guest.context.close();
});

test('no page complained', () => {
  assert.match(path(), /^\/u\//);
  assertClean(alice);
});
