// Second factors and passkeys over the wire. In production two hosts of one site answer in turn: what one has seen, the
// other knows.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';

import { Authenticator, totp, totpStep } from '../support/authenticator.mjs';
import { Server, run } from '../support/server.mjs';
import { execute, production, rows, storeSettings } from '../support/stores.mjs';

const ORIGIN = 'http://localhost:8080';
const PASSWORD = 'a long enough phrase';
const site = 'factors';
let a, b;

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function host() {
  const listen = `127.0.0.1:${await freePort()}`;
  const server = await new Server({ site, listen, env: { VEZA_SITE_URL: ORIGIN } }).start();
  server.url = `http://${listen}`;
  return server;
}

before(async () => {
  a = await host();
  await a.setup();
  b = production ? await host() : a;
});
after(async () => {
  await a?.stop();
  if (b !== a) await b?.stop();
});

const post = (server, path, json = {}, token = undefined) => server.api(`/api/v1/${path}`, { method: 'POST', json, token });
const veza = async (...args) => run([...args, '--data', a.data], { env: await storeSettings(a.data, site) });
const code = (answer) => answer.body?.error?.code;

async function person(name) {
  const session = await a.register(name);
  return { name, token: session.access_token, id: session.user.id };
}

// An app with which somebody signs in: `code()` is one that was not used yet. It is made when it is needed, so that a slow
// machine does not make it too old.
async function withTotp(who) {
  const offer = (await post(a, 'account/totp', {}, who.token)).body.data;
  assert.match(offer.qr_svg, /^<svg /);
  assert.match(offer.otpauth_url, new RegExp(`^otpauth://totp/Veza:${who.name}\\?secret=${offer.secret}&`));
  let last = totpStep();
  const confirmed = await post(b, 'account/totp/confirm', { code: totp(offer.secret, last) }, who.token);
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  who.code = () => totp(offer.secret, (last = Math.max(last + 1, totpStep())));
  who.backup = confirmed.body.data.backup_codes;
  return who;
}

async function login(who, server = a) {
  const answer = await post(server, 'auth/login', { login: who.name, password: PASSWORD });
  return { status: answer.status, headers: answer.headers, ...answer.body.data?.second_factor };
}

async function addPasskey(who, authenticator, name = 'Key') {
  const { public_key: options } = (await post(a, 'account/passkeys/options', {}, who.token)).body.data;
  const credential = authenticator.create(options, ORIGIN);
  const added = await post(b, 'account/passkeys', { name, credential }, who.token);
  assert.equal(added.status, 201, JSON.stringify(added.body));
  return added.body.data;
}

const signInOptions = async () => (await post(a, 'auth/passkey/options')).body.data.public_key;
const signIn = (credential) => post(b, 'auth/passkey', { credential });

test('a password alone is not enough once an app is set up, and a code works once', async () => {
  const ann = await withTotp(await person('ann'));
  const half = await login(ann);
  assert.equal(half.status, 202);
  assert.equal(half.headers.get('set-cookie'), null);
  assert.deepEqual(half.methods, ['totp', 'backup_code']);
  assert.equal((await a.api('/api/v1/auth/me', { token: half.token })).status, 401);
  const right = ann.code();
  const wrong = right.replace(/.$/, (digit) => (Number(digit) + 1) % 10);
  assert.equal(code(await post(a, 'auth/second-factor', { token: half.token, code: wrong })), 'invalid_code');
  const whole = await post(b, 'auth/second-factor', { token: half.token, code: right });
  assert.equal(whole.status, 200, JSON.stringify(whole.body));
  const me = await a.api('/api/v1/auth/me', { token: whole.body.data.access_token });
  assert.deepEqual(me.body.data.factors, { totp: true, backup_codes_left: 8, passkeys: 0 });
  // Neither the token nor the code again, here or there.
  assert.equal(code(await post(a, 'auth/second-factor', { token: half.token, code: ann.backup[0] })), 'second_factor_expired');
  const again = await login(ann, b);
  assert.equal(code(await post(a, 'auth/second-factor', { token: again.token, code: right })), 'invalid_code');
  assert.equal((await post(b, 'auth/second-factor', { token: again.token, code: ann.backup[0] })).status, 200);
});

test('one code sent many times at once signs in once', async () => {
  const bea = await withTotp(await person('bea'));
  const tokens = await Promise.all([1, 2, 3, 4].map(async () => (await login(bea)).token));
  const same = bea.code();
  const answers = await Promise.all(tokens.map((token, i) => post(i % 2 ? a : b, 'auth/second-factor', { token, code: same })));
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1, JSON.stringify(answers.map(code)));
});

test('five wrong codes on any host and no more; a backup code gets its owner in, once', async () => {
  const cara = await withTotp(await person('cara'));
  const { token } = await login(cara);
  const right = cara.code();
  for (const i of [1, 2, 3, 4, 5]) {
    const guess = String((Number(right) + i * 111_111) % 1_000_000).padStart(6, '0');
    assert.equal(code(await post(i % 2 ? a : b, 'auth/second-factor', { token, code: guess })), 'invalid_code');
  }
  for (const server of [a, b]) {
    const refused = await post(server, 'auth/second-factor', { token, code: right });
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
  }
  assert.equal((await post(b, 'auth/second-factor', { token, code: cara.backup[0].toUpperCase() })).status, 200);
  const { token: next } = await login(cara);
  assert.equal(code(await post(a, 'auth/second-factor', { token: next, code: cara.backup[0] })), 'invalid_code');
  assert.equal((await post(a, 'auth/second-factor', { token: next, code: cara.backup[1] })).status, 200);
});

test("somebody else's code, token and client do not help", async () => {
  const dora = await withTotp(await person('dora'));
  const eve = await withTotp(await person('eve'));
  const { token } = await login(dora);
  assert.equal(code(await post(a, 'auth/second-factor', { token, code: eve.code() })), 'invalid_code');
  assert.equal(code(await post(a, 'auth/second-factor', { token, code: eve.backup[0] })), 'invalid_code');
  const stolen = await a.api('/api/v1/auth/second-factor', {
    method: 'POST', json: { token, code: dora.backup[0] }, headers: { 'user-agent': 'Thief/1.0' },
  });
  assert.equal(code(stolen), 'second_factor_expired');
});

for (const [name, algorithm] of [['ES256', -7], ['RS256', -257], ['EdDSA', -8]]) {
  test(`a passkey of ${name} signs in by itself`, async () => {
    const who = await person(`key${name.toLowerCase()}`);
    const authenticator = new Authenticator(algorithm, { counter: 3 });
    const added = await addPasskey(who, authenticator, 'My phone');
    assert.equal(added.backup_codes.length, 8);
    const options = await signInOptions();
    assert.deepEqual([options.rpId, options.userVerification, options.allowCredentials], ['localhost', 'required', []]);
    const credential = authenticator.get(options, ORIGIN);
    const session = await signIn(credential);
    assert.equal(session.status, 200, JSON.stringify(session.body));
    assert.equal(session.body.data.user.username, who.name);
    assert.ok(session.headers.get('set-cookie').includes('veza_refresh='));
    assert.equal(code(await signIn(credential)), 'challenge_expired');
    const { body } = await a.api('/api/v1/account/factors', { token: who.token });
    assert.equal(body.data.passkeys[0].name, 'My phone');
    assert.ok(body.data.passkeys[0].last_used_at);
    authenticator.counter = 1;
    assert.equal(code(await signIn(authenticator.get(await signInOptions(), ORIGIN))), 'passkey_copied');
  });
}

test('passkey answers that are not what they should be', async () => {
  const fay = await person('fay');
  const authenticator = new Authenticator(-7);
  await addPasskey(fay, authenticator);
  assert.equal(code(await signIn(authenticator.get(await signInOptions(), 'http://localhost:8081'))), 'invalid_credential');
  assert.equal(code(await signIn(authenticator.get(await signInOptions(), ORIGIN, { rpId: 'evil.example' }))), 'invalid_credential');
  assert.equal(code(await signIn(authenticator.get(await signInOptions(), ORIGIN, { challenge: 'AAAA' }))), 'challenge_expired');
  assert.equal(code(await signIn(new Authenticator(-7).get(await signInOptions(), ORIGIN, { user: authenticator.user }))), 'passkey_unknown');
  authenticator.flags = 1;
  assert.equal(code(await signIn(authenticator.get(await signInOptions(), ORIGIN))), 'invalid_credential');
  // Beside the password, presence is enough.
  const { token } = await login(fay);
  const options = (await post(a, 'auth/second-factor/options', { token })).body.data.public_key;
  assert.equal(options.allowCredentials.length, 1);
  const whole = await post(b, 'auth/second-factor', { token, credential: authenticator.get(options, ORIGIN) });
  assert.equal(whole.status, 200, JSON.stringify(whole.body));
});

test("nobody sees or touches another's passkeys, and the last way in stays", async () => {
  const gus = await person('gus');
  const mal = await person('mal');
  const authenticator = new Authenticator(-8);
  const { id } = await addPasskey(gus, authenticator);
  const path = `/api/v1/account/passkeys/${id}`;
  assert.equal((await a.api(path, { method: 'DELETE', token: mal.token })).status, 404);
  assert.equal((await a.api(path, { method: 'PATCH', json: { name: 'mine' }, token: mal.token })).status, 404);
  assert.deepEqual((await a.api('/api/v1/account/factors', { token: mal.token })).body.data.passkeys, []);
  await execute(a.data, `UPDATE identity_users SET password_hash = '' WHERE id = '${gus.id}'`, site);
  assert.equal(code(await post(a, 'auth/login', { login: 'gus', password: '' })), 'invalid_fields');
  assert.equal(code(await post(a, 'auth/login', { login: 'gus', password: PASSWORD })), 'invalid_credentials');
  assert.equal(code(await a.api(path, { method: 'DELETE', token: gus.token })), 'last_way_to_sign_in');
  assert.equal((await signIn(authenticator.get(await signInOptions(), ORIGIN))).status, 200);
});

test('whoever runs the site takes the factors of somebody away, and it is written down', async () => {
  const hal = await withTotp(await person('hal'));
  await addPasskey(hal, new Authenticator(-7));
  assert.equal((await login(hal)).status, 202);
  const { code: status, stdout, stderr } = await veza('user', 'factors', 'reset', 'hal');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /hal signs in without a second factor now. Removed: the authenticator app, 1 passkeys\./);
  assert.equal((await login(hal)).status, 200);
  assert.equal((await veza('user', 'factors', 'reset', 'nobody')).code, 1);
  assert.equal((await veza('user', 'factors', 'forget', 'hal')).code, 64);
  const kept = await rows(
    a.data,
    `SELECT action FROM (SELECT action, subject_id FROM audit_incoming UNION ALL SELECT action, subject_id FROM audit_log) every
     WHERE subject_id = '${hal.id}'`,
    site,
  );
  const actions = kept.map((row) => row.action);
  for (const action of ['identity.totp.enabled', 'identity.backup_codes.made', 'identity.passkey.added', 'identity.factors.reset']) {
    assert.ok(actions.includes(action), `${action} in ${actions}`);
  }
});

test('a session that is not fresh proves itself by a code or a passkey, each once', async () => {
  const ivy = await withTotp(await person('ivy'));
  const jon = await person('jon');
  const authenticator = new Authenticator(-7);
  const { id } = await addPasskey(jon, authenticator);
  const stale = (who) => execute(a.data, `UPDATE identity_sessions SET authenticated_at = 0 WHERE user_id = '${who.id}'`, site);
  const prove = (who, json) => post(b, 'auth/reauthenticate', json, who.token);
  const remove = (who, path) => a.api(`/api/v1/account/${path}`, { method: 'DELETE', token: who.token });

  await stale(ivy);
  assert.equal(code(await remove(ivy, 'totp')), 'reauthentication_required');
  assert.equal(code(await post(a, 'account/backup-codes', {}, ivy.token)), 'reauthentication_required');
  assert.equal(code(await prove(ivy, { code: '0000-0000-0000' })), 'invalid_code');
  const right = ivy.code();
  assert.equal((await prove(ivy, { code: right })).status, 204);
  await stale(ivy);
  assert.equal(code(await prove(ivy, { code: right })), 'invalid_code');
  assert.equal((await prove(ivy, { code: ivy.backup[2] })).status, 204);
  assert.equal((await remove(ivy, 'totp')).status, 204);

  await stale(jon);
  assert.equal(code(await remove(jon, `passkeys/${id}`)), 'reauthentication_required');
  const options = (await post(a, 'auth/reauthenticate/options', {}, jon.token)).body.data.public_key;
  assert.equal(options.userVerification, 'required');
  const credential = authenticator.get(options, ORIGIN);
  // It answers Jon's session and no other.
  assert.equal(code(await prove(ivy, { credential })), 'challenge_expired');
  assert.equal(code(await prove(jon, { credential })), 'challenge_expired');
  const next = (await post(a, 'auth/reauthenticate/options', {}, jon.token)).body.data.public_key;
  assert.equal((await prove(jon, { credential: authenticator.get(next, ORIGIN) })).status, 204);
  assert.equal((await remove(jon, `passkeys/${id}`)).status, 204);
});
