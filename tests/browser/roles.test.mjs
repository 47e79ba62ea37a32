// Roles of the site's own: made, given, changed and removed by an admin; not for anybody else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../support/server.mjs';
import { assertClean, phone, signIn, site, visit } from './chromium.mjs';
import { PASSWORD } from './forms.mjs';
import { inspect } from './inspect.mjs';

let here, admin, page, mira;

before(async () => {
  here = await site();
  await here.server.setup();
  mira = await here.server.register('mira');
  admin = await visit(here.browser, here.server, { viewport: phone });
  await signIn(admin, 'admin', 'correct horse battery');
  page = admin.page;
});
after(() => here?.close());

const row = (name) => page.getByRole('list', { name: 'Roles' }).getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
const permission = (name) => page.getByRole('checkbox', { name, exact: true });

// What somebody may do who signs in now.
async function signedIn(login, password = PASSWORD) {
  const { body } = await here.server.api('/api/v1/auth/login', { method: 'POST', json: { login, password } });
  return body.data;
}
const able = async () => (await signedIn('mira')).user.permissions;

test('a role is made by keyboard, with more and with less than the one it includes', async () => {
  await page.goto('/admin/users');
  await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Roles' }).click();
  await row('moderator').getByText('Includes creator').waitFor();
  assert.equal(await row('moderator').getByRole('link').count(), 0);
  await page.getByRole('link', { name: 'New role' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Name').focus();
  await page.keyboard.type('admin');
  await page.keyboard.press('Enter');
  await page.getByText('There is a role of that name already').waitFor();
  assert.ok(await page.getByLabel('Name').evaluate((field) => field === document.activeElement));
  await page.getByLabel('Name').fill('curator');
  await page.getByLabel('Includes').focus();
  await page.keyboard.type('user');
  assert.equal(await page.getByLabel('Includes').inputValue(), 'user');
  assert.ok(await permission('Make, change and remove the site\'s own roles.').isDisabled());
  await permission('Moderators remove the tracks of others.').focus();
  await page.keyboard.press('Space');
  await permission('Signed-in members upload tracks.').focus();
  await page.keyboard.press('Space');
  await page.getByText('Taken away').waitFor();
  await inspect(page, 'the form of a role');
  await page.getByRole('button', { name: 'Make role' }).focus();
  await page.keyboard.press('Enter');
  await row('curator').getByText('This site’s own').waitFor();
  await row('curator').getByText('0 accounts').waitFor();
});

test('one that somebody else made meanwhile is not replaced', async () => {
  await page.goto('/admin/new-role');
  await page.getByLabel('Name').fill('porter');
  const { access_token: token } = await signedIn('admin', 'correct horse battery');
  const role = (method, json) => here.server.api('/api/v1/admin/roles/porter', { method, token, json });
  assert.equal((await role('PUT', { includes: 'premium' })).status, 200);
  await page.getByRole('button', { name: 'Make role' }).click();
  await page.getByText('is taken', { exact: true }).waitFor();
  assert.equal((await role('DELETE')).status, 204);
  await page.getByRole('button', { name: 'Make role' }).click();
  await row('porter').getByText('0 accounts').waitFor();
  assert.equal((await role('DELETE')).status, 204);
});

test('whoever is given it may do what it says', async () => {
  await page.goto('/admin/users');
  await page.getByLabel('Role of mira').selectOption('curator');
  await page.getByText('mira is curator now').waitFor();
  const may = await able();
  assert.ok(may.includes('track:delete_any'));
  assert.ok(!may.includes('track:create'));
});

test('it is changed, and what it includes no more is gone', async () => {
  await page.goto('/admin/roles');
  await row('curator').getByRole('link', { name: 'Edit curator' }).click();
  await page.getByRole('heading', { level: 1, name: 'Role curator' }).waitFor();
  assert.ok(await permission('Moderators remove the tracks of others.').isChecked());
  assert.ok(!(await permission('Signed-in members upload tracks.').isChecked()));
  await permission('Signed-in members upload tracks.').check();
  await permission('Moderators remove the tracks of others.').uncheck();
  await page.getByRole('button', { name: 'Save changes' }).dblclick();
  await page.getByText('The role curator is changed').waitFor();
  await row('curator').getByText('Nothing besides').waitFor();
  const may = await able();
  assert.ok(may.includes('track:create'));
  assert.ok(!may.includes('track:delete_any'));
});

test('what the server refuses is said on the page', async () => {
  const refused = (status, error) => (route) => route.fulfill({ status, json: { success: false, error: { message: 'Some fields need your attention.', ...error } } });
  await page.route('**/api/v1/admin/roles/*', refused(422, { code: 'invalid_fields', details: [{ field: 'includes', problem: 'must be a role of the site' }] }));
  await page.goto('/admin/roles/curator');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('must be a role of the site').waitFor();
  await page.unroute('**/api/v1/admin/roles/*');
  await page.goto('/admin/roles/nobody');
  await page.getByRole('heading', { name: 'There is no such role' }).waitFor();
  await page.goto('/admin/roles/admin');
  await page.getByRole('heading', { name: 'This role is as it is' }).waitFor();
});

test('it is removed, and its accounts get another', async () => {
  await page.goto('/admin/roles');
  await row('curator').getByRole('button', { name: 'Remove curator' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove the role curator?' });
  const choice = dialog.getByLabel('The account that has it becomes');
  assert.equal(await choice.inputValue(), 'user');
  await choice.selectOption('premium');
  await inspect(page, 'the removal of a role');
  await dialog.getByRole('button', { name: 'Remove role' }).click();
  await page.getByText('The role curator is gone').waitFor();
  await until('it is gone', async () => (await row('curator').count()) === 0);
  await page.goto('/admin/users');
  assert.equal(await page.getByLabel('Role of mira').inputValue(), 'premium');
});

test('who may not see roles is told so', async () => {
  await here.server.api(`/api/v1/admin/users/${mira.user.id}`, {
    method: 'PATCH',
    token: (await signedIn('admin', 'correct horse battery')).access_token,
    json: { role: 'moderator' },
  });
  const visitor = await visit(here.browser, here.server);
  await signIn(visitor, 'mira');
  await visitor.page.goto('/admin/roles');
  await visitor.page.getByRole('heading', { name: 'Not for this account' }).waitFor();
  await visitor.page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'People' }).waitFor();
  assert.equal(await visitor.page.getByRole('link', { name: 'Roles' }).count(), 0);
  assertClean(visitor);
  await visitor.context.close();
});

test('no page complained of anything but the refusal', () => assertClean(admin, [/status of 4(12|22)/]));
