// Where a server under test keeps what is its site's: in its data folder, or, when tests/support/with.mjs runs
// PostgreSQL, Redis and S3 beside the tests, in a database and under prefixes of its own there.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const { VEZA_TEST_POSTGRES_URL: postgres, VEZA_TEST_REDIS_URL: redis, VEZA_TEST_S3_URL: s3 } = process.env;

export const production = Boolean(postgres && redis && s3);

// Hosts of one site have one key file, as an admin copies it.
let keys;
function keyFile(name) {
  if (!keys) {
    keys = mkdtempSync(join(tmpdir(), 'veza-keys-'));
    process.on('exit', () => rmSync(keys, { recursive: true, force: true }));
  }
  return join(keys, `${name}.key`);
}

const made = new Map();

async function make(site, shared) {
  const url = new URL(postgres);
  const name = `veza_${site.replace(/[^A-Za-z0-9]/g, '_')}`.toLowerCase();
  const { stdout } = await exec('psql', [postgres, '-Atc', `SELECT 1 FROM pg_database WHERE datname = '${name}'`]);
  if (!stdout.trim()) await exec('psql', [postgres, '-qc', `CREATE DATABASE "${name}"`]);
  url.pathname = `/${name}`;
  const [bucket, query] = s3.split('?');
  return {
    VEZA_DATA_URL: url.href,
    ...(shared ? { VEZA_SECRETS_KEY_FILE: keyFile(name) } : {}),
    VEZA_DATA_SESSIONS: '8',
    VEZA_KV_URL: redis,
    VEZA_KV_PREFIX: `${name}:`,
    VEZA_BLOBS_URL: `${bucket}/${name}?${query}`,
    VEZA_BLOBS_ACCESS_KEY: process.env.VEZA_TEST_S3_ACCESS_KEY,
    VEZA_BLOBS_SECRET_KEY: process.env.VEZA_TEST_S3_SECRET_KEY,
  };
}

// The settings, as environment, of the site `site` (a name; by default one a data folder). Servers that give the same
// name are hosts of one site.
export async function storeSettings(data, site = basename(data)) {
  if (!production) return {};
  if (!made.has(site)) made.set(site, make(site, site !== basename(data)));
  return made.get(site);
}

// The rows of a query on the site's database as objects; also while servers use it.
export async function rows(data, sql, site) {
  if (production) {
    const { VEZA_DATA_URL: url } = await storeSettings(data, site);
    const { stdout } = await exec('psql', [url, '-Atc', `SELECT coalesce(json_agg(row), '[]') FROM (${sql}) row`]);
    return JSON.parse(stdout);
  }
  const { stdout } = await exec('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 10000', `${data}/veza.db`, sql]);
  return stdout.trim() ? JSON.parse(stdout) : [];
}

// Runs a statement that changes rows, beside the server.
export async function execute(data, sql, site) {
  if (!production) return exec('sqlite3', ['-cmd', '.timeout 10000', `${data}/veza.db`, sql]);
  const { VEZA_DATA_URL: url } = await storeSettings(data, site);
  return exec('psql', [url, '-qc', sql]);
}
