// What an admin sees of events: consumers, dead letters, another try.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { Server, run, until } from '../support/server.mjs';
import { execute, rows } from '../support/stores.mjs';

let server, admin, user;
before(async () => {
  server = await new Server().start();
  admin = await server.setup();
  user = await server.register('ursula');
});
after(() => server.stop());

// As the outbox leaves one: an event that the converter's consumer could not take.
async function deadLetter() {
  const id = randomUUID();
  await execute(
    server.data,
    `INSERT INTO dead_letters (id, consumer, seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data,
       correlation_id, causation_id, attempts, last_error, failed_at)
     VALUES ('${id}', 'hls-gstreamer.tracks', 1, '${randomUUID()}', 'library.track.deleted.v1', 'track', '${randomUUID()}', 1700000000000, 1,
       '{"track_id":"${randomUUID()}"}', 'req-1', '', 10, 'the disk was full', 1700000100000)`,
  );
  return id;
}

const path = '/api/v1/admin/events';
const veza = (...args) => run(['events', ...args, '--data', server.data], { cwd: server.data });

test('only who may configure the system sees them', async () => {
  for (const [method, what] of [['GET', '/consumers'], ['GET', '/dead-letters'], ['POST', '/dead-letters/x/replay']]) {
    assert.equal((await server.api(path + what, { method })).status, 401);
    assert.equal((await server.api(path + what, { method, token: user.access_token })).status, 403);
  }
});

test('a dead letter is listed and goes to its consumer again', async () => {
  const { body } = await server.api(`${path}/consumers`, { token: admin.access_token });
  assert.ok(body.data.some((consumer) => consumer.name === 'hls-gstreamer.tracks'));
  const id = await deadLetter();
  const list = async () => (await server.api(`${path}/dead-letters`, { token: admin.access_token })).body.data;
  const [letter] = await list();
  assert.equal(letter.id, id);
  assert.equal(letter.consumer, 'hls-gstreamer.tracks');
  assert.equal(letter.event.event_type, 'library.track.deleted.v1');
  assert.equal(letter.last_error, 'the disk was full');
  assert.equal((await server.api(`${path}/dead-letters/${id}/replay`, { method: 'POST', token: admin.access_token })).status, 204);
  assert.deepEqual(await list(), []);
  assert.equal((await server.api(`${path}/dead-letters/${id}/replay`, { method: 'POST', token: admin.access_token })).status, 404);
  await until('the consumer took it', async () => (await rows(server.data, 'SELECT * FROM event_retries')).length === 0);
});

test('the command does the same beside the server', async () => {
  assert.match((await veza('consumers')).stdout, /hls-gstreamer\.tracks +behind 0/);
  const ids = [await deadLetter(), await deadLetter()];
  const listed = await veza('dead-letters');
  for (const id of ids) assert.ok(listed.stdout.includes(id), listed.stdout);
  assert.equal(JSON.parse((await veza('dead-letters', '--json')).stdout).length, 2);
  const seen = [];
  for (let cursor = ''; cursor !== null; ) {
    const { body } = await server.api(`${path}/dead-letters?per_page=1&cursor=${cursor}`, { token: admin.access_token });
    seen.push(...body.data.map((letter) => letter.id));
    cursor = body.meta.next_cursor;
  }
  assert.deepEqual(seen.sort(), [...ids].sort(), 'page by page, each once');
  assert.equal((await veza('replay', ids[0])).code, 0);
  assert.equal((await veza('replay', ids[0])).code, 1);
  assert.equal((await veza('replay', '--all')).code, 0);
  assert.match((await veza('dead-letters')).stdout, /no dead letters/);
  await until('the consumer took them', async () => (await rows(server.data, 'SELECT * FROM event_retries')).length === 0);
  for (const words of [[], ['replay'], ['replay', '--all', 'x'], ['burn']]) assert.equal((await veza(...words)).code, 64, words.join(' '));
});
