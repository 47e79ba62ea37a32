// No room left for blobs, and none for uploads on their way: they are refused in a sentence and leave nothing; a
// conversion that does not fit waits for room. The folder is a small filesystem in a mount namespace of the server's own.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { files, leftovers, rows } from '../support/data.mjs';
import { attempt, plays, sound } from '../support/faulty_site.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, program, run, scratch, until } from '../support/server.mjs';

let folder, small, large;
before(async () => {
  folder = scratch();
  small = await songBytes(folder, 'small', 'wav', 6); // 1.1 MB; its streams need another 0.6 MB
  large = await songBytes(folder, 'large', 'wav', 20); // 3.5 MB
});
after(() => rmSync(folder, { recursive: true, force: true }));

const root = process.getuid() === 0;
const within = (pid) => ['nsenter', '-t', `${pid}`, '-m', ...(root ? [] : ['-U', '--preserve-credentials']), `--wd=${process.cwd()}`, '--'];

// Calls `act` with a server whose `part` of the data folder has so much room, and a function that gives it more.
async function withRoom(part, size, act) {
  const data = scratch();
  const cramped = join(data, part);
  mkdirSync(cramped);
  const script = `mount -t tmpfs -o size=${size} none '${cramped}' && exec "$0" "$@"`;
  const server = new Server({ data, env: { VEZA_BLOBS_URL: '' }, command: ['unshare', root ? '-m' : '-rm', 'sh', '-c', script, program] });
  await server.start();
  try {
    const place = {
      data,
      list: () => files(join('/proc', `${server.pid}`, 'root', data, 'blobs')),
      tool: { env: { VEZA_BLOBS_URL: '' }, command: [...within(server.pid), program] },
    };
    const grow = async (to) => {
      const { code, stderr } = await run(['-o', `remount,size=${to}`, cramped], { cwd: data, command: [...within(server.pid), 'mount'] });
      assert.equal(code, 0, stderr);
    };
    const { access_token: token } = await server.setup();
    await act({ server, token, place, grow });
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

// Refused for want of room, in a sentence, and nothing is left of it.
async function refused(server, token, place, accepted) {
  const answer = await attempt(server, token, large, 'large.wav');
  assert.ok([503, 507].includes(answer.status), `${answer.status} ${answer.error ?? JSON.stringify(answer.body)}`);
  assert.match(answer.body.error.message, /^[A-Z].*[a-z]\.$/);
  assert.deepEqual(await rows(server.data, 'SELECT id FROM library_tracks'), accepted.map(({ id }) => ({ id })));
  assert.ok(place.list().every((key) => accepted.some(({ id }) => key.includes(id))), place.list().join());
  assert.deepEqual(leftovers(server.data), []);
}

test('the blob folder is full: an upload is refused, and works when there is room', () =>
  withRoom('blobs', '4m', async ({ server, token, place, grow }) => {
    const first = (await attempt(server, token, small, 'small.wav')).track;
    await sound(place, [first]);
    await refused(server, token, place, [first]);
    await plays(server, token, first);
    await grow('64m');
    const second = (await attempt(server, token, large, 'large.wav')).track;
    await sound(place, [first, second]);
    await plays(server, token, second);
  }));

test('the blob folder is too full for a conversion: it waits for room', () =>
  withRoom('blobs', '1300k', async ({ server, token, place, grow }) => {
    const { track } = await attempt(server, token, small, 'small.wav');
    await until('the conversion has failed', async () => {
      const [job] = await rows(server.data, `SELECT state, last_error FROM jobs WHERE unique_key = 'media.transcode:${track.id}'`);
      return job.state === 'queued' && /No space/.test(job.last_error);
    });
    await until('what did not fit is gone', () => place.list().every((key) => key.startsWith('library/')));
    await grow('64m');
    await sound(place, [track]);
    await plays(server, token, track);
  }));

test('there is no room for a body on its way: 507, and it works when there is', () =>
  withRoom('spool', '2m', async ({ server, token, place, grow }) => {
    const first = (await attempt(server, token, small, 'small.wav')).track;
    const answer = await attempt(server, token, large, 'large.wav');
    // The server stops reading: a client that does not listen while it sends sees the connection end.
    assert.ok([0, 507].includes(answer.status), `${answer.status}`);
    await until('the log says so', () => server.logLines.some((line) => /spool.*No space|No space.*spool/.test(JSON.stringify(line))));
    await grow('64m');
    const second = (await attempt(server, token, large, 'large.wav')).track;
    await sound(place, [first, second]);
  }));
