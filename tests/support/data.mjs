// What a server leaves in its data folder: files, and the rows of its database (through Debian's sqlite3).
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

// Every file below `folder`, as paths relative to it; none when there is no such folder.
export function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

// What requests and plugins have put down for a moment and not taken away. GStreamer's registry is kept on purpose.
export function leftovers(data) {
  const plugins = existsSync(join(data, 'plugins')) ? readdirSync(join(data, 'plugins')) : [];
  const work = ['scratch', 'spool', ...plugins.map((id) => join('plugins', id, 'scratch'))];
  return work.flatMap((folder) => files(join(data, folder)).map((name) => join(folder, name))).filter((path) => !path.endsWith('/gst-registry.bin'));
}

// The rows of a query as objects; also while a server uses the database.
export async function rows(data, sql) {
  const { stdout } = await exec('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 10000', join(data, 'veza.db'), sql]);
  return stdout.trim() ? JSON.parse(stdout) : [];
}
