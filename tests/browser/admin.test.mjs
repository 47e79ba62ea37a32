// Those who look after a site: people and their roles, and the log of what happened.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { until } from '../support/server.mjs';
import { assertClean, signIn, site, visit } from './chromium.mjs';

let here, admin, page;

before(async () => {
  here = await site();
  await here.server.setup();
  await here.server.register('mira');
  await here.server.register('ivo');
  admin = await visit(here.browser, here.server);
  await signIn(admin, 'admin', 'correct horse battery');
  page = admin.page;
});
after(() => here?.close());

const people = () => page.getByRole('list', { name: 'People' }).getByRole('listitem');
const entries = () => page.getByRole('list', { name: 'Audit log entries' }).locator('> li');

test('people are found, and given another role', async () => {
  await page.goto('/admin/users');
  await page.getByText('3 accounts').waitFor();
  await page.getByLabel('Search people').fill('mir');
  await until('one is found', async () => (await people().count()) === 1);
  await page.getByLabel('Role of mira').selectOption('moderator');
  await page.getByText('mira is moderator now').waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('Role of mira').inputValue(), 'moderator');
  await page.getByLabel('Search people').fill('');
  await people().filter({ hasText: 'admin (you)' }).waitFor();
});

test('the log tells of it, by filter and as a table', async () => {
  await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Audit log' }).click();
  await page.getByLabel('What').fill('identity.role');
  await page.getByRole('button', { name: 'Filter' }).click();
  await until('entries of roles are shown', async () => (await entries().count()) >= 1);
  await entries().first().locator('summary').click();
  await entries().first().getByText('moderator').waitFor();
  assert.ok(new URL(page.url()).searchParams.get('action'));
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'As CSV' }).click()]);
  assert.match(readFileSync(await file.path(), 'utf8'), /identity\.role/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await until('all are shown', async () => (await entries().count()) > 2);
});

test('the log is checked', async () => {
  await page.getByRole('button', { name: 'Check the log' }).click();
  await page.getByRole('dialog').getByText(/are as they were written/).waitFor();
});

test('no page complained', () => assertClean(admin));
