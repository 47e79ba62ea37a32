// Every route, asked by every role: the answers are those of the tables in docs/permissions.md.
//
// After a change that is meant: VEZA_UPDATE_DOCS=1 node --test tests/process/permissions.test.mjs, and read the diff.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Server } from '../support/server.mjs';

const docs = join(dirname(fileURLToPath(import.meta.url)), '../../docs/permissions.md');
const updating = Boolean(process.env.VEZA_UPDATE_DOCS);
const password = 'a long enough phrase';
const roles = ['user', 'premium', 'creator', 'moderator', 'admin', 'curator'];
const columns = ['guest', ...roles, 'token'];

let server;
let admin;
const people = {}; // column → who asks: {name, token}

const bearer = (column) => people[column]?.token;

async function person(role) {
  const name = `${role}-${Math.random().toString(36).slice(2, 8)}`;
  const session = await server.register(name, password);
  const changed = await server.api(`/api/v1/admin/users/${session.user.id}`, { method: 'PATCH', token: admin, json: { role } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  return { name, token: await signIn(name) };
}

async function signIn(login, secret = password) {
  const { status, body } = await server.api('/api/v1/auth/login', { method: 'POST', json: { login, password: secret } });
  assert.equal(status, 200, `signing in as ${login}: ${JSON.stringify(body)}`);
  return body.data.access_token;
}

// Some requests end the session that asks, or shut its account: whoever cannot ask any more is signed in again, or is
// somebody new.
async function revive(column) {
  if (column === 'guest') return;
  const alive = async (token) => {
    const { status, body } = await server.api('/api/v1/auth/me', { token });
    return status === 200 && !body.data.pending_erasure_at;
  };
  if (await alive(people[column].token)) return;
  if (column === 'token') {
    people.token = await narrowToken();
    return;
  }
  const again = await server.api('/api/v1/auth/login', { method: 'POST', json: { login: people[column].name, password } });
  people[column] = again.status === 200 && (await alive(again.body.data.access_token)) ? { ...people[column], token: again.body.data.access_token } : await person(column);
}

// A token of an admin's that may do very little: where it gets further than its scope, a route asks for too little.
async function narrowToken() {
  const owner = await person('admin');
  const made = await server.api('/api/v1/account/tokens', {
    method: 'POST', token: owner.token, json: { name: 'narrow', scopes: ['account:read'], expires_in_days: 1 },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { name: owner.name, token: made.body.data.token };
}

before(async () => {
  server = await new Server().start();
  admin = (await server.setup()).access_token;
  const curator = { includes: 'user', permissions: ['track:update_any', 'track:delete_any', 'user:read'], without: ['track:create'] };
  const made = await server.api('/api/v1/admin/roles/curator', { method: 'PUT', token: admin, json: curator });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  for (const role of roles) people[role] = await person(role);
  people.token = await narrowToken();
});
after(() => server.stop());

async function routes() {
  const { body } = await server.api('/api/v1/openapi.json');
  const methods = ['get', 'post', 'put', 'patch', 'delete'];
  return Object.entries(body.paths)
    .flatMap(([path, item]) => methods.filter((method) => item[method]).map((method) => ({ method: method.toUpperCase(), path })))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : methods.indexOf(a.method.toLowerCase()) - methods.indexOf(b.method.toLowerCase())));
}

// What is there for nobody: who may ask gets 404 or 422, who may not gets 401 or 403 first.
const nowhere = (path) => path.replace(/\{[a-z_]+(\.\.\.)?\}/g, (name) => (/id/.test(name) ? '0190a000-0000-7000-8000-000000000000' : 'nothing'));

async function ask(column, { method, path }) {
  const { status, body } = await server.api(nowhere(path), { method, token: bearer(column), json: method === 'GET' ? undefined : {} });
  assert.ok(status < 500 || status === 503, `${method} ${path} as ${column}: ${status} ${JSON.stringify(body)}`);
  return status === 401 || status === 403 ? String(status) : '✓';
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, lines) => [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');

// The text between the markers of a part, compared or written.
function compare(part, generated) {
  const begin = `<!-- begin ${part} -->\n`;
  const end = `\n<!-- end ${part} -->`;
  const text = readFileSync(docs, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  assert.ok(from >= begin.length && to >= from, `docs/permissions.md has no part "${part}"`);
  if (updating) writeFileSync(docs, text.slice(0, from) + generated + text.slice(to));
  else
    assert.deepEqual(text.slice(from, to).split('\n'), generated.split('\n'),
      'docs/permissions.md is out of date; where the change is meant: VEZA_UPDATE_DOCS=1 node --test tests/process/permissions.test.mjs');
}

test('which permission is for whom', async () => {
  const { status, body } = await server.api('/api/v1/admin/permissions', { token: admin });
  assert.equal(status, 200);
  const listed = await server.api('/api/v1/admin/roles', { token: admin });
  const holds = (role, permission) => listed.body.data.find(({ name }) => name === role).effective.includes(permission);
  const order = ['guest', 'user', 'premium', 'creator', 'moderator', 'admin'];
  for (const { permission, role } of body.data)
    for (const each of order) assert.equal(holds(each, permission), order.indexOf(each) >= order.indexOf(role), `${permission} for ${each}`);
  compare('permissions', table(['permission', 'lowest role', 'declared by', 'what for'], body.data.map((one) => [
    `\`${one.permission}\``, one.role + (one.admin_only ? ' only' : ''), one.declared_by, one.reason + (one.in_tokens ? '' : ' No token can carry it.'),
  ])));
});

test('every route, asked by every role, answers as the table says', async () => {
  const lines = [];
  for (const route of await routes()) {
    const cells = [];
    for (const column of columns) {
      cells.push(await ask(column, route));
      if (route.method !== 'GET') await revive(column);
    }
    lines.push([`${route.method} ${route.path}`, ...cells]);
  }
  compare('routes', table(['route', ...columns], lines));
});

test('a route that changes something is for nobody in particular only where it is on this list', async () => {
  const open = (await routes()).filter(({ method }) => method !== 'GET');
  const guests = [];
  for (const route of open) if ((await ask('guest', route)) === '✓') guests.push(`${route.method} ${route.path}`);
  const allowed = [
    'POST /api/v1/auth/login', 'POST /api/v1/auth/register', 'POST /api/v1/auth/logout', 'POST /api/v1/auth/stream-token', 'POST /api/v1/setup',
    'POST /api/v1/auth/verify-email', 'POST /api/v1/auth/password/forgot', 'POST /api/v1/auth/password/reset', 'POST /api/v1/auth/magic-link',
    'POST /api/v1/auth/magic-link/sign-in', 'POST /api/v1/auth/passkey/options', 'POST /api/v1/auth/passkey', 'POST /api/v1/auth/second-factor',
    'POST /api/v1/auth/second-factor/options', 'POST /api/v1/auth/proxy', 'POST /api/v1/auth/refresh',
    'POST /rest/{method}', // an app shows who it is in the form
  ];
  assert.deepEqual(guests.filter((route) => !allowed.includes(route)), []);
});
