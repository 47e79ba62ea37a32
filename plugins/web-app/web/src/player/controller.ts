import { api, unwrap } from "@/api/client";
import type { Track } from "@/api/types";
import { Decks } from "./decks";
import { selectDuration, selectTrack } from "./duration";
import { MAX_CROSSFADE } from "./handover";
import { effectiveVolume } from "./loudness";
import { followMedia, readMedia } from "./mediaEvents";
import { usePlayer } from "./playerStore";
import {
  append,
  emptyQueue,
  following,
  insertNext,
  next,
  previous,
  queueFrom,
  replaceTrack,
  RESTART_AFTER,
  shuffled,
  shuffledFrom,
  unshuffled,
  withoutTrack,
  type Queue,
} from "./queue";
import { useSettings, type Repeat } from "./settings";
import { useSleepTimer } from "./sleepTimer";
import { StreamTokens } from "./streamTokens";

const tokens = new StreamTokens((track_id) => unwrap(api.POST("/api/v1/auth/stream-token", { body: { track_id } })));

let decks: Decks | undefined;
/** 0…1: what is left of the volume while the player falls asleep. */
let fade = 1;

function volumeOf(track: Track | undefined) {
  const { volume, normalise, muted } = useSettings.getState();
  return { volume: effectiveVolume(volume, track?.loudness?.gain_db, normalise) * fade, muted };
}

function start(queue: Queue, startAt = 0): void {
  const track = queue.tracks[queue.index];
  if (!track || !decks) return;
  decks.setQuality(useSettings.getState().quality);
  const isWaiting = decks.load(track, startAt);
  usePlayer.setState(isWaiting ? { ...heard(decks), queue } : { ...LOADING, queue, position: startAt, also: null });
}

const LOADING = { status: "loading", error: null, position: 0, mediaDuration: 0, buffered: 0 } as const;

/** What the store is to say when the decks have changed places. */
function heard({ audio, engine, index, also }: Decks) {
  const isHeard = !audio.paused && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  return {
    ...readMedia(audio),
    status: isHeard ? "playing" : "loading",
    error: null,
    deck: index,
    also,
    qualities: engine.qualities,
    playingQuality: engine.playingQuality,
  } as const;
}

/** Where the queue stands behind the current track; undefined where the music ends. */
function queueBehind(): Queue | undefined {
  const { queue } = usePlayer.getState();
  const { repeat } = useSettings.getState();
  const behind = following(queue, repeat);
  return behind === queue && repeat !== "one" ? undefined : behind;
}

/** What follows by itself, unless the listener falls asleep before. */
function nextTrack(): Track | null {
  const { atEnd, until } = useSleepTimer.getState();
  const behind = queueBehind();
  if (!behind || atEnd) return null;
  const left = selectDuration(usePlayer.getState()) - player.now();
  if (until !== null && until - Date.now() < left * 1000) return null;
  return behind.tracks[behind.index] ?? null;
}

function onEnded(): void {
  if (useSleepTimer.getState().takeEnd()) return;
  const behind = queueBehind();
  if (behind) start(behind);
}

/** Gives the player its two audio elements; returns what undoes it. */
export function connect(elements: readonly [HTMLAudioElement, HTMLAudioElement]): () => void {
  const made = new Decks(elements, tokens, {
    next: nextTrack,
    crossfade: () => useSettings.getState().crossfade,
    volume: volumeOf,
    onNext: () => usePlayer.setState(({ queue }) => ({ ...heard(made), queue: queueBehind() ?? queue })),
    onAgain: () => usePlayer.setState({ ...LOADING, deck: made.index, also: null }),
    onOverlap: () => {
      const { also } = made;
      if (also || usePlayer.getState().also) usePlayer.setState({ also });
    },
    onQualities: () => usePlayer.setState({ qualities: made.engine.qualities, playingQuality: made.engine.playingQuality }),
    onBlocked: () => usePlayer.setState({ status: "paused" }),
    onFailure: (error) => {
      made.audio.pause();
      usePlayer.setState({ status: "error", error });
    },
  });
  decks = made;
  made.applyVolume();
  const undo = [
    ...elements.map((audio) => followMedia(audio, () => made.audio === audio, onEnded)),
    useSettings.subscribe(() => {
      made.applyVolume();
      made.look();
    }),
    usePlayer.subscribe(({ queue }, before) => queue !== before.queue && made.look()),
    useSleepTimer.subscribe(() => made.look()),
  ];
  return () => {
    for (const one of undo) one();
    made.close();
    decks = undefined;
  };
}

/** Everything a page or a control may ask of the player. */
export const player = {
  /** Plays `track`; "next" and "previous" then walk through `list`. */
  playFrom(list: readonly Track[], track: Track, startAt = 0): void {
    start((useSettings.getState().shuffle ? shuffledFrom : queueFrom)(list, track.id), startAt);
  },

  /** Plays `list` in any order, and what is played after it, too. */
  playShuffled(list: readonly Track[]): void {
    const first = list[Math.floor(Math.random() * list.length)];
    if (!first) return;
    useSettings.setState({ shuffle: true });
    player.playFrom(list, first);
  },

  toggle(): void {
    const { status, position, queue } = usePlayer.getState();
    if (status === "playing" || status === "loading") player.pause();
    else if (status === "error") start(queue, position);
    else if (status === "ended") {
      decks?.engine.seek(0);
      void decks?.engine.play();
    } else if (status === "paused") void decks?.engine.play();
  },

  pause(): void {
    decks?.engine.pause();
    // Nothing has played yet while a track loads, so the element has no pause to report.
    usePlayer.setState((state) => (state.status === "loading" ? { status: "paused" } : state));
  },

  resume(): void {
    if (!selectIsRunning()) player.toggle();
  },

  seek(seconds: number): void {
    const duration = selectDuration(usePlayer.getState());
    const target = Math.max(0, duration > 0 ? Math.min(seconds, duration) : seconds);
    decks?.engine.seek(target);
    usePlayer.setState({ position: decks?.audio.currentTime ?? target });
  },

  seekBy(seconds: number): void {
    player.seek(player.now() + seconds);
  },

  next(): void {
    const { queue } = usePlayer.getState();
    const behind = following(queue, skippingRepeat());
    if (behind !== queue) start(behind);
  },

  /** Back to the start of the track, or to the track before when it has only just begun. */
  previous(): void {
    const { queue, position } = usePlayer.getState();
    const before = previous(queue);
    if (position > RESTART_AFTER || before === queue) player.seek(0);
    else start(before);
  },

  setQuality(quality: string): void {
    useSettings.setState({ quality });
    decks?.setQuality(quality);
  },

  setVolume(volume: number): void {
    useSettings.setState({ volume: Math.min(1, Math.max(0, volume)), muted: false });
  },

  setCrossfade(seconds: number): void {
    useSettings.setState({ crossfade: Math.min(MAX_CROSSFADE, Math.max(0, Math.round(seconds))) });
  },

  /** All tracks again, then only this one, then none. */
  toggleRepeat(): void {
    useSettings.setState(({ repeat }) => ({ repeat: repeat === "off" ? "all" : repeat === "all" ? "one" : "off" }));
  },

  toggleShuffle(): void {
    const shuffle = !useSettings.getState().shuffle;
    useSettings.setState({ shuffle });
    usePlayer.setState(({ queue }) => ({ queue: shuffle ? shuffled(queue) : unshuffled(queue) }));
  },

  toggleMute(): void {
    useSettings.setState(({ muted }) => ({ muted: !muted }));
  },

  /** Plays `track` when the current one is over; at once when nothing is in the player. */
  playNext(track: Track): void {
    const { queue } = usePlayer.getState();
    const added = insertNext(queue, [track]);
    if (queue.index < 0) start(added);
    else usePlayer.setState({ queue: added });
  },

  /** Puts tracks at the end of the queue; goes on with them when it had ended. */
  enqueue(tracks: readonly Track[]): void {
    const { queue, status } = usePlayer.getState();
    if (tracks.length === 0) return;
    const added = append(queue, tracks);
    if (queue.index < 0) start(added);
    else if (status === "ended") start(next(added));
    else usePlayer.setState({ queue: added });
  },

  /** Only what comes later may change; the current track keeps its place. */
  setQueue(queue: Queue): void {
    usePlayer.setState({ queue });
  },

  playUpcoming(at: number): void {
    const { queue } = usePlayer.getState();
    const index = queue.index + 1 + at;
    if (queue.tracks[index]) start({ ...queue, index });
  },

  /** What is left of the volume, 0…1, until told otherwise. */
  setFade(part: number): void {
    fade = Math.min(1, Math.max(0, part));
    decks?.applyVolume();
  },

  /** The exact position, for drawing between two events of the store. */
  now(): number {
    return decks?.audio.currentTime ?? 0;
  },

  trackChanged(track: Track): void {
    usePlayer.setState(({ queue }) => ({ queue: replaceTrack(queue, track) }));
  },

  trackDeleted(id: string): void {
    const { queue } = usePlayer.getState();
    const playing = selectTrack(usePlayer.getState())?.id === id;
    if (playing) player.clear();
    else usePlayer.setState({ queue: withoutTrack(queue, id) });
  },

  /** Silence, and an empty queue: after signing out, say. */
  clear(): void {
    decks?.stop();
    usePlayer.setState({ queue: emptyQueue, status: "idle", error: null, position: 0, mediaDuration: 0, buffered: 0 });
  },
};

/** Who skips a track does not want to hear it again. */
function skippingRepeat(): Repeat {
  const { repeat } = useSettings.getState();
  return repeat === "one" ? "all" : repeat;
}

function selectIsRunning(): boolean {
  const { status } = usePlayer.getState();
  return status === "playing" || status === "loading";
}
