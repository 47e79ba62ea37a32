// What people do for themselves, with mails in a folder: a forgotten password, a link instead of one, addresses, sessions,
// and guesses that lock nobody out.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { rows } from '../support/data.mjs';
import { mailTo, mailsIn } from '../support/mail.mjs';
import { Server, run, scratch, setCookies, until } from '../support/server.mjs';
import { execute } from '../support/stores.mjs';

const password = 'a long enough phrase';
const changed = 'an entirely new phrase';
let mails, server;
before(async () => {
  mails = scratch();
  server = await new Server({
    env: {
      VEZA_MAIL_URL: `folder:${mails}`,
      VEZA_MAIL_FROM: 'hello@music.example',
      VEZA_SITE_NAME: 'Our Music',
    },
  }).start();
});
after(async () => {
  await server.stop();
  rmSync(mails, { recursive: true, force: true });
});

const post = (path, json, options = {}) => server.api(`/api/v1/auth/${path}`, { method: 'POST', json, ...options });
const login = (name, word) => post('login', { login: name, password: word });
const me = (session) => server.api('/api/v1/auth/me', { token: session.access_token });

test('the site says that it sends mail; the first mail asks to confirm the address', async () => {
  assert.equal((await server.api('/api/v1/site')).body.data.mail_configured, true);
  const anna = await server.register('anna');
  const mail = await mailTo(mails, 'anna@example.org', /Confirm your e-mail address for Our Music/);
  assert.ok(mail.link.startsWith(`${server.url}/verify-email#`), mail.link);
  assert.match(mail.text, /Hello anna,/);
  assert.match(mail.html, new RegExp(`href="${mail.link}"`));
  assert.equal((await me(anna)).body.data.email_verified, false);
  assert.equal((await post('verify-email', { token: mail.token })).status, 204);
  assert.equal((await me(anna)).body.data.email_verified, true);
  assert.equal((await post('verify-email', { token: mail.token })).status, 400);
});

test('a forgotten password: the link works once, every session ends, and a mail says so', async () => {
  const before = (await login('anna', password)).body.data;
  assert.equal((await post('password/forgot', { email: 'Anna@Example.org' })).status, 202);
  const mail = await mailTo(mails, 'anna@example.org', /Set a new password/);
  assert.ok(mail.link.startsWith(`${server.url}/reset-password#`), mail.link);
  assert.equal((await post('password/reset', { token: mail.token, password: 'short' })).status, 422);
  assert.equal((await post('password/reset', { token: mail.token, password: changed })).status, 204);
  const again = await post('password/reset', { token: mail.token, password: 'a third new phrase' });
  assert.equal(again.body.error.code, 'link_invalid');
  assert.equal((await login('anna', password)).status, 401);
  assert.equal((await login('anna', changed)).status, 200);
  assert.equal((await me(before)).status, 401);
  await mailTo(mails, 'anna@example.org', /password .* was changed/);
});

test('a link signs in once; that somebody looks at its page uses nothing up', async () => {
  assert.equal((await post('magic-link', { email: 'anna@example.org', remember_me: true })).status, 202);
  const mail = await mailTo(mails, 'anna@example.org', /Sign in to Our Music/);
  const page = new URL(mail.link);
  assert.equal(page.pathname, '/magic-link');
  // What a mail scanner does; the part behind '#' reaches no server.
  for (let i = 0; i < 3; i++) await fetch(server.url + page.pathname + page.search);
  assert.equal((await server.api('/api/v1/auth/magic-link/sign-in')).status, 405);
  const both = await Promise.all([1, 2].map(() => post('magic-link/sign-in', { token: mail.token })));
  assert.deepEqual(both.map((answer) => answer.status).sort(), [200, 400]);
  const session = both.find((answer) => answer.status === 200);
  assert.equal(session.body.data.user.username, 'anna');
  assert.ok(setCookies(session.headers).some((line) => /veza_refresh=.*Max-Age=7776000/.test(line)), 'remembered for 90 days');
  const sessions = await server.api('/api/v1/account/sessions', { token: session.body.data.access_token });
  assert.equal(sessions.body.data.find((one) => one.current).remember, true);
});

test('unknown addresses are answered alike, and nothing is sent', async () => {
  const ask = async (path, email) => {
    const { status, body, headers } = await post(path, { email });
    return { status, body, names: [...headers.keys()].filter((name) => name !== 'date' && name !== 'x-request-id') };
  };
  await server.register('berta');
  for (const path of ['password/forgot', 'magic-link']) {
    assert.deepEqual(await ask(path, 'nobody@example.org'), await ask(path, 'berta@example.org'));
  }
  await mailTo(mails, 'berta@example.org', /Set a new password/);
  await mailTo(mails, 'berta@example.org', /Sign in/);
  await until('every request was dealt with', async () => {
    const left = await rows(server.data, "SELECT id FROM jobs WHERE kind IN ('host.identity.mail_link', 'host.mail.send') AND state IN ('queued', 'running')");
    return left.length === 0;
  });
  assert.deepEqual(mailsIn(mails).filter((mail) => mail.to.startsWith('nobody')), []);
  const limit = async (email) => {
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await post('password/forgot', { email })).status);
    return answers;
  };
  assert.deepEqual(await limit('berta@example.org'), [202, 202, 429]);
  assert.deepEqual(await limit('nobody@example.org'), [202, 202, 429]);
});

test('keys of links are kept as hashes, and letters are sealed while they wait', async () => {
  await server.register('cleo');
  const mail = await mailTo(mails, 'cleo@example.org', /Confirm/);
  const kept = await rows(server.data, 'SELECT token_hash FROM identity_mail_tokens');
  assert.ok(kept.length > 0);
  for (const { token_hash: hash } of kept) assert.match(hash, /^[0-9a-f]{64}$/);
  for (const table of ['jobs', 'mail_letters', 'identity_mail_tokens']) {
    assert.ok(!JSON.stringify(await rows(server.data, `SELECT * FROM ${table}`)).includes(mail.token), table);
  }
  assert.ok(!server.log.includes(mail.token));
});

test('password and address change after proving again who one is', async () => {
  const session = await server.register('dora');
  const phone = (await login('dora', password)).body.data;
  const put = (path, json) => server.api(`/api/v1/account/${path}`, { method: 'PUT', json, token: session.access_token });
  await execute(server.data, `UPDATE identity_sessions SET authenticated_at = 0 WHERE user_id = '${session.user.id}'`);
  for (const answer of [await put('password', { password: changed }), await put('email', { email: 'new@example.org' })]) {
    assert.equal(answer.status, 403);
    assert.equal(answer.body.error.code, 'reauthentication_required');
  }
  const prove = (word) => post('reauthenticate', { password: word }, { token: session.access_token });
  assert.equal((await prove('wrong wrong wrong')).status, 422);
  assert.equal((await prove(password)).status, 204);
  assert.equal((await put('email', { email: 'new@example.org' })).status, 202);
  await mailTo(mails, 'dora@example.org', /is being changed/);
  const mail = await mailTo(mails, 'new@example.org', /Confirm/);
  assert.equal((await me(session)).body.data.email, 'dora@example.org');
  assert.equal((await post('verify-email', { token: mail.token })).status, 204);
  assert.equal((await me(session)).body.data.email, 'new@example.org');
  assert.match((await mailTo(mails, 'dora@example.org', /was changed/)).text, /new@example\.org was confirmed/);
  assert.equal((await put('password', { password: changed })).status, 204);
  assert.equal((await me(session)).status, 200);
  assert.equal((await me(phone)).status, 401);
  assert.equal((await login('new@example.org', changed)).status, 200);
});

test('sessions are listed; ending one closes its sockets, and only those', async () => {
  const here = await server.register('emma');
  const phone = (await login('emma', password)).body.data;
  const tablet = (await login('emma', password)).body.data;
  const listed = (await server.api('/api/v1/account/sessions', { token: here.access_token })).body.data;
  assert.equal(listed.length, 3);
  assert.equal(listed.filter((one) => one.current).length, 1);
  const open = async (session) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${session.access_token}` } });
    const closed = new Promise((done) => socket.on('close', done));
    await new Promise((done, fail) => socket.on('open', done).on('error', fail));
    return { socket, closed };
  };
  const sockets = { here: await open(here), phone: await open(phone), tablet: await open(tablet) };
  const sid = JSON.parse(Buffer.from(phone.access_token.split('.')[1], 'base64url')).sid;
  const end = (path, session = here) => server.api(`/api/v1/account/sessions${path}`, { method: 'DELETE', token: session.access_token });
  const other = await server.register('fred');
  assert.equal((await end(`/${sid}`, other)).status, 404);
  assert.equal((await end(`/${sid}`)).status, 204);
  await sockets.phone.closed;
  assert.equal((await me(phone)).status, 401);
  assert.equal((await post('refresh', { refresh_token: phone.refresh_token })).status, 401);
  assert.equal((await me(tablet)).status, 200);
  assert.equal((await end('')).status, 204);
  await sockets.tablet.closed;
  assert.equal((await me(tablet)).status, 401);
  assert.equal((await me(here)).status, 200);
  assert.equal(sockets.here.socket.readyState, WebSocket.OPEN);
  sockets.here.socket.close();
});

test("an attacker's guesses do not keep the owner out", async () => {
  // Through a proxy, so that requests come from addresses of their own.
  const folder = scratch();
  const site = await new Server({
    env: { VEZA_MAIL_URL: `folder:${folder}`, VEZA_MAIL_FROM: 'hello@music.example', VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1' },
  }).start();
  try {
    const from = (address, path, json, cookie) =>
      site.api(`/api/v1/auth/${path}`, { method: 'POST', json, headers: { 'x-forwarded-for': address, ...(cookie ? { cookie } : {}) } });
    await from('192.0.2.1', 'register', { username: 'gina', email: 'gina@example.org', password });
    const confirm = await mailTo(folder, 'gina@example.org', /Confirm/);
    assert.equal((await from('192.0.2.1', 'verify-email', { token: confirm.token })).status, 204);
    const home = await from('192.0.2.1', 'login', { login: 'gina', password });
    assert.equal(home.status, 200);
    const cookie = home.headers.getSetCookie().map((line) => line.split(';')[0]).find((pair) => /veza_device=/.test(pair));
    const statuses = [];
    for (let i = 1; i <= 30; i++) statuses.push((await from(`198.51.100.${i}`, 'login', { login: 'gina', password: `guess number ${i}` })).status);
    assert.equal(statuses.filter((status) => status === 401).length, 5, 'five guesses in all');
    assert.equal(statuses.at(-1), 429);
    assert.equal((await from('203.0.113.5', 'login', { login: 'gina', password })).status, 429, 'a stranger who knows it waits too');
    assert.equal((await from('192.0.2.1', 'login', { login: 'gina', password })).status, 200, 'home does not');
    assert.equal((await from('203.0.113.6', 'login', { login: 'gina', password }, cookie)).status, 200, 'nor the browser, wherever it is');
    await from('203.0.113.7', 'magic-link', { email: 'gina@example.org' });
    const mail = await mailTo(folder, 'gina@example.org', /Sign in/);
    assert.equal((await from('203.0.113.7', 'magic-link/sign-in', { token: mail.token })).status, 200, 'and a link lets a new browser in');
    assert.equal((await from('203.0.113.7', 'login', { login: 'gina', password })).status, 200, 'which is known from then on');
  } finally {
    await site.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a site without mail answers alike', async () => {
  const quiet = await new Server().start();
  try {
    assert.equal((await quiet.api('/api/v1/site')).body.data.mail_configured, false);
    await quiet.register('hugo');
    for (const path of ['password/forgot', 'magic-link']) {
      for (const email of ['hugo@example.org', 'nobody@example.org']) {
        assert.equal((await quiet.api(`/api/v1/auth/${path}`, { method: 'POST', json: { email } })).status, 202);
      }
    }
    assert.deepEqual(await rows(quiet.data, "SELECT kind FROM jobs WHERE kind LIKE 'host.%mail%'"), []);
  } finally {
    await quiet.stop();
  }
});

test('mails that could not be sent yet go with the account they are for', async () => {
  // Nobody listens there: every mail waits.
  const site = await new Server({ env: { VEZA_MAIL_URL: 'smtp://127.0.0.1:9?tls=off', VEZA_MAIL_FROM: 'hello@music.example' } }).start();
  try {
    await site.setup();
    await site.register('ines');
    await site.register('jule');
    for (const name of ['ines', 'jule']) {
      assert.equal((await site.api('/api/v1/auth/password/forgot', { method: 'POST', json: { email: `${name}@EXAMPLE.org` } })).status, 202);
    }
    const count = async (sql) => (await rows(site.data, sql)).length;
    await until('the letters wait', async () => (await count('SELECT id FROM mail_letters')) === 5); // the admin's, too
    const about = async (name) => count(`SELECT id FROM jobs WHERE kind = 'host.identity.mail_link' AND payload LIKE '%${name}@%'`);
    await until('both requests are answered', async () => (await count("SELECT id FROM jobs WHERE kind = 'host.identity.mail_link' AND state = 'done'")) === 2);
    assert.equal(await about('ines'), 1);
    const erased = await run(['user', 'erase', 'ines', '--data', site.data]);
    assert.equal(erased.code, 0, erased.stderr);
    assert.equal(await count('SELECT id FROM mail_letters'), 3);
    assert.equal(await about('ines'), 0);
    assert.equal(await about('jule'), 1);
  } finally {
    await site.stop();
  }
});

test('nothing that was added before stays when the owner of the address takes an account over', async () => {
  // Somebody registers with an address that is not his.
  const thief = await server.register('kim');
  const own = (path, json) => server.api(`/api/v1/account/${path}`, { method: 'POST', json, token: thief.access_token });
  const key = { name: 'mine', scopes: ['account:read'], expires_in_days: 300 };
  for (const answer of [await own('totp', {}), await own('passkeys/options', {}), await own('tokens', key)]) {
    assert.equal(answer.body.error.code, 'email_unverified');
  }
  await post('magic-link', { email: 'kim@example.org' });
  const mail = await mailTo(mails, 'kim@example.org', /Sign in to/);
  const owner = await post('magic-link/sign-in', { token: mail.token });
  assert.equal(owner.status, 200);
  assert.equal((await me(thief)).status, 401);
  assert.equal((await login('kim', password)).status, 401);
  const made = await server.api('/api/v1/account/tokens', { method: 'POST', json: key, token: owner.body.data.access_token });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  // For somebody whom no mail reaches.
  const lena = await server.register('lena');
  assert.equal((await run(['user', 'confirm-email', 'lena', '--data', server.data])).code, 0);
  assert.equal((await me(lena)).body.data.email_verified, true);
  assert.equal((await server.api('/api/v1/account/totp', { method: 'POST', json: {}, token: lena.access_token })).status, 200);
});

test('what people did is in the audit log, without the keys', async () => {
  const actions = await until('the log is written', async () => {
    const found = new Set((await rows(server.data, 'SELECT action FROM audit_log')).map((row) => row.action));
    return found.has('identity.session.others_ended') && found;
  });
  for (const action of ['identity.email.verified', 'identity.password.reset_requested', 'identity.password.reset', 'identity.magic_link.requested',
    'identity.session.reauthenticated', 'identity.email.change_requested', 'identity.email.changed', 'identity.password.changed',
    'identity.session.ended', 'identity.session.others_ended']) assert.ok(actions.has(action), action);
});
