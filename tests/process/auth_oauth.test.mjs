// Signing in by other providers: a real OpenID provider, stand-ins for the others with their faults, a trusted proxy.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { rows } from '../support/data.mjs';
import { Browser, OpenIdProvider, StandIn } from '../support/oidc.mjs';
import { Server, scratch } from '../support/server.mjs';

const api = '/api/v1';
let folder, provider, github, discord, spotify, server;

before(async () => {
  folder = scratch();
  provider = await new OpenIdProvider().start();
  [github, discord, spotify] = await Promise.all([0, 1, 2].map(() => new StandIn().start()));
  const providers = [
    { id: 'ours', name: 'Our login', issuer: provider.issuer, client_id: 'veza', client_secret: 'a secret: with/odd+characters',
      roles: { claim: 'groups', map: { crew: 'moderator' } } },
    github.settings('github'), discord.settings('discord'), spotify.settings('spotify'),
    { id: 'broken', issuer: 'http://not.secure.example', client_id: 'veza', client_secret: 'never shown' },
  ];
  const file = join(folder, 'veza.properties');
  writeFileSync(file, [
    `plugin.auth-oauth.providers = ${JSON.stringify(providers)}`,
    'plugin.auth-oauth.proxy_header = Remote-User', 'plugin.auth-oauth.proxy_networks = 127.0.0.1',
    'outbound.allow = 127.0.0.1',
    'kv.timeout_ms = 10000', // a machine that is busy must not look like a Redis that is away
  ].join('\n'));
  server = await new Server({ args: ['--config', file] }).start();
  await server.setup();
  provider.serve(server.url);
});
after(async () => {
  await server?.stop();
  await Promise.all([provider, github, discord, spotify].map((each) => each?.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const start = (id, to = '/library') => `${server.url}${api}/auth/oauth/${id}/start?return_to=${encodeURIComponent(to)}`;
const path = (location) => location.slice(server.url.length);
const me = async (browser) => (await browser.go(`${server.url}${api}/auth/me`)).text;
const mutate = (browser, url, method = 'POST') =>
  browser.go(server.url + api + url, { method, headers: { 'x-csrf-token': browser.cookies.get('veza_csrf') ?? browser.cookies.get('__Host-veza_csrf') } });

// The whole way through the real provider: where the browser ends here.
async function signIn(person, browser = new Browser()) {
  const leaving = await browser.go(start('ours'));
  assert.equal(leaving.status, 302);
  assert.ok(leaving.location.startsWith(`${provider.issuer}/auth?`), leaving.location);
  const callback = await browser.consent(leaving.location, person, server.url);
  const arrived = await browser.go(callback);
  return { browser, callback, location: path(arrived.location) };
}

// The same with a stand-in, whose page of consent nobody needs to see.
async function standInSignIn(id, standIn, { browser = new Browser(), query = {} } = {}) {
  const leaving = await browser.go(start(id));
  const state = new URL(leaving.location).searchParams.get('state');
  const answer = new URLSearchParams({ state, code: standIn.code(), ...query });
  const callback = `${server.url}${api}/auth/oauth/${id}/callback?${answer}`;
  return { browser, callback, location: path((await browser.go(callback)).location) };
}

test('providers that are sound are listed; the broken one is said in the log, without its secret', async () => {
  const { body } = await server.api(`${api}/auth/providers`);
  assert.deepEqual(body.data.map(({ id, kind }) => [id, kind]), [['ours', 'oidc'], ['github', 'github'], ['discord', 'discord'], ['spotify', 'spotify']]);
  assert.match(server.log, /the provider \\"broken\\": issuer must be/);
  assert.doesNotMatch(server.log, /never shown|odd\+characters/);
});

test('a newcomer of a real OpenID provider gets an account, its role, and comes back to it', async () => {
  provider.people.mona = { email: 'mona@id.example', email_verified: true, preferred_username: 'Mona Lisa', groups: ['crew'] };
  const { browser, location } = await signIn('mona');
  assert.equal(location, '/library');
  const account = JSON.parse(await me(browser)).data;
  assert.equal(account.username, 'Mona-Lisa');
  assert.equal(account.email, 'mona@id.example');
  assert.equal(account.role, 'moderator');
  provider.people.mona.email = 'other@id.example';
  const again = await signIn('mona');
  assert.equal(JSON.parse(await me(again.browser)).data.id, account.id);
});

test('a code that is replayed, by the same browser or another, signs nobody in', async () => {
  provider.people.rita = { email: 'rita@id.example', email_verified: true, preferred_username: 'rita' };
  const { browser, callback } = await signIn('rita');
  assert.equal(path((await browser.go(callback)).location), '/sign-in?error=state_unknown');
  const thief = new Browser();
  assert.equal(path((await thief.go(callback)).location), '/sign-in?error=state_unknown');
  assert.match(await me(thief), /unauthorized|token/);
});

test('a callback in another browser than left is refused, and ends the journey', async () => {
  const browser = new Browser();
  const leaving = await browser.go(start('ours'));
  const callback = await browser.consent(leaving.location, 'rita', server.url);
  assert.equal(path((await new Browser().go(callback)).location), '/sign-in?error=state_mismatch');
  assert.equal(path((await browser.go(callback)).location), '/sign-in?error=state_unknown');
});

test('an answer that names another issuer, or none, is a mix-up', async () => {
  for (const change of [(query) => query.set('iss', 'https://evil.example'), (query) => query.delete('iss')]) {
    const browser = new Browser();
    const callback = new URL(await browser.consent((await browser.go(start('ours'))).location, 'rita', server.url));
    change(callback.searchParams);
    assert.equal(path((await browser.go(callback.href)).location), '/sign-in?error=wrong_provider');
  }
});

test('an answer of one provider is not taken for another’s', async () => {
  const browser = new Browser();
  const state = new URL((await browser.go(start('ours'))).location).searchParams.get('state');
  const callback = `${server.url}${api}/auth/oauth/github/callback?${new URLSearchParams({ state, code: github.code() })}`;
  assert.equal(path((await browser.go(callback)).location), '/sign-in?error=wrong_provider');
});

test('the provider’s keys may turn over while somebody is there', async () => {
  const browser = new Browser();
  const callback = await browser.consent((await browser.go(start('ours'))).location, 'rita', server.url);
  provider.serve();
  assert.equal(path((await browser.go(callback)).location), '/library');
});

test('a token signed in a way that was not configured signs nobody in', async () => {
  provider.alg = 'ES256';
  provider.serve();
  try {
    assert.equal((await signIn('rita')).location, '/sign-in?error=token_invalid');
  } finally {
    provider.alg = 'RS256';
    provider.serve();
  }
});

test('nobody is led to another site', async () => {
  github.user = { id: 1, login: 'octo' };
  github.emails = [{ email: 'octo@hub.example', primary: true, verified: true }];
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\r\nx: y']) {
    const browser = new Browser();
    const state = new URL((await browser.go(start('github', to))).location).searchParams.get('state');
    const back = await browser.go(`${server.url}${api}/auth/oauth/github/callback?${new URLSearchParams({ state, code: github.code() })}`);
    assert.equal(back.location, `${server.url}/`, to);
  }
});

test('presets sign in by verified addresses; an unverified one, or one that has an account, takes nothing over', async () => {
  discord.user = { id: '7', username: 'dizzy', email: 'dizzy@cord.example', verified: true };
  assert.equal((await standInSignIn('discord', discord)).location, '/library');
  discord.user = { id: '8', username: 'evil', email: 'fresh@cord.example', verified: false };
  assert.equal((await standInSignIn('discord', discord)).location, '/sign-in?error=email_unverified');
  spotify.user = { id: 'spot', display_name: 'Spot', email: 'spot@fy.example' };
  assert.equal((await standInSignIn('spotify', spotify)).location, '/sign-in?error=email_unverified');
  await server.register('victim');
  for (const verified of [true, false]) {
    github.user = { id: 66, login: 'attacker' };
    github.emails = [{ email: 'victim@example.org', primary: true, verified }];
    const { browser, location } = await standInSignIn('github', github);
    assert.equal(location, '/sign-in?error=account_exists');
    assert.equal([...browser.cookies.keys()].some((name) => name.includes('access')), false);
  }
});

test('a provider’s faults are codes for the page, and the next try works', async () => {
  github.user = { id: 1, login: 'octo' };
  github.emails = [{ email: 'octo@hub.example', primary: true, verified: true }];
  for (const [fault, code] of [['error500', 'provider_unavailable'], ['refuses', 'provider_refused'], ['slow', 'provider_unavailable']]) {
    github.fault = fault;
    assert.equal((await standInSignIn('github', github)).location, `/sign-in?error=${code}`, fault);
  }
  github.fault = '';
  assert.equal((await standInSignIn('github', github, { query: { error: 'access_denied' } })).location, '/sign-in?error=provider_denied');
  assert.equal((await standInSignIn('github', github, { query: { code: 'used or invented' } })).location, '/sign-in?error=provider_refused');
  assert.equal((await standInSignIn('github', github, { query: { state: 'x'.repeat(43) } })).location, '/sign-in?error=state_unknown');
  assert.equal((await standInSignIn('github', github)).location, '/library');
});

test('an account is linked after signing in here, and unlinked again while another way in is left', async () => {
  const browser = new Browser();
  const login = await browser.go(`${server.url}${api}/auth/login`, { method: 'POST', json: { login: 'victim', password: 'a long enough phrase' } });
  assert.equal(login.status, 200, login.text);
  const begun = await mutate(browser, '/account/links/spotify');
  assert.equal(begun.status, 200, begun.text);
  const state = new URL(JSON.parse(begun.text).data.url).searchParams.get('state');
  const back = await browser.go(`${server.url}${api}/auth/oauth/spotify/callback?${new URLSearchParams({ state, code: spotify.code() })}`);
  assert.equal(path(back.location), '/account/links');
  const [link] = JSON.parse((await browser.go(`${server.url}${api}/account/links`)).text).data;
  assert.equal(link.provider, 'spotify');
  const other = await standInSignIn('spotify', spotify);
  assert.equal(other.location, '/library');
  assert.equal(JSON.parse(await me(other.browser)).data.username, 'victim');
  assert.equal((await mutate(browser, `/account/links/${link.id}`, 'DELETE')).status, 204);
  assert.equal((await standInSignIn('spotify', spotify)).location, '/sign-in?error=email_unverified');
  // Whoever came by a provider has no other way yet.
  const { browser: mona } = await signIn('mona');
  const [only] = JSON.parse((await mona.go(`${server.url}${api}/account/links`)).text).data;
  const refused = await mutate(mona, `/account/links/${only.id}`, 'DELETE');
  assert.equal(refused.status, 409);
  assert.match(refused.text, /last_way_to_sign_in/);
});

test('signing out here leads to signing out there', async () => {
  const { browser } = await signIn('rita');
  const { url } = JSON.parse((await browser.go(`${server.url}${api}/auth/oauth/logout-url`)).text).data;
  assert.ok(url.startsWith(`${provider.issuer}/session/end?id_token_hint=ey`), url);
  assert.equal((await mutate(browser, '/auth/logout')).status, 204);
  const page = await browser.follow(url);
  assert.equal(page.status, 200);
  assert.match(page.text, /logout/i);
});

test('what providers gave is sealed in the database', async () => {
  const links = await rows(server.data, 'SELECT tokens FROM auth_oauth_links');
  assert.ok(links.length > 0);
  for (const { tokens } of links) assert.match(tokens, /^k1:[A-Za-z0-9_-]{40,}$/);
  for (const { id_token: token } of await rows(server.data, 'SELECT id_token FROM auth_oauth_sessions')) assert.match(token, /^k1:/);
});

test('a proxy’s header signs in whom it names, from its own address only', async () => {
  const ask = (headers) => server.api(`${api}/auth/proxy`, { method: 'POST', headers });
  const answer = await ask({ 'remote-user': 'victim' });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.data.user.username, 'victim');
  assert.ok(answer.headers.getSetCookie().some((line) => line.includes('access')));
  assert.equal((await ask({})).body.error.code, 'proxy_says_nobody');
  assert.equal((await ask({ 'remote-user': 'nobody-here' })).body.error.code, 'no_account');
  const off = await new Server().start();
  try {
    assert.equal((await off.api(`${api}/auth/proxy`, { method: 'POST', headers: { 'remote-user': 'admin' } })).status, 404);
  } finally {
    await off.stop();
  }
});
