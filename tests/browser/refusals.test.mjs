// Files that are not taken: what happened and what to do stands on the upload page.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { song } from '../support/media.mjs';
import { scratch, until } from '../support/server.mjs';
import { assertClean, member, site } from './chromium.mjs';

const RULE = `policy.hook{ name = 'upload.check', id = 'test.no_wav', run = function(upload)
  if upload.file.format == 'wav' then return policy.deny('wav_refused', 'This site takes FLAC, not WAV.') end
end }\n`;
let here, folder, visitor, page;
const scripts = scratch('veza-lua-');

before(async () => {
  mkdirSync(join(scripts, 'hooks'));
  writeFileSync(join(scripts, 'hooks', 'no_wav.lua'), RULE);
  here = await site({ env: { VEZA_POLICY_DIR: scripts, VEZA_PLUGIN_LIBRARY__UPLOAD_LIMIT_BYTES: '3000000' } });
  folder = here.folder;
  await here.server.setup();
  visitor = await member(here, 'alice');
  page = visitor.page;
  await page.goto('/upload');
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
});
after(async () => {
  await here?.close();
  rmSync(scripts, { recursive: true, force: true });
});

async function choose(path) {
  await page.locator('input[type=file]').setInputFiles(path);
  return page.getByRole('listitem', { name: path.split('/').at(-1), exact: true });
}

async function refused(row, ...texts) {
  await row.getByText('Not uploaded').waitFor();
  const said = await row.innerText();
  for (const text of texts) assert.match(said, text);
}

test('a text that is called .mp3', async () => {
  const path = join(folder, 'notes.mp3');
  writeFileSync(path, 'These are no songs, only words about them.\n'.repeat(40));
  await refused(await choose(path), /This is a text file\./, /Upload WAV/);
});

test("a file against the site's rules", async () => {
  await refused(await choose(await song(folder, 'take-one', 'wav', 2)), /This site takes FLAC, not WAV\./, /a rule of this site/);
});

test('an empty file', async () => {
  const path = join(folder, 'empty.flac');
  writeFileSync(path, '');
  await refused(await choose(path), /is empty/);
});

test('a file over the limit, before a byte of it travels', async () => {
  const before = visitor.requests.length;
  await refused(await choose(await song(folder, 'large', 'aiff', 30)), /too large/);
  assert.deepEqual(visitor.requests.slice(before).filter((url) => /\/api\/v1\/(tracks|uploads)/.test(url)), []);
});

test('a damaged song is taken, and why it cannot be played stands there', async () => {
  const path = join(folder, 'damaged.flac');
  const whole = await song(folder, 'whole', 'flac', 4);
  writeFileSync(path, readFileSync(whole).subarray(0, 100_000));
  const row = await choose(path);
  await row.getByText('Uploaded, but it cannot be played').waitFor();
  assert.match(await row.innerText(), /[a-z] [a-z].*\./);
});

test('lost connections can be tried again', async () => {
  const path = await song(folder, 'fine', 'flac', 2);
  await visitor.context.setOffline(true);
  const row = await choose(path);
  await row.getByText('The connection broke off.').waitFor();
  await visitor.context.setOffline(false);
  await row.getByRole('button', { name: 'Try again' }).click();
  await row.getByText('Ready to play').waitFor();
});

test('refused lines can be taken off the list', async () => {
  await page.getByRole('button', { name: 'Take notes.mp3 off this list' }).click();
  await until('the line is gone', async () => (await page.getByRole('listitem', { name: 'notes.mp3' }).count()) === 0);
});

test('no page complained of anything but the refusals', () => assertClean(visitor, [/status of 415/, /status of 403/, /ERR_INTERNET_DISCONNECTED/]));
