// Providers that lie, and people who attack by way of them: what they send, what they are asked to link, who may say who
// somebody is. How signing in works when all goes well is tests/process/auth_oauth.
import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Authenticator } from '../support/authenticator.mjs';
import { rows } from '../support/data.mjs';
import { freePort } from '../support/nginx.mjs';
import { Browser, StandIn, signingKey } from '../support/oidc.mjs';
import { Server, scratch, until } from '../support/server.mjs';

const api = '/api/v1';
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
const configuration = '.well-known/openid-configuration';
let folder, liars, github, discord, server, port, admin;

// OpenID providers, as many as are wanted, one below each path of one server. What `says` holds for a path takes the place
// of the truth: a value, or what makes one.
class Liars {
  says = {};
  claims = {};
  key = signingKey('RS256');

  async start() {
    this.server = createServer((request, response) => {
      const [, id, ...rest] = new URL(request.url, 'http://x').pathname.split('/');
      const path = rest.join('/');
      const said = this.says[`${id}/${path}`] ?? this.truth(id, path);
      const value = typeof said === 'function' ? said() : said;
      response.writeHead(200, { 'content-type': 'application/json' }).end(typeof value === 'string' ? value : JSON.stringify(value));
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    return this;
  }
  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  issuer(id) {
    return `http://127.0.0.1:${this.server.address().port}/${id}`;
  }
  settings(id) {
    return { id, issuer: this.issuer(id), client_id: 'veza', client_secret: 'hush' };
  }
  truth(id, path) {
    const at = (name) => `${this.issuer(id)}/${name}`;
    if (path === configuration) return { issuer: this.issuer(id), authorization_endpoint: at('authorize'), token_endpoint: at('token'), jwks_uri: at('keys'), userinfo_endpoint: at('me') };
    if (path === 'keys') return { keys: [publicKey(this.key)] };
    if (path === 'token') return { access_token: 'a', id_token: this.token(id) };
    return { sub: this.claims.sub };
  }
  // What it vouches for: its claims, changed; signed by its key or another, under its kid.
  token(id, change = {}, key = this.key) {
    const now = Math.floor(Date.now() / 1000);
    const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const input = `${part({ alg: 'RS256', kid: this.key.kid })}.${part({ iss: this.issuer(id), aud: 'veza', iat: now, exp: now + 300, nonce: this.nonce, ...this.claims, ...change })}`;
    return `${input}.${sign('RSA-SHA256', Buffer.from(input), createPrivateKey({ key, format: 'jwk' })).toString('base64url')}`;
  }
}

const publicKey = (key) => ({ ...createPublicKey(createPrivateKey({ key, format: 'jwk' })).export({ format: 'jwk' }), kid: key.kid });
const honest = { sub: 'honest', email: 'honest@liar.example', email_verified: true };
const stranger = signingKey('RS256');
const unsigned = (token) => token.replace(/^[^.]+/, Buffer.from('{"alg":"none"}').toString('base64url')).replace(/[^.]+$/, '');
const secretly = (token) => {
  const input = token.replace(/^[^.]+/, Buffer.from('{"alg":"HS256"}').toString('base64url')).replace(/\.[^.]+$/, '');
  const pem = createPublicKey(createPrivateKey({ key: liars.key, format: 'jwk' })).export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
};

// What is replaced, by what, and the code the page gets. `make` gets the provider's id.
const tokenOf = (change, key) => (id) => () => ({ access_token: 'a', id_token: liars.token(id, change, key) });
const lies = [
  ['a configuration that is no JSON', configuration, () => '<html>', 'provider_unavailable'],
  ['a configuration 200 000 deep', configuration, () => `{"issuer":${deep}}`, 'provider_unavailable'],
  ['a configuration of another', configuration, (id) => ({ ...liars.truth(id, configuration), issuer: 'https://evil.example' }), 'provider_unavailable'],
  ['a token endpoint inside', configuration, (id) => ({ ...liars.truth(id, configuration), token_endpoint: 'http://169.254.169.254/token' }), 'provider_unavailable'],
  ['a token endpoint of a file', configuration, (id) => ({ ...liars.truth(id, configuration), token_endpoint: 'file:///etc/passwd' }), 'provider_unavailable'],
  ['keys of 10 MB', 'keys', () => ({ keys: [publicKey(liars.key)], filler: 'x'.repeat(10_000_000) }), 'provider_unavailable'],
  ['keys 200 000 deep', 'keys', () => `{"keys":${deep}}`, 'provider_unavailable'],
  ['two thousand keys, the right one last', 'keys', () => ({ keys: [...Array(2_000).fill(publicKey(stranger)), publicKey(liars.key)] }), 'token_invalid'],
  ['no keys', 'keys', () => ({ keys: [] }), 'token_invalid'],
  ['tokens that are no JSON', 'token', () => 'access_token=a', 'provider_refused'],
  ['tokens 200 000 deep', 'token', () => `{"access_token":${deep}}`, 'provider_refused'],
  ['tokens of 10 MB', 'token', () => ({ access_token: 'x'.repeat(10_000_000) }), 'provider_unavailable'],
  ['no id_token', 'token', () => ({ access_token: 'a' }), 'token_invalid'],
  ['an id_token of a stranger', 'token', tokenOf({}, stranger), 'token_invalid'],
  ['an id_token that asks for no signature', 'token', (id) => () => ({ access_token: 'a', id_token: unsigned(liars.token(id)) }), 'token_invalid'],
  ['an id_token with the public key for a secret', 'token', (id) => () => ({ access_token: 'a', id_token: secretly(liars.token(id)) }), 'token_invalid'],
  ['an id_token for somebody else', 'token', tokenOf({ aud: 'another' }), 'token_invalid'],
  ['an id_token for several, issued to another', 'token', tokenOf({ aud: ['veza', 'b'], azp: 'b' }), 'token_invalid'],
  ['an id_token of another issuer', 'token', tokenOf({ iss: 'https://evil.example' }), 'token_invalid'],
  ['an id_token of another sign-in', 'token', tokenOf({ nonce: 'x'.repeat(43) }), 'token_invalid'],
  ['an id_token without nonce', 'token', tokenOf({ nonce: undefined }), 'token_invalid'],
  ['an id_token that is over', 'token', tokenOf({ exp: 1 }), 'token_invalid'],
  ['an id_token of tomorrow', 'token', tokenOf({ iat: Math.floor(Date.now() / 1000) + 86_400 }), 'token_invalid'],
  ['an id_token of nobody', 'token', tokenOf({ sub: '' }), 'token_invalid'],
  ['an id_token of somebody with a line break', 'token', tokenOf({ sub: 'a\nb' }), 'token_invalid'],
  ['somebody 200 000 deep', 'me', () => `{"sub":"honest","groups":${deep}}`, 'provider_refused', { sub: 'honest' }],
];

before(async () => {
  folder = scratch();
  liars = await new Liars().start();
  [github, discord] = await Promise.all([new StandIn().start(), new StandIn().start()]);
  const providers = [liars.settings('liar'), ...lies.map((_, i) => liars.settings(`liar-${i}`)), github.settings('github'), discord.settings('discord')];
  port = await freePort();
  const file = join(folder, 'veza.properties');
  writeFileSync(file, [
    `plugin.auth-oauth.providers = ${JSON.stringify(providers)}`,
    'plugin.auth-oauth.proxy_header = Remote-User', 'plugin.auth-oauth.proxy_networks = 127.0.0.1',
    `site.url = http://localhost:${port}`, 'outbound.allow = 127.0.0.1',
  ].join('\n'));
  server = await new Server({ args: ['--config', file], listen: `127.0.0.1:${port}` }).start();
  server.url = `http://localhost:${port}`;
  admin = (await server.setup()).access_token;
});
after(async () => {
  await server?.stop();
  await Promise.all([liars, github, discord].map((each) => each?.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const path = (location) => location?.replace(/^http:\/\/localhost:\d+/, '');
// Back from the provider's page, with a code of it: where the browser is led.
async function comeBack(browser, id, url) {
  const asked = new URL(url).searchParams;
  liars.nonce = asked.get('nonce') ?? undefined;
  const code = { github, discord }[id]?.code() ?? 'code';
  return path((await browser.go(`${server.url}${api}/auth/oauth/${id}/callback?${new URLSearchParams({ state: asked.get('state'), code })}`)).location);
}
async function signIn(id, browser = new Browser()) {
  const leaving = await browser.go(`${server.url}${api}/auth/oauth/${id}/start?return_to=/library`);
  const nowhere = new URL(leaving.location).pathname === '/sign-in';
  return { browser, location: nowhere ? path(leaving.location) : await comeBack(browser, id, leaving.location) };
}
const call = async (browser, method, url, json) => {
  const answer = await browser.go(`${server.url}${api}${url}`, { method, json, headers: { 'x-csrf-token': browser.cookies.get('veza_csrf') } });
  return { status: answer.status, body: answer.text ? JSON.parse(answer.text) : undefined };
};
const links = async (browser) => (await call(browser, 'GET', '/account/links')).body.data;

test('a provider that tells the truth signs somebody in: what the table shows is not a mistake of the table', async () => {
  liars.claims = honest;
  assert.equal((await signIn('liar')).location, '/library');
});

for (const [i, [name, where, make, code, claims]] of lies.entries()) {
  test(`${name}: a code for the page, and the site goes on`, async () => {
    const id = `liar-${i}`;
    liars.claims = claims ?? honest;
    liars.says[`${id}/${where}`] = make(id);
    assert.equal((await signIn(id)).location, `/sign-in?error=${code}`);
    assert.equal((await server.api('/health')).status, 200);
  });
}

test('an address is verified by whoever names it', async () => {
  // The id_token says "verified" and no address; the other answer names one that is not.
  liars.claims = { sub: 'mallory', email_verified: true };
  liars.says['liar/me'] = { sub: 'mallory', email: 'boss@corp.example', email_verified: false };
  assert.equal((await signIn('liar')).location, '/sign-in?error=email_unverified');
});

test('what stands in the address of a callback is never repeated', async () => {
  const markup = '<script>alert(1)</script>';
  for (const query of [{ error: markup, error_description: markup, error_uri: `javascript:${markup}` }, { code: markup, iss: markup }, { state: markup, code: 'x' }, { error: 'access_denied', error_description: `a\r\nSet-Cookie: x=1` }]) {
    const browser = new Browser();
    const state = new URL((await browser.go(`${server.url}${api}/auth/oauth/liar/start`)).location).searchParams.get('state');
    const answer = await browser.go(`${server.url}${api}/auth/oauth/liar/callback?${new URLSearchParams({ state, ...query })}`);
    assert.match(path(answer.location), /^\/sign-in\?error=[a-z_]+$/);
    assert.doesNotMatch(answer.text, /script/);
    assert.equal(browser.cookies.has('x'), false);
  }
  assert.doesNotMatch(server.log, /alert\(1\)/);
});

// Somebody without a password, with a link at GitHub.
async function newcomer(name, id) {
  github.user = { id, login: name };
  github.emails = [{ email: `${name}@hub.example`, primary: true, verified: true }];
  const { browser, location } = await signIn('github');
  assert.equal(location, '/library');
  return browser;
}

async function link(browser, provider) {
  const begun = await call(browser, 'POST', `/account/links/${provider}`);
  assert.equal(begun.status, 200, JSON.stringify(begun.body));
  return comeBack(browser, provider, begun.body.data.url);
}

async function addPasskey(browser) {
  const { public_key: options } = (await call(browser, 'POST', '/account/passkeys/options', {})).body.data;
  const added = await call(browser, 'POST', '/account/passkeys', { name: 'Key', credential: new Authenticator(-7).create(options, server.url) });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  return added.body.data.id;
}

test('the last way to sign in stays, whichever it is', async () => {
  const browser = await newcomer('lena', 501);
  const [only] = await links(browser);
  const last = (answer) => assert.deepEqual([answer.status, answer.body?.error.code], [409, 'last_way_to_sign_in']);
  last(await call(browser, 'DELETE', `/account/links/${only.id}`));
  const passkey = await addPasskey(browser);
  // The passkey may go while the link is there, and the link while the passkey is.
  assert.equal((await call(browser, 'DELETE', `/account/passkeys/${passkey}`)).status, 204);
  const second = await addPasskey(browser);
  assert.equal((await call(browser, 'DELETE', `/account/links/${only.id}`)).status, 204);
  last(await call(browser, 'DELETE', `/account/passkeys/${second}`));
  const logged = async () => (await server.api(`${api}/admin/audit/logs?action=auth-oauth.link.removed`, { token: admin })).body.data;
  await until('it is in the log', async () => (await logged()).some((entry) => entry.before.provider === 'github'));
});

test('two that take away the last but one at once: one of them is told', async () => {
  for (let id = 601; id < 606; ++id) {
    const browser = await newcomer(`twin-${id}`, id);
    discord.user = { id: String(id), username: `twin-${id}`, email: `twin-${id}@cord.example`, verified: true };
    assert.equal(await link(browser, 'discord'), '/account/links');
    const both = await links(browser);
    assert.equal(both.length, 2);
    const answers = await Promise.all(both.map((each) => call(browser, 'DELETE', `/account/links/${each.id}`)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
    assert.equal((await links(browser)).length, 1);
  }
});

test('an account of a provider belongs to one account here, and one here has one of each', async () => {
  const anna = await newcomer('anna', 701);
  const boris = await newcomer('boris', 702);
  discord.user = { id: '71', username: 'a', email: 'a@cord.example', verified: true };
  assert.equal(await link(anna, 'discord'), '/account/links');
  assert.equal(await link(boris, 'discord'), '/account/links?error=link_taken');
  discord.user = { id: '72', username: 'b', email: 'b@cord.example', verified: true };
  assert.equal(await link(anna, 'discord'), '/account/links?error=already_linked');
});

test('a link that a session began which is over since is not made', async () => {
  const owner = await newcomer('carla', 801);
  const begun = await call(owner, 'POST', '/account/links/discord');
  // The thief has the cookies of the journey; the owner ends the session.
  const thief = new Browser();
  thief.cookies = new Map([...owner.cookies].filter(([name]) => name === 'veza_oauth'));
  assert.equal((await call(owner, 'POST', '/auth/logout')).status, 204);
  discord.user = { id: '81', username: 'thief', email: 'thief@cord.example', verified: true };
  assert.equal(await comeBack(thief, 'discord', begun.body.data.url), '/account/links?error=session_ended');
  assert.equal((await signIn('discord')).location, '/library', 'the thief has an account of his own, no more');
  assert.equal((await rows(server.data, "SELECT user_id FROM auth_oauth_links WHERE subject = '81'")).length, 1);
});

// Signs in by the proxy's header, from an address of this machine, with fields as they are.
const byProxy = (fields, from = '127.0.0.1') =>
  new Promise((done, fail) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () =>
      socket.write(`POST ${api}/auth/proxy HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 0\r\nConnection: close\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`));
    socket.on('data', (data) => (text += data)).on('end', () => done(text)).on('error', fail);
  });

test('a proxy’s header counts once, from its own address, for its own pages', async () => {
  assert.match(await byProxy(['Remote-User: admin']), /^HTTP\/1\.1 200 /);
  for (const [name, fields, from, code] of [
    ['from another address', ['Remote-User: admin'], '127.0.0.2', 'proxy_not_trusted'],
    ['from another address that says it is the proxy', ['Remote-User: admin', 'X-Forwarded-For: 127.0.0.1', 'Forwarded: for=127.0.0.1', 'X-Real-IP: 127.0.0.1'], '127.0.0.2', 'proxy_not_trusted'],
    ['twice: the client’s before the proxy’s', ['Remote-User: admin', 'Remote-User: nobody'], '127.0.0.1', 'no_account'],
    ['twice, the same', ['Remote-User: admin', 'remote-user: admin'], '127.0.0.1', 'no_account'],
    ['empty', ['Remote-User: '], '127.0.0.1', 'proxy_says_nobody'],
    ['another header', ['Remote_User: admin', 'X-Remote-User: admin'], '127.0.0.1', 'proxy_says_nobody'],
    ['sent by a page of another site', ['Remote-User: admin', 'Origin: https://evil.example'], '127.0.0.1', 'csrf_failed'],
    ['sent by a page of another site, which hides it', ['Remote-User: admin', 'Origin: null'], '127.0.0.1', 'csrf_failed'],
  ]) {
    const answer = await byProxy(fields, from);
    assert.match(answer, new RegExp(`"code":"${code}"`), `${name}: ${answer.slice(0, 200)}`);
    assert.doesNotMatch(answer, /set-cookie/i, name);
  }
});
