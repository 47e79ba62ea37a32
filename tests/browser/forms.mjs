// The steps that journeys through accounts share.
import { execute } from '../support/stores.mjs';

export const PASSWORD = 'a long enough phrase';

export async function fillSignIn(page, login, password = PASSWORD) {
  await page.getByLabel('E-mail or username').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
}

export const accountButton = (page, name) => page.getByRole('button', { name: `Account: ${name}` });

export async function signOut(page, name) {
  await accountButton(page, name).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor();
}

// Nobody has shown who they are for a long time.
export async function age(server) {
  await execute(server.data, 'UPDATE identity_sessions SET authenticated_at = 1');
}

// The answer to "Is it you?".
export async function showIt(page, password = PASSWORD) {
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByLabel('Your password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
}
