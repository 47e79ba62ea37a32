// A store that is away or named wrongly at the start: one sentence that names the setting, and exit status 78.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';

import { run, scratch } from '../support/server.mjs';
import { production, storeSettings } from '../support/stores.mjs';

if (!production) throw new Error('run this with tests/support/with.mjs postgres,redis,s3');

let data, sound, nobody;
before(async () => {
  data = scratch();
  sound = await storeSettings(data);
  // A port nobody listens on.
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.on('listening', done));
  nobody = probe.address().port;
  await new Promise((done) => probe.close(done));
});
after(() => rmSync(data, { recursive: true, force: true }));

const changed = (url, change) => {
  const parsed = new URL(url);
  change(parsed);
  return parsed.href;
};

const cases = {
  'PostgreSQL away': () => [{ VEZA_DATA_URL: changed(sound.VEZA_DATA_URL, (url) => (url.port = nobody)) }, /data\.url.*(reach|connect|refused)/i],
  'a host name that is none': () => [{ VEZA_DATA_URL: changed(sound.VEZA_DATA_URL, (url) => (url.hostname = 'nowhere.invalid')) }, /data\.url.*nowhere\.invalid/],
  'a wrong password': () => [{ VEZA_DATA_URL: changed(sound.VEZA_DATA_URL, (url) => (url.password = 'wrong')) }, /data\.url.*password/i],
  'no such database': () => [{ VEZA_DATA_URL: changed(sound.VEZA_DATA_URL, (url) => (url.pathname = '/nonesuch')) }, /data\.url.*nonesuch/],
  'no address of a database': () => [{ VEZA_DATA_URL: 'mysql://x' }, /data\.url/],
  'Redis away': () => [{ VEZA_KV_URL: `redis://127.0.0.1:${nobody}` }, /kv\.url.*127\.0\.0\.1/],
  'a password Redis does not want': () => [{ VEZA_KV_URL: changed(sound.VEZA_KV_URL, (url) => (url.password = 'hunter2')) }, /kv\.url.*password/i],
  'no address of a Redis': () => [{ VEZA_KV_URL: 'http://127.0.0.1' }, /kv\.url/],
  'S3 away': () => [{ VEZA_BLOBS_URL: sound.VEZA_BLOBS_URL.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${nobody}`) }, /blobs\.url/],
  'no such bucket': () => [{ VEZA_BLOBS_URL: sound.VEZA_BLOBS_URL.replace('veza-test', 'nonesuch') }, /blobs\.url.*nonesuch/],
  'a wrong key': () => [{ VEZA_BLOBS_SECRET_KEY: 'hunter2' }, /blobs\.(url|secret_key)/],
  'no address of a store': () => [{ VEZA_BLOBS_URL: 'ftp://x' }, /blobs\.url/],
};

for (const [what, make] of Object.entries(cases)) {
  test(`${what}: serve ends with 78 and a sentence, doctor says the same`, async () => {
    const [env, says] = make();
    const { code, stdout, stderr } = await run(['serve', '--data', data, '--listen', '127.0.0.1:0'], { cwd: data, env });
    assert.equal(code, 78, stdout + stderr);
    const lines = stderr.split('\n').filter((line) => line.startsWith('veza: '));
    assert.equal(lines.length, 1, stderr);
    assert.match(lines[0], says);
    const doctor = await run(['doctor', '--data', data], { cwd: data, env });
    assert.notEqual(doctor.code, 0);
    assert.match(doctor.stdout, new RegExp(`FAULT.*${says.source}`, says.flags));
    for (const text of [stdout, stderr, doctor.stdout, doctor.stderr]) assert.ok(!/hunter2|p@ss|p%40ss/.test(text), 'a secret is shown');
  });
}
