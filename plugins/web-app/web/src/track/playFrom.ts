import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";

/** Plays the track from there, whatever was played before. The queue stays when the track is the current one. */
export function playFrom(track: Track, seconds: number): void {
  const state = usePlayer.getState();
  const isCurrent = selectTrack(state)?.id === track.id;
  // What has ended would begin anew.
  if (!isCurrent || state.status === "ended") return player.playFrom(isCurrent ? state.queue.tracks : [track], track, seconds);
  player.seek(seconds);
  player.resume();
}
