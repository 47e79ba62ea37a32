// Runs the measurements whose name matches, prints a line each and writes the table: name, value, unit, baseline,
// ratio, bar, ok|short. A later figure is one more file here and one line below.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { idleConnections, idleMemory, startTime } from './footprint.mjs';
import { firstPlayable, transcodeCpu } from './media.mjs';
import { segment, smallJson } from './throughput.mjs';

const [output, pattern] = process.argv.slice(2);
const wanted = new RegExp(pattern || '.');
const rows = [];

// A figure is {value, unit, baseline?, bar, better: 'more'|'less'}; with a baseline the bar is on the ratio.
const measurements = [
  ['http.small_json', smallJson],
  ['http.segment', segment],
  ['http.idle_connection', idleConnections],
  ['media.transcode_cpu', transcodeCpu],
  ['media.first_playable', firstPlayable],
  ['host.start', startTime],
  ['host.idle_rss', idleMemory],
];

const short = (number) => (number === undefined ? '-' : Number(number.toPrecision(4)).toString());

for (const [name, measure] of measurements) {
  if (!wanted.test(name)) continue;
  const { value, unit, baseline, bar, better } = await measure();
  const ratio = baseline === undefined ? undefined : value / baseline;
  const judged = ratio ?? value;
  const ok = better === 'more' ? judged >= bar : judged <= bar;
  const row = [name, short(value), unit, short(baseline), short(ratio), `${better === 'more' ? '>=' : '<='}${bar}`, ok ? 'ok' : 'short'];
  rows.push(row);
  console.log(row.join('\t'));
}

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, ['name\tvalue\tunit\tbaseline\tratio\tbar\tverdict', ...rows.map((row) => row.join('\t'))].join('\n') + '\n');
