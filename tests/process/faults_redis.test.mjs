// Redis killed, and Redis that hangs, for ten seconds: requests go on, limits hold, and its return needs nobody.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { rows } from '../support/data.mjs';
import { attempt, keepAsking, knock, settled, sound, streamed } from '../support/faulty_site.mjs';
import { songBytes } from '../support/media.mjs';
import { Server, scratch, until } from '../support/server.mjs';
import * as redisServer from '../support/services/redis.mjs';
import { production } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

const outage = 10_000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let folder, song;
before(async () => {
  folder = scratch();
  song = await songBytes(folder, 'song', 'flac', 2);
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function listen(server, token, topic) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/ws`, { headers: { authorization: `Bearer ${token}` } });
  const heard = [];
  const ready = new Promise((done, fail) => {
    socket.on('error', fail);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'Subscribe', topic })));
    socket.once('message', done);
  });
  socket.on('message', (text) => heard.push(text.toString()));
  await ready;
  return { close: () => socket.close(), hears: (id) => until(`the socket hears of ${id}`, () => heard.some((text) => text.includes(id)), { within: 240_000 }) };
}

const limitHolds = async (server) => {
  const statuses = [];
  for (let i = 0; i < 6; ++i) {
    const json = { login: 'admin', password: 'not the right one' };
    statuses.push((await server.api('/api/v1/auth/login', { method: 'POST', json })).status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
};

const faults = {
  killed: async (redis) => {
    await redis.stop();
    return () => redisServer.start({ port: redis.port });
  },
  hanging: async (redis) => {
    process.kill(redis.pid, 'SIGSTOP');
    return async () => (process.kill(redis.pid, 'SIGCONT'), redis);
  },
};

for (const [how, spoil] of Object.entries(faults)) {
  test(`Redis ${how} for ten seconds: every request is answered, sign-ins stay limited, and it comes back by itself`, async () => {
    const site = `redis_${how}`;
    let redis = await redisServer.start();
    const env = { VEZA_KV_URL: redis.env.VEZA_TEST_REDIS_URL, VEZA_EVENTS_STREAM: 'true' };
    const hosts = [];
    const sockets = [];
    let asking;
    let mend;
    try {
      for (const jobs of ['true', 'false']) hosts.push(await new Server({ site, env: { ...env, VEZA_JOBS_RUN: jobs } }).start());
      const [a, b] = hosts;
      const place = { data: a.data, site };
      const { access_token: token, user } = await a.setup();
      for (const host of hosts) sockets.push(await listen(host, token, `user.${user.id}`));
      const first = (await attempt(a, token, song)).track;
      for (const socket of sockets) await socket.hears(first.id);
      await settled(place);
      const [{ seq }] = await rows(a.data, 'SELECT max(seq) AS seq FROM outbox', site);
      const media = `/api/v1/tracks/${first.id}`;
      asking = keepAsking(a, token, ['/api/v1/tracks', media, '/api/v1/auth/me', `${media}/hls/master.m3u8`], {
        expected: ({ status }) => status === 200,
      });
      const said = (host, words) => host.logLines.filter((line) => line.service === 'kv' && line.message.includes(words));
      const cache = async (host) => (await host.api('/health/deep', { token })).body.data.parts.cache;

      mend = await spoil(redis);
      // A host that has nothing to ask of Redis notices when somebody looks.
      await until('the hosts know', async () => {
        for (const host of hosts) await cache(host);
        return hosts.every((host) => said(host, 'is lost').length > 0);
      });
      const began = asking.count(200);
      await until('the cache is degraded', async () => (await cache(a)).state === 'degraded');
      assert.match((await cache(a)).message, /is lost since/);
      for (const host of hosts) assert.equal((await knock(host, '/api/v1/health')).status, 200);
      await limitHolds(a);
      const second = (await attempt(b, token, song)).track;
      await sockets[0].hears(second.id);
      await pause(outage);
      assert.ok(asking.count(200) > began + 20, 'requests go on');

      redis = await mend();
      mend = undefined;
      await until('the hosts have it back', () => hosts.every((host) => said(host, 'is back').length > 0));
      await until('the cache is well', async () => (await cache(a)).state === 'ok');
      const third = (await attempt(b, token, song)).track;
      for (const socket of sockets) await socket.hears(third.id);
      await limitHolds(b);
      await asking.stop();
      assert.deepEqual(asking.odd, []);
      for (const host of hosts) {
        assert.deepEqual(said(host, 'is lost').map((line) => line.level), ['warn']);
        assert.deepEqual(said(host, 'is back').map((line) => line.level), ['info']);
      }
      await sound(place, [first, second, third]);
      await streamed(place, env.VEZA_KV_URL, seq);
    } finally {
      await asking?.stop();
      for (const socket of sockets) socket.close();
      if (mend) redis = await mend();
      await Promise.all(hosts.map((host) => host.stop()));
      await redis.stop();
    }
  });
}
