// Every format that may be uploaded is heard: each is played by the page's own player, one after the other, on one page.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { formats, songBytes } from '../support/media.mjs';
import { buildDir, until } from '../support/server.mjs';
import { assertClean, member, site, sound } from './chromium.mjs';

const SECONDS = 6;
const assets = 'lib/veza/plugins/web-app/dist/assets';
let here, alice, page, tracks;

// hls.js keeps most of its troubles to itself. The page's own copy of it is made to note each, recovered from or not; but
// not that sound had to be waited for, which says how busy the machine is (`advances` sees whether it came).
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
      if (event === Hls.Events.ERROR && (data.fatal || data.details !== Hls.ErrorDetails.BUFFER_STALLED_ERROR)) {
        window.troubles.push(`${data.type} ${data.details} ${data.error?.message ?? ''}`);
      }
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
    // Alone in the list, so that no other song follows it, however late this looks.
    await page.getByLabel('Search tracks').fill(`in ${format}`);
    const row = page.getByRole('list', { name: 'Tracks' }).getByRole('listitem');
    await until('it is found', async () => (await row.count()) === 1);
    const { source: before } = await sound(page);
    await row.getByRole('button', { name: `Play A song in ${format}`, exact: true }).click();
    // A new source counts from nothing.
    const now = await until('it is heard', async () => {
      const now = await sound(page);
      assert.equal(now.error, null);
      return now.source !== before && now.time > 0.5 && now.decoded > 0 && now;
    });
    assert.match(now.source, /^blob:/, 'through Media Source Extensions, not as a file');
    assert.ok(Math.abs(now.duration - SECONDS) < 0.05, `it lasts ${now.duration} s`);
    assert.ok(alice.requests.some((url) => url.includes(`/tracks/${tracks[format].id}/hls/`) && url.includes('/seg-')));
    assert.equal(await page.evaluate(() => window.players), index + 1, 'one hls.js a song');
    assert.deepEqual(await page.evaluate(() => window.troubles), []);
  });
}

test('no page complained', () => assertClean(alice));
