import type { Track } from "@/api/types";

/** The list that is being played and the place in it; -1 is an empty queue. */
export interface Queue {
  readonly tracks: readonly Track[];
  readonly index: number;
}

export const emptyQueue: Queue = { tracks: [], index: -1 };

/** How far into a track "previous" still means the track before, in seconds. */
export const RESTART_AFTER = 3;

export function isPlayable(track: Track): boolean {
  return track.status !== "failed";
}

/** A queue of what can be played in `list`, standing at the track with this id. */
export function queueFrom(list: readonly Track[], id: string): Queue {
  const tracks = list.filter((track) => track.id === id || isPlayable(track));
  return { tracks, index: tracks.findIndex((track) => track.id === id) };
}

export function currentTrack(queue: Queue): Track | undefined {
  return queue.tracks[queue.index];
}

export function hasNext(queue: Queue): boolean {
  return queue.index >= 0 && queue.index < queue.tracks.length - 1;
}

export function hasPrevious(queue: Queue): boolean {
  return queue.index > 0;
}

export function next(queue: Queue): Queue {
  return hasNext(queue) ? { ...queue, index: queue.index + 1 } : queue;
}

export function previous(queue: Queue): Queue {
  return hasPrevious(queue) ? { ...queue, index: queue.index - 1 } : queue;
}

/** A track that was edited keeps its place. */
export function replaceTrack(queue: Queue, track: Track): Queue {
  if (!queue.tracks.some((item) => item.id === track.id)) return queue;
  return { ...queue, tracks: queue.tracks.map((item) => (item.id === track.id ? track : item)) };
}

/** A deleted track leaves; when it was the current one, the one after it takes its place. */
export function withoutTrack(queue: Queue, id: string): Queue {
  const at = queue.tracks.findIndex((track) => track.id === id);
  if (at < 0) return queue;
  const tracks = queue.tracks.filter((track) => track.id !== id);
  const index = at < queue.index ? queue.index - 1 : queue.index;
  return { tracks, index: Math.min(index, tracks.length - 1) };
}
