// Runs the measurements whose name matches, prints a line each and writes the table: name, value, unit, baseline,
// ratio, bar, ok|short|broken. A later figure is one more file here and one line below.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { cachedCheck, jwtCheck, patCheck } from './auth.mjs';
import {
  claimsPostgresql, claimsSqlite, eventsSqlite, keyedReadPostgresql, keyedReadSqlite, rowsPostgresql, rowsSqlite,
} from './data.mjs';
import { idleConnections, idleMemory, startTime } from './footprint.mjs';
import { libraryRows } from './library.mjs';
import { firstPlayable, transcodeCpu } from './media.mjs';
import { scanRows } from './scan.mjs';
import { slowClients } from './slow.mjs';
import { segment, smallJson } from './throughput.mjs';
import { loginTiming } from './timing.mjs';

const [output, pattern] = process.argv.slice(2);
const wanted = new RegExp(pattern || '.');
const rows = [];

// A figure is {value, unit, baseline?, bar, better: 'more'|'less'}; with a baseline the bar is on the ratio.
const measurements = [
  ['http.small_json', smallJson],
  ['http.segment', segment],
  ['http.idle_connection', idleConnections],
  ['http.slow_clients_p99', slowClients],
  ['media.transcode_cpu', transcodeCpu],
  ['media.first_playable', firstPlayable],
  ['host.start', startTime],
  ['host.idle_rss', idleMemory],
  ['data.keyed_read_postgresql', keyedReadPostgresql],
  ['data.keyed_read_sqlite', keyedReadSqlite],
  ['data.rows_postgresql', rowsPostgresql],
  ['data.rows_sqlite', rowsSqlite],
  ['events.sqlite_rate', eventsSqlite],
  ['auth.jwt_check_us', jwtCheck],
  ['auth.cached_check_us', cachedCheck],
  ['auth.pat_check_us', patCheck],
  ['jobs.claim_growth_postgresql', claimsPostgresql],
  ['jobs.claim_growth_sqlite', claimsSqlite],
  ['auth.unknown_account_time', loginTiming],
  ...libraryRows,
  ...scanRows,
];

const short = (number) => (number === undefined ? '-' : Number(number.toPrecision(4)).toString());

// The whole table each time, moved into its place: whatever ends the run, the rows so far are there and whole.
function write() {
  const lines = [['name', 'value', 'unit', 'baseline', 'ratio', 'bar', 'verdict'], ...rows].map((row) => row.join('\t'));
  writeFileSync(`${output}.part`, `${lines.join('\n')}\n`);
  renameSync(`${output}.part`, output);
}

function row(name, { value, unit, baseline, bar, better }) {
  const ratio = baseline === undefined ? undefined : value / baseline;
  const judged = ratio ?? value;
  const ok = better === 'more' ? judged >= bar : judged <= bar;
  return [name, short(value), unit, short(baseline), short(ratio), `${better === 'more' ? '>=' : '<='}${bar}`, ok ? 'ok' : 'short'];
}

mkdirSync(dirname(output), { recursive: true });
write();
for (const [name, measure] of measurements) {
  if (!wanted.test(name)) continue;
  try {
    rows.push(row(name, await measure()));
  } catch (error) {
    console.error(`${name}: ${error.stack}`);
    rows.push([name, '-', '-', '-', '-', '-', 'broken']);
    process.exitCode = 1;
  }
  console.log(rows.at(-1).join('\t'));
  write();
}
