// Taking one's data along, and leaving: the export is made and downloaded, the account deleted and taken back.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { songBytes } from '../support/media.mjs';
import { assertClean, member, site } from './chromium.mjs';
import { accountButton, age, fillSignIn, showIt } from './forms.mjs';

let here, mira, page;

before(async () => {
  here = await site();
  await here.server.setup();
  mira = await member(here, 'mira');
  page = mira.page;
  const { access_token: token } = mira.session;
  const track = await here.server.upload(token, await songBytes(here.folder, 'song', 'flac', 2), 'song.flac', { title: 'Slack Water' });
  await here.server.trackEnd(token, track.id);
});
after(() => here?.close());

test('everything of one’s own comes as a zip file', async () => {
  await page.goto('/account/privacy');
  await age(here.server);
  await page.getByRole('button', { name: 'Export my data' }).click();
  await showIt(page);
  const link = page.getByRole('link', { name: 'Download the export' });
  await link.waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.match(file.suggestedFilename(), /\.zip$/);
  const { stdout } = await promisify(execFile)('unzip', ['-l', await file.path()]);
  assert.match(stdout, /\.json/);
  assert.match(stdout, /\.flac/);
});

test('leaving takes the name and a password, and can be taken back', async () => {
  await age(here.server);
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByText('Type mira to confirm.').waitFor();
  await dialog.getByRole('textbox').fill('mira');
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await showIt(page);
  await page.getByText(/Your account will be deleted on/).first().waitFor();
});

test('signing in during the time of grace shows the way back', async () => {
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await fillSignIn(page, 'mira');
  const notice = page.getByRole('region', { name: 'Account deletion' });
  await notice.getByRole('button', { name: 'Keep my account' }).click();
  await notice.waitFor({ state: 'hidden' });
  await page.reload();
  await accountButton(page, 'mira').waitFor();
  assert.equal(await notice.count(), 0);
  await page.goto('/library?owner=me');
  await page.getByText('Slack Water').first().waitFor();
});

test('no page complained of anything but the question who is there', () => assertClean(mira, [/status of 403/]));
