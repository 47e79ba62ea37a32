import type { Track } from "@/api/types";

const KINDS: Record<string, string> = {
  "audio/wav": "WAV",
  "audio/x-wav": "WAV",
  "audio/vnd.wave": "WAV",
  "audio/flac": "FLAC",
  "audio/x-flac": "FLAC",
  "audio/mpeg": "MP3",
  "audio/mp4": "M4A",
  "audio/x-m4a": "M4A",
  "audio/aac": "AAC",
  "audio/ogg": "OGG",
  "audio/opus": "Opus",
  "audio/aiff": "AIFF",
  "audio/x-aiff": "AIFF",
};

export function formatName(contentType: string): string {
  const bare = contentType.split(";")[0] ?? contentType;
  return KINDS[bare] ?? bare.replace(/^audio\/(x-)?/, "").toUpperCase();
}

function channelName(channels: number): string {
  if (channels === 1) return "mono";
  if (channels === 2) return "stereo";
  return `${channels} channels`;
}

/** "44.1 kHz · 24 bit · stereo"; parts that are not known are left out. */
export function sourceSummary(track: Pick<Track, "sample_rate" | "bit_depth" | "channels">): string {
  return [
    track.sample_rate ? `${track.sample_rate / 1000} kHz` : undefined,
    track.bit_depth ? `${track.bit_depth} bit` : undefined,
    track.channels ? channelName(track.channels) : undefined,
  ]
    .filter(Boolean)
    .join(" · ");
}

export function bitrateName(bitsPerSecond: number): string {
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}
