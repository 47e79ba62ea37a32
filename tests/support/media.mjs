// Songs for tests, made on the spot by ffmpeg: nothing in the repository, nothing from elsewhere.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

// A tone that climbs, with noise below it, so that waveform and encoder have something to do.
const tone = (seconds, rate) =>
  `aevalsrc='0.4*sin(2*PI*(220+40*t)*t)+0.05*random(0)|0.4*sin(2*PI*(330+20*t)*t)+0.05*random(1)':d=${seconds}:s=${rate}`;

const codecs = {
  wav: ['-c:a', 'pcm_s16le'],
  flac: ['-c:a', 'flac'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '192k'],
  m4a: ['-c:a', 'aac', '-b:a', '192k'],
  ogg: ['-c:a', 'libvorbis', '-q:a', '5'],
  opus: ['-c:a', 'libopus', '-b:a', '128k', '-ar', '48000'],
  aiff: ['-c:a', 'pcm_s16be'],
};
export const formats = Object.keys(codecs);

// Makes `name`.`format` of `seconds` in `folder`; gives its path.
export async function song(folder, name, format, seconds = 5, { rate = 44100, tags = {}, extra = [] } = {}) {
  const path = join(folder, `${name}.${format}`);
  const metadata = Object.entries(tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]);
  await exec('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', tone(seconds, rate), ...codecs[format], ...metadata, ...extra, path]);
  return path;
}

export async function songBytes(folder, name, format, seconds, options) {
  return readFileSync(await song(folder, name, format, seconds, options));
}

// ffprobe's view of a file or of bytes already on disk.
export async function probe(path, args = []) {
  const { stdout } = await exec('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...args, path], {
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout);
}

// An MP4 with a picture track and no sound.
export async function video(folder) {
  const path = join(folder, 'video-only.m4a');
  await exec('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=s=64x64:d=1', '-c:v', 'mpeg4', '-f', 'mp4', path]);
  return readFileSync(path);
}
