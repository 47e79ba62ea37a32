import { api, unwrap } from "@/api/client";
import type { Track } from "@/api/types";
import { selectDuration, selectTrack } from "./duration";
import { Engine } from "./engine";
import { effectiveVolume } from "./loudness";
import { followMedia } from "./mediaEvents";
import { usePlayer } from "./playerStore";
import {
  append,
  emptyQueue,
  insertNext,
  next,
  previous,
  queueFrom,
  replaceTrack,
  RESTART_AFTER,
  withoutTrack,
  type Queue,
} from "./queue";
import { useSettings, type PlayerSettings } from "./settings";
import { useSleepTimer } from "./sleepTimer";
import { StreamTokens } from "./streamTokens";

const tokens = new StreamTokens((track_id) => unwrap(api.POST("/api/v1/auth/stream-token", { body: { track_id } })));

let engine: Engine | undefined;
let element: HTMLAudioElement | undefined;
/** 0…1: what is left of the volume while the player falls asleep. */
let fade = 1;

function applyVolume(settings: PlayerSettings = useSettings.getState()): void {
  if (!element) return;
  const gain = selectTrack(usePlayer.getState())?.loudness?.gain_db;
  element.volume = effectiveVolume(settings.volume, gain, settings.normalise) * fade;
  element.muted = settings.muted;
}

function start(queue: Queue, startAt = 0): void {
  const track = queue.tracks[queue.index];
  if (!track || !engine) return;
  usePlayer.setState({ queue, status: "loading", error: null, position: startAt, mediaDuration: 0, buffered: 0 });
  applyVolume();
  engine.setQuality(useSettings.getState().quality);
  void engine.load(track, startAt);
}

function onEnded(): void {
  if (useSleepTimer.getState().takeEnd()) return;
  const { queue } = usePlayer.getState();
  const following = next(queue);
  if (following !== queue) start(following);
}

/** Gives the player its audio element; returns what undoes it. */
export function connect(audio: HTMLAudioElement): () => void {
  element = audio;
  engine = new Engine(audio, tokens, {
    onQualities: (qualities) => usePlayer.setState({ qualities }),
    onPlayingQuality: (playingQuality) => usePlayer.setState({ playingQuality }),
    onBlocked: () => usePlayer.setState({ status: "paused" }),
    onFailure: (error) => {
      audio.pause();
      usePlayer.setState({ status: "error", error });
    },
  });
  applyVolume();
  const unfollow = followMedia(audio, onEnded);
  const unsubscribe = useSettings.subscribe(applyVolume);
  return () => {
    unfollow();
    unsubscribe();
    engine?.stop();
    engine = undefined;
    element = undefined;
  };
}

/** Everything a page or a control may ask of the player. */
export const player = {
  /** Plays `track`; "next" and "previous" then walk through `list`. */
  playFrom(list: readonly Track[], track: Track, startAt = 0): void {
    start(queueFrom(list, track.id), startAt);
  },

  toggle(): void {
    const { status, position, queue } = usePlayer.getState();
    if (status === "playing" || status === "loading") player.pause();
    else if (status === "error") start(queue, position);
    else if (status === "ended") {
      engine?.seek(0);
      void engine?.play();
    } else if (status === "paused") void engine?.play();
  },

  pause(): void {
    engine?.pause();
    // Nothing has played yet while a track loads, so the element has no pause to report.
    usePlayer.setState((state) => (state.status === "loading" ? { status: "paused" } : state));
  },

  resume(): void {
    if (!selectIsRunning()) player.toggle();
  },

  seek(seconds: number): void {
    const duration = selectDuration(usePlayer.getState());
    const target = Math.max(0, duration > 0 ? Math.min(seconds, duration) : seconds);
    engine?.seek(target);
    usePlayer.setState({ position: element?.currentTime ?? target });
  },

  seekBy(seconds: number): void {
    player.seek((element?.currentTime ?? 0) + seconds);
  },

  next(): void {
    const { queue } = usePlayer.getState();
    const following = next(queue);
    if (following !== queue) start(following);
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
    engine?.setQuality(quality);
  },

  setVolume(volume: number): void {
    useSettings.setState({ volume: Math.min(1, Math.max(0, volume)), muted: false });
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
    applyVolume();
  },

  /** The exact position, for drawing between two events of the store. */
  now(): number {
    return element?.currentTime ?? 0;
  },

  trackChanged(track: Track): void {
    usePlayer.setState(({ queue }) => ({ queue: replaceTrack(queue, track) }));
    applyVolume();
  },

  trackDeleted(id: string): void {
    const { queue } = usePlayer.getState();
    const playing = selectTrack(usePlayer.getState())?.id === id;
    if (playing) player.clear();
    else usePlayer.setState({ queue: withoutTrack(queue, id) });
  },

  /** Silence, and an empty queue: after signing out, say. */
  clear(): void {
    engine?.stop();
    usePlayer.setState({ queue: emptyQueue, status: "idle", error: null, position: 0, mediaDuration: 0, buffered: 0 });
  },
};

function selectIsRunning(): boolean {
  const { status } = usePlayer.getState();
  return status === "playing" || status === "loading";
}
