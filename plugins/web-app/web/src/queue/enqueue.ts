import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { isPlayable } from "@/player/queue";
import { usePlayer } from "@/player/playerStore";
import { toast } from "@/ui/toast";

/** "Ember", or "12 tracks". */
function named(tracks: readonly Track[]): string {
  const [only] = tracks;
  return tracks.length === 1 && only ? `“${only.title}”` : `${tracks.length} tracks`;
}

const isEmpty = () => usePlayer.getState().queue.index < 0;

function startWith(tracks: readonly Track[]): void {
  player.enqueue(tracks);
  toast(`Playing ${named(tracks)}`);
}

/** Plays them, in their order, when the current track is over; says so. */
export function playNext(list: readonly Track[]): void {
  const tracks = list.filter(isPlayable);
  if (tracks.length === 0) return toast("Nothing of this can be played");
  if (isEmpty()) return startWith(tracks);
  for (const track of [...tracks].reverse()) player.playNext(track);
  toast(tracks.length === 1 ? `${named(tracks)} plays next` : `${named(tracks)} play next`);
}

/** Puts them at the end of the queue; says so. */
export function addToQueue(list: readonly Track[]): void {
  const tracks = list.filter(isPlayable);
  if (tracks.length === 0) return toast("Nothing of this can be played");
  if (isEmpty()) return startWith(tracks);
  player.enqueue(tracks);
  toast(`Added ${named(tracks)} to the queue`);
}
