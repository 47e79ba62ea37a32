// The program below a path, over HTTPS and plain: it finds its files, its API and its cookies, and its links stay there.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { songBytes } from '../support/media.mjs';
import { belowPath, freePort } from '../support/nginx.mjs';
import { Server, scratch } from '../support/server.mjs';
import { assertClean, launch, visit } from './chromium.mjs';

let folder, proxy, server, browser, track;
before(async () => {
  folder = scratch();
  const port = await freePort();
  proxy = await belowPath(folder, port);
  server = await new Server({ listen: `127.0.0.1:${port}`, env: { VEZA_SITE_URL: proxy.keeps, VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1' } }).start();
  await proxy.start();
  server.url = proxy.strips;
  const admin = await server.setup();
  track = await server.upload(admin.access_token, await songBytes(folder, 'song', 'flac', 3), 'song.flac', { visibility: 'public', title: 'Below' });
  await server.trackEnd(admin.access_token, track.id);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const [way, prefix] of [
  ['keeps', '__Secure-veza_'],
  ['strips', 'veza_'],
]) {
  test(`signing in, a track and going back, where the proxy ${way} the path`, async () => {
    const url = proxy[way];
    const visitor = await visit(browser, { url }, { ignoreHTTPSErrors: true });
    const { page, context } = visitor;
    await page.goto(`${url}/login`);
    await page.getByLabel('E-mail or username').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Account: admin' }).waitFor();
    assert.ok(page.url().startsWith(`${url}`), page.url());
    const names = (await context.cookies(`${url}/api/v1/auth/refresh`)).map(({ name }) => name).sort();
    assert.deepEqual(names, ['access', 'csrf', 'device', 'refresh'].map((name) => prefix + name));

    // A page far below, asked for as such, finds its files.
    await page.goto(`${url}/tracks/${track.id}`);
    await page.getByRole('heading', { name: 'song' }).or(page.getByRole('heading', { name: 'Below' })).first().waitFor();
    // A link of the program stays below the path.
    await page.getByRole('banner').getByRole('link').first().click();
    await page.waitForURL((at) => at.href.replace(/\/$/, '') === url);
    assertClean(visitor);
    await context.close();
  });
}
