// Debian's Chromium, driven by playwright-core, and a visitor: one person's browser with a note of all that went wrong in it.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { chromium } from 'playwright-core';

import { Server, scratch } from '../support/server.mjs';

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.VEZA_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

// A site, a browser for its visitors and a folder for their files; `close` ends and removes all three. `named`: it is
// reached by a name and not by an address, as passkeys want it.
export async function site({ env, named } = {}) {
  const browser = await launch();
  const server = new Server({ env });
  try {
    await server.start();
    if (named) server.url = server.url.replace('127.0.0.1', 'localhost');
  } catch (error) {
    await browser.close();
    throw error;
  }
  const folder = scratch();
  const close = async () => {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, browser, folder, close };
}

// A visitor who has an account and is signed in; `session` is that of another device of theirs.
export async function member({ server, browser }, name) {
  const session = await server.register(name);
  const visitor = await visit(browser, server);
  await signIn(visitor, name);
  return { session, ...visitor };
}

// A visitor of `server` with cookies of their own. `problems` collects console errors, uncaught exceptions, refusals by the
// content security policy and requests to other hosts, on every page.
export async function visit(browser, server, { viewport = desktop, theme = 'dark', ...options } = {}) {
  const context = await browser.newContext({ baseURL: server.url, viewport, colorScheme: theme, ...options });
  const problems = [];
  await context.exposeBinding('noteViolation', (_, what) => problems.push(`content security policy: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.noteViolation(`${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().stack}`));
  const requests = [];
  context.on('request', (request) => {
    requests.push(request.url());
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).host !== new URL(server.url).host) {
      problems.push(`request to elsewhere: ${request.url()}`);
    }
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { context, page, problems, requests };
}

// Nothing went wrong but what a test provoked: `expected` are patterns, each of which must have occurred.
export function assertClean({ problems }, expected = []) {
  for (const pattern of expected) assert.ok(problems.some((problem) => pattern.test(problem)), `${pattern} did not occur`);
  assert.deepEqual(problems.filter((problem) => !expected.some((pattern) => pattern.test(problem))), []);
}

// Signs in without the form, for journeys that are about something else.
export async function signIn({ page }, login, password = 'a long enough phrase') {
  await page.goto('/');
  const status = await page.evaluate(async (json) => {
    const answer = await fetch('/api/v1/auth/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: json });
    const { data } = await answer.json();
    // The web app keeps the time of its access token; as it does after its own form.
    localStorage.setItem('veza-access-until', String(Date.now() + (data?.expires_in ?? 0) * 500));
    return answer.status;
  }, JSON.stringify({ login, password }));
  assert.equal(status, 200);
}

// What the page's audio element says of itself.
export function sound(page) {
  return page.getByTestId('audio').evaluate((audio) => ({
    source: audio.currentSrc,
    time: audio.currentTime,
    duration: audio.duration,
    paused: audio.paused,
    ended: audio.ended,
    muted: audio.muted,
    volume: audio.volume,
    decoded: audio.webkitAudioDecodedByteCount,
    error: audio.error?.message ?? null,
  }));
}
