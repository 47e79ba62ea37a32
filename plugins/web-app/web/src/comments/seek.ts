import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";

/** Plays the track from there, whatever was played before. */
export function playFrom(track: Track, seconds: number): void {
  if (selectTrack(usePlayer.getState())?.id !== track.id) return player.playFrom([track], track, seconds);
  player.seek(seconds);
  player.resume();
}
