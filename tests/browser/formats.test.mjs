// Every format that may be uploaded is heard: each is played by the page's own player, one after the other, on one page.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { formats, songBytes } from '../support/media.mjs';
import { buildDir, until } from '../support/server.mjs';
import { advances, assertClean, member, site, sound } from './chromium.mjs';

const SECONDS = 6;
const assets = 'lib/veza/plugins/web-app/dist/assets';
let here, alice, page, tracks;

// hls.js keeps most of its troubles to itself. The page's own copy of it is made to note each, recovered from or not.
async function noteTroubles() {
  const script = readdirSync(join(buildDir, assets)).find((name) => /^hls.*\.js$/.test(name));
  assert.ok(script, 'the web app has hls.js');
  await page.evaluate(async (url) => {
    const { default: Hls } = await import(url);
    const { trigger } = Hls.prototype;
    window.players = 0;
    window.troubles = [];
    Hls.prototype.trigger = function (event, data) {
      if (event === Hls.Events.MEDIA_ATTACHED) window.players += 1;
      if (event === Hls.Events.ERROR) window.troubles.push(`${data.type} ${data.details} ${data.error?.message ?? ''}`);
      return trigger.call(this, event, data);
    };
  }, `/assets/${script}`);
}

before(async () => {
  here = await site();
  await here.server.setup();
  alice = await member(here, 'alice');
  page = alice.page;
  const token = alice.session.access_token;
  tracks = {};
  for (const format of formats) {
    const bytes = await songBytes(here.folder, format, format, SECONDS);
    tracks[format] = await here.server.upload(token, bytes, `song.${format}`, { title: `A song in ${format}` });
  }
  for (const format of formats) {
    const end = await here.server.trackEnd(token, tracks[format].id);
    assert.equal(end.status, 'ready', `${format}: ${end.status_reason}`);
  }
  await page.goto('/library');
  await noteTroubles();
});
after(() => here?.close());

for (const [index, format] of formats.entries()) {
  test(`${format} is heard`, async () => {
    const { source: before } = await sound(page);
    await page.getByRole('main').getByRole('button', { name: `Play A song in ${format}`, exact: true }).click();
    await until('the player has taken it up', async () => (await sound(page)).source !== before);
    await advances(page, format);
    const now = await sound(page);
    assert.match(now.source, /^blob:/, 'through Media Source Extensions, not as a file');
    assert.ok(Math.abs(now.duration - SECONDS) < 0.05, `it lasts ${now.duration} s`);
    assert.ok(alice.requests.some((url) => url.includes(`/tracks/${tracks[format].id}/hls/`) && url.includes('/seg-')));
    assert.equal(await page.evaluate(() => window.players), index + 1, 'one hls.js a song');
    assert.deepEqual(await page.evaluate(() => window.troubles), []);
  });
}

test('no page complained', () => assertClean(alice));
