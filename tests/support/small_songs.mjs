// Thousands of small songs of which no two are alike: one FLAC file with other tags (RFC 9639 section 8).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { song } from './media.mjs';
import { scratch } from './server.mjs';

function vorbisComment(tags) {
  const text = (value) => {
    const bytes = Buffer.from(value);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return Buffer.concat([size, bytes]);
  };
  const count = Buffer.alloc(4);
  const fields = Object.entries(tags).map(([key, value]) => text(`${key.toUpperCase()}=${value}`));
  count.writeUInt32LE(fields.length);
  return Buffer.concat([text('veza tests'), count, ...fields]);
}

// A maker of songs of a tenth of a second: tags → bytes.
export async function smallSongs() {
  const folder = scratch();
  try {
    const base = readFileSync(await song(folder, 'base', 'flac', 0.1, { rate: 8000 }));
    const streamInfo = base.subarray(8, 8 + 34);
    let at = 4;
    for (let last = false; !last; ) {
      last = (base[at] & 0x80) !== 0;
      at += 4 + base.readUIntBE(at + 1, 3);
    }
    const frames = base.subarray(at);
    return (tags) => {
      const comment = vorbisComment(tags);
      const head = Buffer.alloc(4);
      head[0] = 0x84; // VORBIS_COMMENT, the last block
      head.writeUIntBE(comment.length, 1, 3);
      return Buffer.concat([Buffer.from('fLaC\0\0\0\x22', 'latin1'), streamInfo, head, comment, frames]);
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// `count` of them in folders of a hundred: "artist 3/album 3/007.flac".
export function writeSongs(make, folder, count, { perFolder = 100, from = 0 } = {}) {
  for (let i = from; i < from + count; ++i) {
    const n = Math.floor(i / perFolder);
    const album = join(folder, `artist ${n % 50}`, `album ${n}`);
    if (i % perFolder === 0 || i === from) mkdirSync(album, { recursive: true });
    const tags = { title: `Song ${i}`, artist: `Artist ${n % 50}`, album: `Album ${n}`, tracknumber: `${(i % perFolder) + 1}`, date: `${1960 + (n % 60)}`, genre: `Genre ${n % 20}` };
    writeFileSync(join(album, `${String(i % perFolder).padStart(3, '0')}.flac`), make(tags));
  }
}
