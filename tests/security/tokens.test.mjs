// Forged, stolen and stale proofs of who somebody is: a table of attacks, and the answers that are expected.
import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { after, before, test } from 'node:test';

import { Server, setCookies, until } from '../support/server.mjs';
import { rows } from '../support/stores.mjs';

let server;
let admin;
let mallory;
let key; // the site's own, as somebody has it who could read the database
let kid;
before(async () => {
  server = await new Server().start();
  admin = await server.setup();
  mallory = await server.register('mallory');
  const [newest] = await rows(server.data, "SELECT secret FROM identity_keys WHERE name = 'access' ORDER BY serial DESC LIMIT 1");
  key = newest.secret;
  kid = decoded(mallory.access_token)[0].kid;
});
after(() => server.stop());

const me = (token) => server.api('/api/v1/auth/me', { token });
const post = (path, json, options = {}) => server.api(path, { method: 'POST', json, ...options });
const decoded = (token) => token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
const encoded = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const cookieOf = (headers) => setCookies(headers).map((line) => line.split(';')[0]).join('; ');

// A token of these parts, signed by whatever `how` is.
function forged(head, claims, how = key) {
  const input = `${encoded(head)}.${encoded(claims)}`;
  const signature = typeof how === 'function' ? how(input) : sign('RSA-SHA256', Buffer.from(input), how);
  return `${input}.${signature.toString('base64url')}`;
}

test('a token made with the real key is good: what the table below shows is not a mistake of the table', async () => {
  const [head, claims] = decoded(mallory.access_token);
  const answer = await me(forged(head, claims));
  assert.equal(answer.status, 200);
  assert.equal(answer.body.data.username, 'mallory');
});

test('forged access tokens', async (t) => {
  const [head, claims] = decoded(mallory.access_token);
  const [, adminClaims] = decoded(admin.access_token);
  const now = Math.floor(Date.now() / 1000);
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  const publicDer = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strangerJwk = createPublicKey(stranger).export({ format: 'jwk' });
  const hmac = (secret) => (input) => createHmac('sha256', secret).update(input).digest();
  const nothing = () => Buffer.alloc(0);
  const good = mallory.access_token;
  const [goodHead, goodClaims, goodSignature] = good.split('.');
  const attacks = {
    'alg none, without a signature': forged({ ...head, alg: 'none' }, adminClaims, nothing),
    'alg None': forged({ ...head, alg: 'None' }, adminClaims, nothing),
    'alg nOnE, with the signature of another': `${encoded({ ...head, alg: 'nOnE' })}.${encoded(adminClaims)}.${goodSignature}`,
    'alg empty': forged({ ...head, alg: '' }, adminClaims),
    'no alg': forged({ kid, typ: 'JWT' }, adminClaims),
    'alg a list': forged({ ...head, alg: ['RS256'] }, adminClaims),
    'HS256 with the public key as PEM': forged({ ...head, alg: 'HS256' }, adminClaims, hmac(publicPem)),
    'HS256 with the public key as PEM, without its last line end': forged({ ...head, alg: 'HS256' }, adminClaims, hmac(publicPem.trim())),
    'HS256 with the public key as DER': forged({ ...head, alg: 'HS256' }, adminClaims, hmac(publicDer)),
    'HS256 with an empty key': forged({ ...head, alg: 'HS256' }, adminClaims, hmac('')),
    'RS512 by the real key': forged({ ...head, alg: 'RS512' }, claims, (input) => sign('RSA-SHA512', Buffer.from(input), key)),
    'alg twice, the second none': `${encoded(`{"alg":"RS256","alg":"none","kid":"${kid}"}`)}.${encoded(adminClaims)}.`,
    'a key of their own': forged(head, adminClaims, stranger),
    'a key of their own, under an unknown kid': forged({ ...head, kid: 'mine' }, adminClaims, stranger),
    'a key of their own, brought along as jwk': forged({ ...head, jwk: strangerJwk }, adminClaims, stranger),
    'a key of their own, to be fetched by jku': forged({ ...head, jku: `${server.url}/jwks`, kid: 'mine' }, adminClaims, stranger),
    'no kid': forged({ alg: 'RS256' }, claims),
    'a kid that is a path': forged({ ...head, kid: '../../dev/null' }, adminClaims, hmac('')),
    'a kid that is SQL': forged({ ...head, kid: "' OR '1'='1" }, adminClaims, stranger),
    'a kid of a kilobyte': forged({ ...head, kid: 'k'.repeat(1024) }, claims),
    'an extension that must be understood': forged({ ...head, crit: ['exp'] }, claims),
    'typ of another thing': forged({ ...head, typ: 'at+jwt' }, claims),
    'expired': forged(head, { ...claims, iat: now - 3600, exp: now - 1 }),
    'without exp': forged(head, { ...claims, exp: undefined }),
    'exp a text': forged(head, { ...claims, exp: String(now + 900) }),
    'exp beyond all dates': forged(head, { ...claims, exp: 1e300 }),
    'made tomorrow': forged(head, { ...claims, iat: now + 86_400, exp: now + 90_000 }),
    'not before tomorrow': forged(head, { ...claims, nbf: now + 86_400 }),
    'another audience': forged(head, { ...claims, aud: 'elsewhere' }),
    'several audiences': forged(head, { ...claims, aud: [claims.aud, 'elsewhere'] }),
    'another issuer': forged(head, { ...claims, iss: 'https://elsewhere.example' }),
    'no audience': forged(head, { ...claims, aud: undefined }),
    'a role nobody has': forged(head, { ...claims, roles: ['root'] }),
    'two roles': forged(head, { ...claims, roles: ['user', 'admin'] }),
    'no session': forged(head, { ...claims, sid: '' }),
    'sub twice': `${goodHead}.${encoded(JSON.stringify(claims).replace('{', `{"sub":"${admin.user.id}",`))}.${goodSignature}`,
    'the claims of another under this signature': `${goodHead}.${encoded(adminClaims)}.${goodSignature}`,
    'the signature cut short': good.slice(0, -10),
    'the signature with padding': `${good}==`,
    'two tokens in one': `${good}.${goodClaims}`,
    'a token longer than any of ours': forged(head, { ...claims, filler: 'x'.repeat(3_500) }),
    'claims that are a list': forged(head, '[]'),
    'claims that are no JSON': forged(head, '{"sub":'),
    'claims nested deeply': forged(head, `{"sub":${'['.repeat(2_000)}${']'.repeat(2_000)}}`),
  };
  for (const [what, token] of Object.entries(attacks)) {
    await t.test(what, async () => {
      const answer = await me(token);
      assert.equal(answer.status, 401, JSON.stringify(answer.body));
      assert.match(answer.body.error.code, /^token_(invalid|expired)$/);
    });
  }
});

test('the access token of one purpose is not another', async () => {
  const { status } = await post('/api/v1/auth/refresh', { refresh_token: mallory.access_token });
  assert.ok([401, 422].includes(status), String(status));
  const fresh = await post('/api/v1/auth/login', { login: 'mallory', password: 'a long enough phrase' });
  assert.equal((await me(fresh.body.data.refresh_token)).status, 401);
  // A token in the query counts only where the contract says so.
  assert.equal((await server.api(`/api/v1/auth/me?token=${mallory.access_token}`)).status, 401);
});

test('a refresh token that comes back ends the session on every host, sockets and all', async () => {
  const owner = await server.register('victim');
  const thief = await post('/api/v1/auth/refresh', { refresh_token: owner.refresh_token });
  const again = await post('/api/v1/auth/refresh', { refresh_token: thief.body.data.refresh_token });
  assert.equal(again.status, 200);
  // The owner comes with the token that was stolen.
  const reuse = await post('/api/v1/auth/refresh', { refresh_token: owner.refresh_token });
  assert.equal(reuse.status, 401);
  assert.equal(reuse.body.error.code, 'session_revoked');
  assert.equal((await post('/api/v1/auth/refresh', { refresh_token: again.body.data.refresh_token })).status, 401);
  await until('the thief is out', async () => (await me(again.body.data.access_token)).status === 401);
});

test('a session that was there before signing in is not taken over (fixation)', async () => {
  // Mallory leaves her cookies, or invented ones, in the browser the victim then signs in with.
  const hers = await post('/api/v1/auth/login', { login: 'mallory', password: 'a long enough phrase' });
  for (const planted of [cookieOf(hers.headers), 'veza_access=fixed; veza_refresh=fixed; veza_csrf=fixed']) {
    const name = `fixed-${randomUUID().slice(0, 8)}`;
    const made = await post('/api/v1/auth/register', { username: name, email: `${name}@example.org`, password: 'a long enough phrase' }, { headers: { cookie: planted } });
    assert.equal(made.status, 201);
    const [, claims] = decoded(made.body.data.access_token);
    assert.notEqual(claims.sid, decoded(hers.body.data.access_token)[1].sid);
    for (const one of planted.split('; ')) assert.ok(!cookieOf(made.headers).includes(one), 'every cookie is a new one');
  }
  const still = await me(hers.body.data.access_token);
  assert.equal(still.body.data.username, 'mallory', 'her own session is hers, and nobody else’s');
});

test('a login never echoes what would let it be replayed', async () => {
  const { headers, body } = await post('/api/v1/auth/login', { login: 'mallory', password: 'wrong wrong wrong' });
  assert.equal(body.error.code, 'invalid_credentials');
  assert.ok(!JSON.stringify(body).includes('wrong wrong'));
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.deepEqual(setCookies(headers), []);
  assert.ok(!server.log.includes('wrong wrong wrong'), 'nor does the log');
  assert.ok(!server.log.includes(mallory.access_token.split('.')[2]), 'nor a token');
});
