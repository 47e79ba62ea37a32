// Makes docs/images/library.png: a small community's library with a song playing. Run it after a change of the pages:
//   VEZA_BUILD=build/release node tests/browser/screenshot.mjs [FOLDER]
// With FOLDER it also writes every page there, for a desktop and a phone in both themes, to be looked at.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Server, scratch, until } from '../support/server.mjs';
import { desktop, launch, phone, signIn, sound, visit } from './chromium.mjs';

const exec = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const picture = join(root, 'docs/images/library.png');

// title, artist, album, genre, owner, seconds, two colours of the cover (none: the app draws one)
const songs = [
  ['Slack Water', 'Marram', 'Littoral', 'Ambient', 'marram', 214, ['0x0f3d4c', '0xe8c07d']],
  ['Kitchen Radio, 1974', 'Ivo Lind Trio', 'Short Evenings', 'Jazz', 'ivo', 187, ['0x7a1f2b', '0xf2a65a']],
  ['Paper Lanterns', 'Zora Vale', null, 'Folk', 'zora', 241, null],
  ['Halfway to Bergen', 'The Night Ferry', 'Timetables', 'Indie', 'ferry', 263, ['0x1b2a49', '0x9fd8cb']],
  ['Copper Wire', 'Ohm & Daughter', 'Ground Loop', 'Electronic', 'ohm', 302, ['0x2d1e2f', '0xf45b69']],
  ['Orchard Street Waltz', 'Zora Vale', 'Windfall', 'Folk', 'zora', 176, ['0x3a5a40', '0xf4d58d']],
  ['Tin Roof', 'Sunday Drivers', null, 'Blues', 'drivers', 229, null],
  ['Everything in Its Season', 'Ana Kos', 'Rooms', 'Piano', 'ana', 198, ['0x463f57', '0xd9cab3']],
];

// A song with a shape: verses of different loudness over a slow pulse.
async function record(folder, [title, artist, album, genre, , seconds, colours], index) {
  const base = 110 * 2 ** (index / 12);
  const path = join(folder, `${index}.flac`);
  const swell = `(0.25+0.75*abs(sin(PI*t/${seconds}*${3 + (index % 3)}))*(0.6+0.4*sin(2*PI*t/${11 + index})))`;
  const pulse = `(0.35+0.65*exp(-4*mod(t\\,${0.5 + index * 0.05})))`;
  const note = `0.6*sin(2*PI*${base}*t)+0.3*sin(2*PI*${base * 1.5}*t)`;
  const tags = { title, artist, album, genre };
  const metadata = Object.entries(tags).flatMap(([key, value]) => (value ? ['-metadata', `${key}=${value}`] : []));
  const input = ['-f', 'lavfi', '-i', `aevalsrc='${swell}*${pulse}*(${note})':d=${seconds}:s=22050`];
  if (colours) {
    const cover = join(folder, `${index}.jpg`);
    const [from, to] = colours;
    const gradient = `gradients=s=600x600:c0=${from}:c1=${to}:x0=0:y0=${index * 40}:x1=600:y1=${600 - index * 50}:d=1,trim=end_frame=1`;
    await exec('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', gradient, '-frames:v', '1', '-update', '1', cover]);
    input.push('-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy', '-disposition:v', 'attached_pic');
  }
  await exec('ffmpeg', ['-v', 'error', '-y', ...input, '-c:a', 'flac', ...metadata, path]);
  return readFileSync(path);
}

async function fill(server, folder) {
  await server.setup();
  const sessions = {};
  let last;
  for (const [index, one] of [...songs.entries()].reverse()) {
    const owner = one[4];
    sessions[owner] ??= await server.register(owner);
    last = await server.upload(sessions[owner].access_token, await record(folder, one, index), `${one[0]}.flac`);
    await server.trackEnd(sessions[owner].access_token, last.id);
  }
  return last;
}

async function play(page, path, title) {
  await page.goto(path);
  await page.getByRole('main').getByRole('button', { name: `Play ${title}` }).first().click();
  await until('it plays', async () => (await sound(page)).time > 0.5);
  await page.getByTestId('audio').evaluate((audio) => void (audio.currentTime = 74));
  await until('it plays on from there', async () => (await sound(page)).time > 74.3);
  await page.mouse.move(0, 0);
}

async function shrink(file) {
  await exec('pngquant', ['--force', '--skip-if-larger', '--output', file, file]).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function everyPage(browser, server, track, folder) {
  const pages = { home: '/', library: '/library', track: `/tracks/${track.id}`, search: '/search?q=marram', playlists: '/playlists', rules: '/playlists/new-smart', member: '/u/marram', upload: '/upload', login: '/login', register: '/register', docs: '/api/docs', missing: '/nowhere' };
  for (const [size, viewport] of Object.entries({ desktop, phone })) {
    for (const theme of ['dark', 'light']) {
      const visitor = await visit(browser, server, { viewport, theme });
      await signIn(visitor, 'marram');
      await play(visitor.page, `/tracks/${track.id}`, 'Slack Water');
      await visitor.page.screenshot({ path: join(folder, `playing-${size}-${theme}.png`) });
      for (const [name, path] of Object.entries(pages)) {
        await visitor.page.goto(path);
        await visitor.page.waitForLoadState('networkidle');
        await visitor.page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
      }
      await visitor.context.close();
    }
  }
}

const folder = scratch('veza-screenshot-');
const [server, browser] = await Promise.all([new Server().start(), launch()]);
try {
  const newest = await fill(server, folder);
  const visitor = await visit(browser, server, { theme: 'dark' });
  await signIn(visitor, 'marram');
  await play(visitor.page, '/library', 'Slack Water');
  mkdirSync(dirname(picture), { recursive: true });
  await visitor.page.screenshot({ path: picture });
  await shrink(picture);
  if (process.argv[2]) {
    mkdirSync(process.argv[2], { recursive: true });
    await everyPage(browser, server, newest, process.argv[2]);
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
