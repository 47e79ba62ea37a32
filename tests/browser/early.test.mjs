// A long song plays while the rest of it is still being prepared, and goes on when that is done.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { converters } from '../support/converters.mjs';
import { song } from '../support/media.mjs';
import { until } from '../support/server.mjs';
import { assertClean, member, site, sound } from './chromium.mjs';

const SECONDS = 240;
let here, server, alice, page, path;

before(async () => {
  here = await site();
  server = here.server;
  path = await song(here.folder, 'long', 'mp3', SECONDS);
  await server.setup();
  alice = await member(here, 'alice');
  page = alice.page;
});
after(() => here?.close());

const status = async (id) => (await server.api(`/api/v1/tracks/${id}/hls/status`, { token: alice.session.access_token })).body.data;

test('it plays from its first seconds on, and through to the end', async () => {
  await page.goto('/upload');
  const answered = page.waitForResponse((answer) => 'veza-track-id' in answer.headers());
  await page.locator('input[type=file]').setInputFiles(path);
  const id = (await answered).headers()['veza-track-id'];
  await until('the first seconds are playable', async () => (await status(id)).playable, { every: 10 });
  // Held still, so that "still being prepared" does not depend on how fast the machine is.
  const [pid] = converters(server.pid);
  process.kill(pid, 'SIGSTOP');
  try {
    assert.equal((await status(id)).status, 'running');
    const row = page.getByRole('listitem', { name: 'long.mp3' });
    await row.getByText(/^Playable · preparing the rest/).waitFor();
    await row.getByRole('button', { name: 'Play long' }).click();
    await until('it plays', async () => (await sound(page)).time > 1 && (await sound(page)).decoded > 0);
    const early = await status(id);
    assert.equal(early.status, 'running');
    assert.ok(early.progress < 1);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  const before = await sound(page);
  await until('it is prepared', async () => (await status(id)).status === 'ready', { within: 120_000 });
  await until('it still plays', async () => (await sound(page)).time > before.time + 1);
  await page.getByRole('listitem', { name: 'long.mp3' }).getByText('Ready to play', { exact: true }).waitFor();
  await until('the player knows the whole length', async () => Math.abs((await sound(page)).duration - SECONDS) < 0.05);
  await page.getByTestId('audio').evaluate((audio, to) => void (audio.currentTime = to), SECONDS - 2);
  await until('the end', async () => (await sound(page)).ended);
});

test('no page complained', () => assertClean(alice));
