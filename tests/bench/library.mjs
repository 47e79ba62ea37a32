// A library of 10^4, 10^5 and 10^6 generated tracks on each engine: how long a search, a suggestion and the first page
// of the list take, by HTTP, and what memory the server has then. The rows are loaded by the engine's own client; the
// same seed gives the same library. VEZA_BENCH_TRACKS (10000,100000) measures other sizes.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { start as startPostgres } from '../support/services/postgres.mjs';
import { exec } from './peers.mjs';
import { site } from './site.mjs';

const sizes = (process.env.VEZA_BENCH_TRACKS ?? '10000,100000,1000000').split(',').map(Number);
const largest = Math.max(...sizes);
const rounds = 400;

// mulberry32: the same numbers everywhere.
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Made-up words; a few are in one title of ten, most in one of many thousands, as in languages (Zipf).
function vocabulary(next, count) {
  const syllables = 'b d f g h k l m n p r s t v w z br tr st sh'.split(' ').flatMap((a) => ['a', 'e', 'i', 'o', 'u', 'ai', 'ou'].map((b) => a + b));
  const words = new Set();
  while (words.size < count) {
    let word = '';
    for (let left = 1 + Math.floor(next() * 4); left > 0; --left) word += syllables[Math.floor(next() * syllables.length)];
    words.add(word);
  }
  const all = [...words];
  const sums = [];
  let sum = 0;
  for (let i = 0; i < all.length; ++i) sums.push((sum += 1 / (i + 3) ** 0.95));
  const draw = () => {
    const at = next() * sum;
    let low = 0;
    for (let high = sums.length - 1; low < high;) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at) low = middle + 1;
      else high = middle;
    }
    return all[low];
  };
  return { all, draw };
}

const genres = 'house techno jazz drone rock pop folk metal ambient dub soul funk blues punk opera disco trance reggae latin indie'.split(' ');
const keys = ['Am', 'C', 'F#', 'Gm', 'Dm', 'E'];
const mark = (kind, value = '') => `\uE000${kind}${value}`; // search/document.cpp
const id = (n) => `018f2f6e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const owner = id(0xffffffff);

function* tracks(count) {
  const next = random(7);
  const { draw } = vocabulary(next, 100_000);
  const line = (most) => Array.from({ length: 1 + Math.floor(next() * most) }, draw).join(' ');
  const artists = Array.from({ length: 50_000 }, () => line(3));
  for (let n = 1; n <= count; ++n) {
    const genre = genres[Math.floor(next() * genres.length)];
    yield {
      n, id: id(n), title: line(5), artist: artists[Math.floor(next() ** 2 * artists.length)], album: line(3), genre,
      key: keys[Math.floor(next() * keys.length)], bpm: 70 + Math.floor(next() * 110), year: 1960 + Math.floor(next() * 66),
      plays: Math.floor(1 / (next() + 1e-6)), at: 1_700_000_000_000 + n * 1000,
    };
  }
}

const trackColumns = 'id,owner_id,is_public,visibility,status,title,artist,album,genre,year,format,file_name,file_size,title_key,artist_key,genre_key,search_key,created_at,updated_at,placed,bpm,musical_key,play_count';
const trackRow = (t) => [t.id, owner, 1, 'public', 'ready', t.title, t.artist, t.album, t.genre, t.year, 'flac', 'a.flac', 1000, t.title, t.artist, t.genre,
  [t.title, t.artist, t.album, t.genre].join(' '), t.at, t.at, 1, t.bpm, t.key, t.plays];
const documentColumns = 'n,kind,id,title,subtitle,title_words,people_words,other_words,marks,genre,musical_key,bpm,year,plays,created_at';
const documentRow = (t) => [t.n, 'track', t.id, t.title, t.artist, t.title, t.artist, `${t.album} ${t.genre}`,
  [mark('e'), mark('k', 'track'), mark('g', t.genre), mark('m', t.key.toLowerCase().replace('#', 's')), mark('b', t.bpm), mark('t', Math.floor(t.bpm / 10)), mark('u', Math.floor(t.bpm / 100)),
    mark('y', t.year), mark('d', Math.floor(t.year / 10)), mark('c', Math.floor(t.year / 100))].join(' '), t.genre, t.key, t.bpm, t.year, t.plays, t.at];
const wordColumns = 'word,reversed,letters';

// Tab-separated, as both clients read it.
async function write(path, rows) {
  const out = createWriteStream(path);
  for (const row of rows) {
    if (!out.write(`${row.join('\t')}\n`)) await new Promise((done) => out.once('drain', done));
  }
  await new Promise((done) => out.end(done));
}

function* words(count) {
  const seen = new Set();
  for (const t of tracks(count)) {
    for (const word of `${t.title} ${t.artist} ${t.album}`.split(' ')) {
      if (word.length < 3 || seen.has(word)) continue;
      seen.add(word);
      yield [word, [...word].reverse().join(''), word.length];
    }
  }
}
function* mapped(count, row) {
  for (const t of tracks(count)) yield row(t);
}

function feed(command, args, script) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (data) => (errors += data));
    child.on('close', (code) => (code === 0 && !/error/i.test(errors) ? done() : fail(new Error(`${command}: ${errors.slice(0, 2000)}`))));
    child.stdin.end(script);
  });
}

// Into empty tables, with the words' index made at the end, where that is quicker; the job that indexes what was there has nothing to do then.
async function load(engine, where, folder, count) {
  const files = [['library_tracks', trackColumns, mapped(count, trackRow)], ['library_search', documentColumns, mapped(count, documentRow)], ['library_search_words', wordColumns, words(count)]];
  let script = engine === 'sqlite' ? '.bail on\nPRAGMA journal_mode=WAL;\nPRAGMA synchronous=OFF;\n.mode ascii\n.separator "\\t" "\\n"\n' : '\\set ON_ERROR_STOP on\nDROP INDEX library_search_vector;\n';
  for (const [table, columns, rows] of files) {
    const path = join(folder, table);
    await write(path, rows);
    if (engine === 'sqlite') {
      const types = columns.split(',').map((name) => `${name} NUMERIC`.replace(/^(id|owner_id|title|artist|album|genre|.*_key|.*_words|marks|word|reversed|kind|subtitle) NUMERIC$/, '$1 TEXT'));
      script += `CREATE TEMP TABLE load_${table} (${types});\n.import ${path} load_${table}\nBEGIN;\nINSERT INTO ${table} (${columns}) SELECT * FROM load_${table};\nCOMMIT;\nDROP TABLE load_${table};\n`;
    } else {
      script += `\\copy ${table}(${columns}) FROM '${path}'\n`;
    }
  }
  script += 'DELETE FROM library_search_todo;\n';
  if (engine === 'sqlite') script += ['library_search_fts', 'library_search_trigrams'].map((name) => `INSERT INTO ${name}(${name}) VALUES ('rebuild');\n`).join('');
  script += engine === 'sqlite' ? 'ANALYZE;\nPRAGMA wal_checkpoint(TRUNCATE);\n' : "SELECT setval(pg_get_serial_sequence('library_search', 'n'), (SELECT MAX(n) FROM library_search));\nCREATE INDEX library_search_vector ON library_search USING gin (vector);\nVACUUM ANALYZE;\n";
  await feed(engine === 'sqlite' ? 'sqlite3' : 'psql', engine === 'sqlite' ? [where] : ['-q', where], script);
  for (const [table] of files) rmSync(join(folder, table));
}

// What people ask for: one rare word, two of any kind, the commonest, a phrase, a beginning, a filter, a typing error.
function questions(count) {
  const next = random(11);
  const { draw } = vocabulary(random(7), 100_000);
  const some = [...mapped(Math.min(count, 5000), (t) => t)];
  const one = () => some[Math.floor(next() * some.length)];
  const first = (text) => text.split(' ')[0];
  const typo = (word) => (word.length < 5 ? `${word}x` : word.slice(0, 2) + word[3] + word[2] + word.slice(4));
  const kinds = [
    () => ({ q: draw() }), () => ({ q: one().title }), () => ({ q: `${first(one().title)} ${first(one().artist)}` }), () => ({ q: one().artist }),
    () => ({ q: `"${one().title}"` }), () => ({ q: `${one().title.slice(0, 4)}*` }), () => ({ q: draw(), genre: one().genre }),
    () => ({ q: draw(), sort: '-plays' }), () => ({ q: `${draw()} -${draw()}` }), () => ({ q: typo(first(one().title)) }),
  ];
  return Array.from({ length: rounds }, (_, i) => new URLSearchParams(kinds[i % kinds.length]()).toString());
}

const p95 = (times) => times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1];

async function time(server, path) {
  const begun = process.hrtime.bigint();
  const answer = await fetch(server.url + path);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

async function ask(server, count) {
  const asked = questions(count);
  const titles = [...mapped(1000, (t) => t.title)];
  const searches = asked.map((query) => `/api/v1/search?${query}`);
  const typed = Array.from({ length: rounds }, (_, i) => `/api/v1/search/suggest?q=${encodeURIComponent(titles[i % titles.length].slice(0, 1 + (i % 8)))}`);
  const browsed = Array.from({ length: 100 }, () => '/api/v1/tracks');
  const out = {};
  for (const [name, paths] of Object.entries({ search: searches, suggest: typed, browse: browsed })) {
    for (const path of paths.slice(0, 20)) await time(server, path);
    const times = [];
    for (const path of paths) times.push(await time(server, path));
    out[name] = p95(times);
  }
  out.rss = Number(readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  return out;
}

async function measure(engine, count) {
  const folder = mkdtempSync(join(tmpdir(), 'veza-library-'));
  const { VEZA_TEST_POSTGRES_URL: _, ...inherited } = process.env;
  const service = engine === 'postgresql' ? await startPostgres() : undefined;
  const url = service?.env.VEZA_TEST_POSTGRES_URL;
  const options = { data: folder, env: { VEZA_LOG_REQUESTS: 'off', ...(url && { VEZA_DATA_URL: url }) } };
  let server;
  try {
    server = await site(options).start();
    await server.stop();
    await load(engine, url ?? join(folder, 'veza.db'), folder, count);
    server = await site(options).start();
    const found = await ask(server, count);
    console.error(`library of ${count} tracks, ${engine}: ${Object.entries(found).map(([name, value]) => `${name} ${value.toFixed(1)}`).join(', ')} (ms, p95; rss in MB)`);
    return found;
  } finally {
    await server?.stop();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

// The curve is measured once for an engine; rows are of the largest library, the smaller ones go to stderr.
const curves = new Map();
async function figures(engine) {
  if (!curves.has(engine)) {
    curves.set(engine, (async () => {
      let last;
      for (const count of [...sizes].sort((a, b) => a - b)) last = await measure(engine, count);
      return last;
    })());
  }
  return curves.get(engine);
}

const row = (what, engine, unit, bar) => async () => ({ value: (await figures(engine))[what], unit, bar, better: 'less' });
const bars = { search: ['ms', 50], suggest: ['ms', 20], browse: ['ms', 20], rss: ['MB', 256] };
export const libraryRows = ['sqlite', 'postgresql'].flatMap((engine) =>
  Object.entries(bars).map(([what, [unit, bar]]) => [`library.${what}_of_${largest}_${engine}`, row(what, engine, unit, bar)]));
