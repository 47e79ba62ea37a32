// What a server leaves behind: files in its data folder, and the rows of its database.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { run } from './server.mjs';
import { production, rows, storeSettings } from './stores.mjs';

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

// The keys of the site's blobs below a prefix that is a folder ("" = all), wherever they are kept.
export async function blobs(data, prefix = '', site) {
  if (!production) return files(join(data, 'blobs', prefix));
  const folder = mkdtempSync(join(tmpdir(), 'veza-blobs-'));
  const stores = await storeSettings(data, site);
  try {
    const { code, stderr } = await run(['blobs', 'copy', '--from', stores.VEZA_BLOBS_URL, '--to', `folder:${folder}`], { cwd: folder, env: stores });
    if (code !== 0) throw new Error(`the blobs cannot be listed: ${stderr}`);
    return files(join(folder, prefix));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export { rows };
