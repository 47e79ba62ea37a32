import { usePlayer } from "./playerStore";

/** Seconds up to which `audio` needs no network from where it is. */
export function bufferedEnd(audio: HTMLAudioElement): number {
  const { buffered, currentTime } = audio;
  for (let range = 0; range < buffered.length; range += 1) {
    if (buffered.start(range) <= currentTime + 0.1 && currentTime <= buffered.end(range)) return buffered.end(range);
  }
  return currentTime;
}

/** What the element says of its track. */
export function readMedia(audio: HTMLAudioElement) {
  return {
    position: audio.currentTime,
    mediaDuration: Number.isFinite(audio.duration) ? audio.duration : 0,
    buffered: bufferedEnd(audio),
  };
}

/** Copies what happens at an audio element into the store while it is the current one; returns the undo. */
export function followMedia(audio: HTMLAudioElement, isCurrent: () => boolean, onEnded: () => void): () => void {
  const set = usePlayer.setState;
  const read = () => set(readMedia(audio));
  const unlessFailed = (status: "playing" | "paused" | "loading") => () =>
    set((state) => (state.status === "error" || state.status === "idle" ? state : { status }));

  const handlers: Partial<Record<keyof HTMLMediaElementEventMap, () => void>> = {
    timeupdate: read,
    progress: read,
    durationchange: read,
    seeking: read,
    seeked: read,
    playing: () => set({ status: "playing", error: null }),
    waiting: () => !audio.paused && unlessFailed("loading")(),
    pause: () => !audio.ended && unlessFailed("paused")(),
    ended: () => {
      set({ status: "ended" });
      onEnded();
    },
  };
  const entries = Object.entries(handlers) as [string, () => void][];
  const undo = entries.map(([name, handler]) => {
    const ifCurrent = () => isCurrent() && handler();
    audio.addEventListener(name, ifCurrent);
    return () => audio.removeEventListener(name, ifCurrent);
  });
  return () => undo.forEach((one) => one());
}
