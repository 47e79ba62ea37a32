// The database as plugins see it, the outbox and the job queue, measured by bin/data_bench on each engine. A PostgreSQL
// server is started for it and stopped after it.
import { join } from 'node:path';

import { start as startPostgres } from '../support/services/postgres.mjs';
import { buildDir } from '../support/server.mjs';
import { exec } from './peers.mjs';

async function measure(part, engine) {
  const { VEZA_TEST_POSTGRES_URL: _, ...env } = process.env;
  const service = engine === 'postgresql' ? await startPostgres() : undefined;
  try {
    const { stdout } = await exec(join(buildDir, 'bin/data_bench'), [part], { env: { ...env, ...service?.env } });
    return Object.fromEntries(stdout.trim().split('\n').map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
  } finally {
    await service?.stop();
  }
}

// One run of the program gives the figures of several rows.
const runs = new Map();
function figures(part, engine) {
  const run = `${part} ${engine}`;
  if (!runs.has(run)) runs.set(run, measure(part, engine));
  return runs.get(run);
}

// A read through the SDK's C++ face, against the engine's own interface with a prepared statement.
const read = (what, engine, bar) => async () => {
  const found = await figures('reads', engine);
  return { value: found[`${what}_sdk_us`], unit: 'us', baseline: found[`${what}_raw_us`], bar, better: 'less' };
};

// One row by its key, and a select of 1 000 rows.
export const keyedReadPostgresql = read('keyed_read', 'postgresql', 1.3);
export const keyedReadSqlite = read('keyed_read', 'sqlite', 3);
export const rowsPostgresql = read('thousand_rows', 'postgresql', 1.5);
export const rowsSqlite = read('thousand_rows', 'sqlite', 1.5);

// Events a second, each durable by a write of its own, from the first write to the last delivery.
export async function eventsSqlite() {
  const { events_per_second: value } = await figures('events', 'sqlite');
  return { value, unit: 'events/s', bar: 5000, better: 'more' };
}

// Finding and claiming a job with a million queued, against a thousand. Without the commit, which costs the same and would
// hide the rest.
const claims = (engine) => async () => {
  const found = await figures('claims', engine);
  const [value, baseline] = [1_000_000, 1_000].map((n) => found[`next_due_of_${n}_us`] + found[`claim_statement_of_${n}_us`]);
  return { value, unit: 'us', baseline, bar: 2, better: 'less' };
};
export const claimsPostgresql = claims('postgresql');
export const claimsSqlite = claims('sqlite');
