import type { Track } from "@/api/types";

/** A whole track; tests name what matters to them. */
export function makeTrack(changes: Partial<Track> = {}): Track {
  return {
    id: "track",
    title: "Title",
    artist: null,
    album: null,
    album_artist: null,
    genre: null,
    year: null,
    track_number: null,
    disc_number: null,
    duration: 180,
    content_type: "audio/flac",
    file_name: "title.flac",
    file_size: 1000,
    sample_rate: 44_100,
    channels: 2,
    bit_depth: 16,
    visibility: "public",
    status: "ready",
    status_reason: null,
    loudness: null,
    has_cover: false,
    owner: { id: "owner", username: "mira" },
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    ...changes,
  };
}
