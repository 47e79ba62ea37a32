import type { Track } from "@/api/types";
import { currentTrack } from "./queue";
import type { PlayerState } from "./playerStore";

/** The track's own length where it is known: the playlist of a fresh upload still grows. */
export function playingDuration(track: Track | undefined, mediaDuration: number): number {
  if (track?.duration) return track.duration;
  return Number.isFinite(mediaDuration) ? mediaDuration : 0;
}

export const selectTrack = (state: PlayerState) => currentTrack(state.queue);

export const selectDuration = (state: PlayerState) => playingDuration(selectTrack(state), state.mediaDuration);

export const selectIsPlaying = (state: PlayerState) => state.status === "playing" || state.status === "loading";
