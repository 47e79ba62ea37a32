import type { Track } from "@/api/types";

/** Who a track is by: its artist, else who uploaded it, whose account may be gone. */
export function byline(track: Pick<Track, "artist" | "owner">): string {
  return track.artist || track.owner.username || "Unknown artist";
}
