// Transcoding: the CPU it takes, and how soon a listener hears something.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { song } from '../support/media.mjs';
import { buildDir, scratch, until } from '../support/server.mjs';
import { exec } from './peers.mjs';
import { site } from './site.mjs';

// CPU seconds (user + system) of a shell command and its children.
async function cpu(command) {
  const { stderr } = await exec('bash', ['-c', `TIMEFORMAT='%U %S'; time { ${command} ; } >/dev/null 2>/dev/null`], { maxBuffer: 1 << 26 });
  const [user, system] = stderr.trim().split('\n').pop().split(' ').map(Number);
  return user + system;
}

// A 5-minute FLAC into three AAC tiers with peaks and loudness, against ffmpeg's default three-tier HLS command.
export async function transcodeCpu() {
  const folder = scratch();
  try {
    const flac = await song(folder, 'five-minutes', 'flac', 300);
    const tiers = [128, 256, 320];
    const ffmpeg = `mkdir -p '${folder}/ff' && cd '${folder}/ff' && ffmpeg -v error -y -i '${flac}' ${tiers
      .map((_, i) => `-map 0:a`)
      .join(' ')} ${tiers.map((rate, i) => `-c:a:${i} aac -b:a:${i} ${rate}k`).join(' ')} -f hls -hls_time 4 -hls_segment_type fmp4 -hls_playlist_type vod -master_pl_name master.m3u8 -var_stream_map '${tiers
      .map((_, i) => `a:${i}`)
      .join(' ')}' '%v.m3u8'`;
    const veza = (i) => `'${join(buildDir, 'lib/veza/libexec/veza-transcode')}' --input '${flac}' --output '${folder}/veza-${i}'`;
    let value = Infinity;
    let baseline = Infinity;
    for (let i = 0; i < 3; ++i) {
      mkdirSync(`${folder}/veza-${i}`);
      value = Math.min(value, await cpu(veza(i)));
      baseline = Math.min(baseline, await cpu(ffmpeg));
    }
    return { value, unit: 'CPU s', baseline, bar: 0.6, better: 'less' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Seconds from the last byte of an upload (its answer follows it) to a first segment a listener can fetch.
export async function firstPlayable() {
  const folder = scratch();
  const server = await site().start();
  try {
    const { access_token: token } = await server.setup();
    const bytes = readFileSync(await song(folder, 'five-minutes', 'flac', 300));
    const times = [];
    for (let i = 0; i < 3; ++i) {
      let sent;
      const whole = new Blob([
        `--b\r\nContent-Disposition: form-data; name="file"; filename="a.flac"\r\n\r\n`, bytes, '\r\n--b--\r\n',
      ]);
      // The body as a stream, so that the moment its last byte leaves is known.
      const reader = whole.stream().getReader();
      const body = new ReadableStream({
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) {
            sent = process.hrtime.bigint();
            controller.close();
          } else {
            controller.enqueue(value);
          }
        },
      });
      const answer = await fetch(`${server.url}/api/v1/tracks`, {
        method: 'POST', body, duplex: 'half',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=b' },
      });
      const { data: track } = await answer.json();
      await until('a segment can be fetched', async () => {
        const segment = await fetch(`${server.url}/api/v1/tracks/${track.id}/hls/low/seg-00001.m4s`, { headers: { authorization: `Bearer ${token}` } });
        await segment.arrayBuffer();
        return segment.ok;
      }, { every: 10 });
      times.push(Number(process.hrtime.bigint() - sent) / 1e9);
      await server.trackEnd(token, track.id);
    }
    times.sort((a, b) => a - b);
    return { value: times[1], unit: 's', bar: 1, better: 'less' };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
