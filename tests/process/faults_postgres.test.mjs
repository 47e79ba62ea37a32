// PostgreSQL stopped for ten seconds under load and in the middle of a conversion, and connections that break at a
// COMMIT: nothing accepted is lost, everybody is told the truth, and all is served again.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { converters, ended } from '../support/converters.mjs';
import { blobs, rows } from '../support/data.mjs';
import { breakingCommits, control } from '../support/faulty_postgres.mjs';
import { attempt, keepAsking, knock, plays, sound, streamed } from '../support/faulty_site.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

const redis = process.env.VEZA_TEST_REDIS_URL;
const env = { VEZA_EVENTS_STREAM: 'true' };
const outage = 10_000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let folder, song;
before(async () => {
  folder = scratch();
  song = await songBytes(folder, 'song', 'flac', 2);
});
after(() => rmSync(folder, { recursive: true, force: true }));

// An answer, or the honest refusal of one.
const honest = ({ status, headers }) => status < 300 || (status === 503 && Number(headers.get('retry-after')) >= 1);
const health = async (server) => (await knock(server, '/api/v1/health')).status;

test('stopped for ten seconds under load: 503 with Retry-After, then all is served again and all that was accepted is there', async () => {
  const server = await new Server({ env }).start();
  let stopped = false;
  try {
    const { access_token: token } = await server.setup();
    const first = (await attempt(server, token, song)).track;
    await sound(server, [first]);
    const media = `/api/v1/tracks/${first.id}`;
    const paths = ['/api/v1/tracks', media, '/api/v1/auth/me', `${media}/hls/master.m3u8`, `${media}/waveform`, `${media}/hls/status`];
    const asking = keepAsking(server, token, paths, { clients: 4, expected: honest });
    const accepted = [first];
    const refused = [];
    let uploading = true;
    const uploads = (async () => {
      while (uploading) {
        const answer = await attempt(server, token, song);
        if (answer.track) accepted.push(answer.track);
        else refused.push(answer);
        await pause(500);
      }
    })();
    await until('uploads are accepted', () => accepted.length > 2);

    await control('stop', '-m', 'immediate');
    stopped = true;
    await until('the host is not ready', async () => (await health(server)) === 503);
    assert.equal((await knock(server, '/health')).status, 200);
    const before = asking.count(503);
    await pause(outage);
    await until('requests are refused', () => asking.count(503) > before);
    await control('start');
    stopped = false;
    await until('the host is ready', async () => (await health(server)) === 200);

    const answered = asking.count(200);
    const count = accepted.length;
    await until('requests are answered', () => asking.count(200) > answered + 20);
    await until('uploads are accepted again', () => accepted.length > count + 1);
    uploading = false;
    await Promise.all([uploads, asking.stop()]);
    assert.deepEqual(asking.odd, []);
    assert.deepEqual(Object.keys(asking.answers).sort(), ['200', '503']);
    assert.deepEqual(refused.filter((answer) => !honest(answer)), []);

    // More at once than there are sessions: every one of them works.
    const many = await Promise.all(Array.from({ length: 64 }, (_, i) => knock(server, paths[i % paths.length], { token })));
    assert.deepEqual(many.map((answer) => answer.status), many.map(() => 200));
    const { VEZA_DATA_SESSIONS: most } = await storeSettings(server.data);
    const [{ n: open }] = await rows(server.data, "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'psql'");
    assert.ok(open <= Number(most), `${open} sessions`);

    await sound(server, accepted);
    await streamed(server, redis);
    await plays(server, token, accepted.at(-1));
  } finally {
    if (stopped) await control('start');
    await server.stop();
  }
});

test('stopped in the middle of a conversion: it is done again, once in effect', async () => {
  const long = await songBytes(folder, 'long', 'wav', 120);
  const server = await new Server({ env }).start();
  let stopped = false;
  try {
    const { access_token: token } = await server.setup();
    const { track } = await attempt(server, token, long, 'long.wav');
    const status = async () => (await server.api(`/api/v1/tracks/${track.id}/hls/status`, { token })).body.data;
    await until('a segment is finished', async () => (await status()).playable, { within: 120_000, every: 20 });
    const [pid] = converters(server.pid);
    process.kill(pid, 'SIGSTOP');
    assert.equal((await status()).status, 'running');
    await control('stop', '-m', 'immediate');
    stopped = true;
    process.kill(pid, 'SIGCONT');
    await until('the converter was given up', () => ended(pid));
    await control('start');
    stopped = false;
    await sound(server, [track]);
    const [{ attempts }] = await rows(server.data, "SELECT attempts FROM jobs WHERE kind = 'media.transcode'");
    assert.ok(attempts >= 2);
    await plays(server, token, track);
    await streamed(server, redis);
  } finally {
    if (stopped) await control('start');
    await server.stop();
  }
});

// Calls `act` with a host whose way to PostgreSQL can break at a COMMIT.
async function withBreakingCommits(act) {
  const data = scratch();
  const way = await breakingCommits((await storeSettings(data)).VEZA_DATA_URL);
  const server = await new Server({ data, env: { ...env, VEZA_DATA_URL: way.url } }).start();
  try {
    const { access_token: token } = await server.setup();
    await act({ server, token, way });
  } finally {
    await server.stop();
    await way.close();
    rmSync(data, { recursive: true, force: true });
  }
}

test('an upload whose commit gets no answer is there with its file', () =>
  withBreakingCommits(async ({ server, token, way }) => {
    const sprung = way.spring('library.track.uploaded.v1', 'lost');
    const { status, track } = await attempt(server, token, song);
    await sprung;
    assert.equal(status, 201);
    await sound(server, [track]);
    await plays(server, token, track);
    await streamed(server, redis);
  }));

test('an upload whose commit never arrives is refused and leaves nothing', () =>
  withBreakingCommits(async ({ server, token, way }) => {
    const sprung = way.spring('library.track.uploaded.v1', 'kept');
    const answer = await attempt(server, token, song);
    await sprung;
    assert.equal(answer.status, 503);
    assert.ok(honest(answer));
    assert.deepEqual(await rows(server.data, 'SELECT id FROM library_tracks'), []);
    assert.deepEqual(await blobs(server.data), []);
    const { track } = await attempt(server, token, song);
    await sound(server, [track]);
    await streamed(server, redis);
  }));

for (const how of ['lost', 'kept']) {
  test(`a conversion whose last commit is ${how} ends once, with its files`, () =>
    withBreakingCommits(async ({ server, token, way }) => {
      const sprung = way.spring('library.track.ready.v1', how);
      const { track } = await attempt(server, token, song);
      await sprung;
      await sound(server, [track]);
      await plays(server, token, track);
      await streamed(server, redis);
    }));
}
