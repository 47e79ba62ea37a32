// What must hold of a site when a fault is over: nothing accepted is lost, nothing was done twice, nothing lies about.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { blobs, rows } from './data.mjs';
import { run, until } from './server.mjs';
import { production, storeSettings } from './stores.mjs';

const exec = promisify(execFile);
const plugins = join(dirname(fileURLToPath(import.meta.url)), '../../plugins');
const manifests = ['library', 'hls-gstreamer'].map((id) => JSON.parse(readFileSync(join(plugins, id, 'plugin.json'), 'utf8')).blobs);
const references = manifests.flatMap((blobs) => blobs.references);
const prefixes = manifests.flatMap((blobs) => blobs.prefixes);

// Each of these takes a site: {data, site} as tests/support/data.mjs has them, and where its blobs are not in the store
// that with.mjs made, `list`, which gives their keys, and `tool`, the words and environment that run the program there.
const ask = ({ data, site }, sql) => rows(data, sql, site);
const keys = (place) => (place.list ? place.list() : blobs(place.data, '', place.site));

// Whether nobody has anything left to do: no job that is due, no event that somebody has yet to hear.
export async function settled(place) {
  await until('no job is left to do', async () => (await unfinished(place)).length === 0, { within: 300_000, every: 200 });
  await until(
    'every consumer has seen every event',
    async () =>
      (
        await ask(
          place,
          `SELECT c.name FROM event_consumers c JOIN outbox o ON o.seq > c.position AND o.event_type LIKE replace(c.pattern, '*', '%')
           UNION ALL SELECT event_id FROM outbox_incoming UNION ALL SELECT consumer FROM event_retries`,
        )
      ).length === 0,
    { within: 120_000, every: 200 },
  );
}

// A job that removes what an upload may leave behind waits for an hour on purpose.
const unfinished = (place) =>
  ask(place, "SELECT kind, state, last_error FROM jobs WHERE state IN ('queued', 'running') AND kind <> 'library.remove_files'");

// The keys of the plugins' blobs that no row needs and no job is going to remove.
async function strays(place) {
  const needed = [];
  for (const reference of references) {
    const sql = typeof reference === 'string' ? reference : reference[production ? 'postgres' : 'sqlite'];
    for (const row of await ask(place, sql)) needed.push(Object.values(row)[0]);
  }
  const removals = await ask(place, "SELECT payload FROM jobs WHERE kind = 'library.remove_files' AND state IN ('queued', 'running')");
  for (const { payload } of removals) needed.push(`library/${JSON.parse(payload).track_id}/`);
  const exact = new Set(needed);
  const folders = needed.filter((key) => key.endsWith('/'));
  const below = (folders, key) => folders.some((folder) => key.startsWith(folder));
  return (await keys(place)).filter((key) => below(prefixes, key) && !exact.has(key) && !below(folders, key));
}

// `veza integrity`: its report. A site with a place of its own for blobs says how to run the program there.
export async function integrity(place) {
  const { env = {}, command } = place.tool ?? {};
  const stores = await storeSettings(place.data, place.site);
  const { code, stdout, stderr } = await run(['integrity', '--json', '--data', place.data], { cwd: place.data, env: { ...stores, ...env }, command });
  assert.equal(code, 0, `veza integrity: ${stderr}${stdout}`);
  return JSON.parse(stdout);
}

// That the site is sound: the tracks in `accepted` ({id, bytes}, as answered with 201) are there, converted once; so is
// every other whose upload got no answer; and rows and blobs need each other.
export async function sound(place, accepted) {
  await settled(place);
  const tracks = await ask(place, 'SELECT id, status, status_reason FROM library_tracks');
  for (const { id } of accepted) assert.ok(tracks.some((track) => track.id === id), `the accepted track ${id} is there`);
  const count = async (sql) => Number((await ask(place, sql))[0].n);
  for (const { id, status, status_reason: reason } of tracks) {
    assert.equal(status, 'ready', `track ${id}: ${reason}`);
    for (const type of ['uploaded', 'ready']) {
      const sql = `SELECT count(*) AS n FROM outbox WHERE event_type = 'library.track.${type}.v1' AND aggregate_id = '${id}'`;
      assert.equal(await count(sql), 1, `${type} events of track ${id}`);
    }
    const done = `SELECT count(*) AS n FROM jobs WHERE unique_key = 'media.transcode:${id}' AND state = 'done'`;
    assert.equal(await count(done), 1, `finished conversions of track ${id}`);
    const runs = await ask(place, `SELECT DISTINCT generation FROM hls_segments WHERE track_id = '${id}'`);
    assert.equal(runs.length, 1, `runs whose segments track ${id} has`);
  }
  assert.deepEqual(await ask(place, "SELECT kind, last_error FROM jobs WHERE state = 'failed'"), [], 'jobs that failed');
  assert.deepEqual(await ask(place, 'SELECT consumer, event_type, last_error FROM dead_letters'), [], 'dead letters');
  const { missing, faults, orphans } = await integrity(place);
  assert.deepEqual({ missing, faults, orphans }, { missing: [], faults: [], orphans: [] });
  let left = [];
  await until('no blob is there that nobody needs', async () => (left = await strays(place)).length === 0).catch((error) => {
    throw new Error(`${error.message}: ${left.slice(0, 10).join(', ')}`);
  });
}

// That every event, or every one whose place is after `since`, is in the site's Redis stream (events.stream), which is
// one more consumer of the outbox.
export async function streamed(place, redis, since = 0) {
  const { VEZA_KV_PREFIX: prefix } = await storeSettings(place.data, place.site);
  const wanted = (await ask(place, `SELECT event_id FROM outbox WHERE seq > ${since}`)).map((row) => row.event_id);
  const { stdout } = await exec('redis-cli', ['-u', redis, 'XRANGE', `${prefix}s:events`, '-', '+'], { maxBuffer: 64 << 20 });
  assert.deepEqual(wanted.filter((id) => !stdout.includes(id)), [], 'events that nobody saw');
}

// One upload, however it ends: {status, headers, body, track}; status 0 when there was no answer.
export async function attempt(server, token, bytes, name = 'song.flac') {
  const form = new FormData();
  form.set('file', new Blob([bytes]), name);
  const answer = await knock(server, '/api/v1/tracks', { token, method: 'POST', body: form });
  return answer.status === 201 ? { ...answer, track: { id: answer.body.data.id, bytes } } : answer;
}

// One request, however it ends. A minute without an answer is a hang.
export async function knock(server, path, { token, ...options } = {}) {
  try {
    const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...options.headers };
    const answer = await fetch(server.url + path, { redirect: 'manual', ...options, headers, signal: AbortSignal.timeout(60_000) });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json') && text;
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  } catch (error) {
    return { status: 0, error: error.cause?.message ?? error.message };
  }
}

// Asks for the paths again and again with so many clients until stopped. `answers` counts by status; `odd` has what
// `expected` did not take.
export function keepAsking(server, token, paths, { clients = 4, expected }) {
  const answers = {};
  const odd = [];
  let going = true;
  const loop = async (n) => {
    for (let i = n; going; ++i) {
      const path = paths[i % paths.length];
      const answer = await knock(server, path, { token });
      answers[answer.status] = (answers[answer.status] ?? 0) + 1;
      if (!expected(answer)) odd.push(`${path}: ${answer.status} ${answer.error ?? JSON.stringify(answer.body).slice(0, 300)}`);
    }
  };
  const loops = Array.from({ length: clients }, (_, n) => loop(n));
  return { answers, odd, count: (status) => answers[status] ?? 0, stop: () => ((going = false), Promise.all(loops)) };
}

// That the original is what was uploaded, to the byte, and that the first segment of each tier can be read.
export async function plays(server, token, { id, bytes }) {
  const headers = { authorization: `Bearer ${token}` };
  const original = await fetch(`${server.url}/api/v1/tracks/${id}/stream`, { headers });
  const digest = (data) => createHash('sha256').update(data).digest('hex');
  assert.equal(digest(Buffer.from(await original.arrayBuffer())), digest(bytes), `the original of track ${id}`);
  const base = `${server.url}/api/v1/tracks/${id}/hls/`;
  const master = await (await fetch(`${base}master.m3u8`, { headers })).text();
  const playlists = master.split('\n').filter((line) => line && !line.startsWith('#'));
  assert.ok(playlists.length > 0, master);
  for (const uri of playlists) {
    const url = new URL(uri, base);
    const playlist = await (await fetch(url, { headers })).text();
    assert.match(playlist, /#EXT-X-ENDLIST/);
    const segment = await fetch(new URL(playlist.split('\n').find((line) => line.includes('.m4s')), url), { headers });
    assert.equal(segment.status, 200);
    assert.ok((await segment.arrayBuffer()).byteLength > 0);
  }
}
