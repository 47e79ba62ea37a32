// Folder imports: how many small files a second become tracks ("warm": their bytes are in the machine's cache, as
// files just written are), how many are passed over when nothing changed, and whether memory grows with their number.
// VEZA_BENCH_FILES (10000,100000) measures other numbers.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { program, scratch } from '../support/server.mjs';
import { smallSongs, writeSongs } from '../support/small_songs.mjs';
import { site } from './site.mjs';

const numbers = (process.env.VEZA_BENCH_FILES ?? '10000,100000').split(',').map(Number);

// Resident bytes of a process and of the helpers it started, at their most.
function watchMemory(pid) {
  let most = 0;
  const timer = setInterval(() => {
    try {
      most = Math.max(most, Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024);
    } catch {
      // It has just ended.
    }
  }, 50);
  return () => (clearInterval(timer), most);
}

async function scan(data, folder, env) {
  const began = process.hrtime.bigint();
  const child = spawn(program, ['library', 'scan', folder, '--owner', 'admin', '--data', data], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', () => {});
  const memory = watchMemory(child.pid);
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`the scan ended with ${code}: ${out}`);
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9, memory: memory(), out };
}

// What the kernel keeps of files is dropped where it may be (root): then their bytes come from the disk.
function dropCache() {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

// In a folder of its own each: a new site, so that no library is larger than its number says.
async function measure(count, make, cold) {
  const folder = scratch('veza-bench-scan-');
  const music = join(folder, 'music');
  mkdirSync(music);
  writeSongs(make, music, count);
  const env = { VEZA_PLUGIN_LIBRARY__IMPORT_FOLDERS: music };
  const server = await site({ env }).start();
  try {
    await server.setup();
    if (cold && !dropCache()) return undefined;
    const first = await scan(server.data, music, env);
    if (!first.out.includes(`${count} added`)) throw new Error(first.out);
    const again = await scan(server.data, music, env);
    if (!again.out.includes(`${count} unchanged`)) throw new Error(again.out);
    return { first, again };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const results = new Map();
async function of(count, cold = false) {
  const key = `${count} ${cold}`;
  if (!results.has(key)) results.set(key, await measure(count, await smallSongs(), cold));
  return results.get(key);
}

const label = (count) => (count % 1000 === 0 ? `${count / 1000}k` : `${count}`);
export const scanRows = [
  ...numbers.flatMap((count) => [
    [`scan.import_${label(count)}`, async () => ({ value: count / (await of(count)).first.seconds, unit: 'files/s', bar: 500, better: 'more' })],
    [`scan.unchanged_${label(count)}`, async () => ({ value: count / (await of(count)).again.seconds, unit: 'files/s', bar: 5000, better: 'more' })],
    [`scan.import_rss_${label(count)}`, async () => ({ value: (await of(count)).first.memory / 1e6, unit: 'MB', bar: 200, better: 'less' })],
  ]),
  // With the machine's cache dropped; left out where that may not be done.
  [`scan.import_cold_${label(numbers[0])}`, async () => {
    const cold = await of(numbers[0], true);
    return { value: numbers[0] / (cold ?? (await of(numbers[0]))).first.seconds, unit: cold ? 'files/s' : 'files/s (warm)', bar: 200, better: 'more' };
  }],
  [`scan.rss_growth`, async () => ({
    value: (await of(numbers.at(-1))).first.memory / 1e6, unit: 'MB', baseline: (await of(numbers[0])).first.memory / 1e6, bar: 1.25, better: 'less',
  })],
];
