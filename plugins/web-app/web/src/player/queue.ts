import type { Track } from "@/api/types";
import type { Repeat } from "./settings";

/** The list that is being played and the place in it; -1 is an empty queue. */
export interface Queue {
  readonly tracks: readonly Track[];
  readonly index: number;
  /** How what comes next was ordered before it was shuffled. */
  readonly unshuffled?: readonly Track[];
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

/** Where the queue stands when the current track has played: `repeat` begins again. */
export function following(queue: Queue, repeat: Repeat): Queue {
  if (repeat === "one") return queue;
  return repeat === "all" && !hasNext(queue) && queue.index >= 0 ? { ...queue, index: 0 } : next(queue);
}

/** What comes next in any order. */
export function shuffled(queue: Queue, random: () => number = Math.random): Queue {
  const list = [...upcoming(queue)];
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other] as Track, list[at] as Track];
  }
  return { ...withUpcoming(queue, list), unshuffled: upcoming(queue) };
}

/** What comes next as it was before; what was added meanwhile comes first. */
export function unshuffled({ unshuffled: order = [], ...queue }: Queue): Queue {
  const place = new Map(order.map(({ id }, at) => [id, at]));
  const placeOf = ({ id }: Track) => place.get(id) ?? -1;
  return withUpcoming(queue, [...upcoming(queue)].sort((a, b) => placeOf(a) - placeOf(b)));
}

/** The chosen track first and then all others of the list, in any order. */
export function shuffledFrom(list: readonly Track[], id: string, random?: () => number): Queue {
  const { tracks, index } = queueFrom(list, id);
  const chosen = tracks[index];
  if (!chosen) return { tracks, index };
  return shuffled({ tracks: [chosen, ...tracks.filter((_, at) => at !== index)], index: 0 }, random);
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
  return { ...queue, tracks, index: Math.min(index, tracks.length - 1) };
}

/** Tracks behind the current one, in order. */
export function upcoming(queue: Queue): readonly Track[] {
  return queue.tracks.slice(queue.index + 1);
}

function withUpcoming(queue: Queue, list: readonly Track[]): Queue {
  return { ...queue, tracks: [...queue.tracks.slice(0, queue.index + 1), ...list] };
}

/** Puts tracks right behind the current one; an empty queue begins with them. */
export function insertNext(queue: Queue, added: readonly Track[]): Queue {
  const at = queue.index + 1;
  return { ...queue, tracks: [...queue.tracks.slice(0, at), ...added, ...queue.tracks.slice(at)], index: Math.max(0, queue.index) };
}

export function append(queue: Queue, added: readonly Track[]): Queue {
  return { ...queue, tracks: [...queue.tracks, ...added], index: Math.max(0, queue.index) };
}

/** Gives the upcoming track number `from` the place `to`; both count from 0 behind the current track. */
export function moveUpcoming(queue: Queue, from: number, to: number): Queue {
  const list = [...upcoming(queue)];
  const [moved] = list.splice(from, 1);
  if (!moved || to < 0 || to > list.length) return queue;
  list.splice(to, 0, moved);
  return withUpcoming(queue, list);
}

export function removeUpcoming(queue: Queue, at: number): Queue {
  if (at < 0) return queue;
  return { ...queue, tracks: queue.tracks.filter((_, place) => place !== queue.index + 1 + at) };
}

export function withoutUpcoming(queue: Queue): Queue {
  return { ...queue, tracks: queue.tracks.slice(0, queue.index + 1) };
}

/** How many tracks back a radio repeats nothing. */
const NO_REPEAT = 50;

/** What was played and what will be, the last first, each once. */
export function heardOf(ids: readonly string[]): string[] {
  return [...new Set([...ids].reverse())].slice(0, NO_REPEAT);
}
