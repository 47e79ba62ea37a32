import type { Track } from "@/api/types";

/** Each track once: one that was added while pages were loaded can appear on two of them. */
export function distinct(tracks: readonly Track[]): Track[] {
  return [...new Map(tracks.map((track) => [track.id, track])).values()];
}
