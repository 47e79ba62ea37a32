import type { Album } from "@/api/types";

const TYPES: Record<string, string> = {
  album: "Album",
  ep: "EP",
  single: "Single",
  compilation: "Compilation",
  live: "Live album",
  remix: "Remixes",
  soundtrack: "Soundtrack",
  broadcast: "Broadcast",
  audiobook: "Audiobook",
  other: "Release",
};

export const albumType = (type: Album["type"]): string => TYPES[type ?? "album"] ?? "Album";

export const trackCount = (count: number): string => `${count} ${count === 1 ? "track" : "tracks"}`;

/** "1 h 12 min", "48 min"; nothing while no length is known. */
export function playingTime(seconds: number): string | undefined {
  if (!(seconds > 0)) return undefined;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Tracks by their disc; those that name none are on the first. */
export function discs<T extends { disc_number: number | null }>(tracks: readonly T[]): { disc: number; tracks: T[] }[] {
  const out = new Map<number, T[]>();
  for (const track of tracks) {
    const disc = track.disc_number ?? 1;
    out.set(disc, [...(out.get(disc) ?? []), track]);
  }
  return [...out].sort(([a], [b]) => a - b).map(([disc, of]) => ({ disc, tracks: of }));
}
