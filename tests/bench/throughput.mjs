// Requests per second, next to nginx in the same run.
import { readFileSync, rmSync } from 'node:fs';

import { song } from '../support/media.mjs';
import { scratch } from '../support/server.mjs';
import { duel, nginx, wrk } from './peers.mjs';
import { site } from './site.mjs';

// As nginx runs here: no line a request. 500 connections of one address are below what it may have by default.
const settings = { VEZA_LOG_REQUESTS: 'off' };

// GET /auth/me with a bearer token (router, middleware, token check) against nginx's static file of the same bytes.
export async function smallJson() {
  const server = await site({ env: settings }).start();
  const { access_token: token } = await server.setup();
  const answer = await server.api('/api/v1/auth/me', { token });
  const peer = await nginx({ 'me.json': JSON.stringify(answer.body) });
  try {
    const [value, baseline] = await duel(
      () => wrk(`${server.url}/api/v1/auth/me`, { headers: [`Authorization: Bearer ${token}`] }),
      () => wrk(`${peer.url}/me.json`),
    );
    return { value, unit: 'req/s', baseline, bar: 0.5, better: 'more' };
  } finally {
    await peer.stop();
    await server.stop();
  }
}

// A private track's segment by stream token against nginx's static file of the same bytes.
export async function segment() {
  const folder = scratch();
  const server = await site({ env: settings }).start();
  let peer;
  try {
    const { access_token: token } = await server.setup();
    const bytes = readFileSync(await song(folder, 'bench', 'flac', 12));
    const track = await server.upload(token, bytes, 'bench.flac', { visibility: 'private' });
    await server.trackEnd(token, track.id);
    const stream = await server.api('/api/v1/auth/stream-token', { method: 'POST', token, json: { track_id: track.id } });
    const path = `/api/v1/tracks/${track.id}/hls/high/seg-00002.m4s?token=${stream.body.data.token}`;
    const part = Buffer.from(await (await fetch(server.url + path)).arrayBuffer());
    if (part.length < 100_000) throw new Error(`the segment has only ${part.length} bytes`);
    peer = await nginx({ 'seg.m4s': part });
    const [value, baseline] = await duel(
      () => wrk(server.url + path, { connections: 500 }),
      () => wrk(`${peer.url}/seg.m4s`, { connections: 500 }),
    );
    return { value, unit: 'req/s', baseline, bar: 0.9, better: 'more' };
  } finally {
    await peer?.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
