import { usePlayer } from "./playerStore";

function bufferedEnd(audio: HTMLAudioElement): number {
  const { buffered, currentTime } = audio;
  for (let range = 0; range < buffered.length; range += 1) {
    if (buffered.start(range) <= currentTime + 0.1 && currentTime <= buffered.end(range)) return buffered.end(range);
  }
  return currentTime;
}

/** Copies what happens at the audio element into the store; returns the undo. */
export function followMedia(audio: HTMLAudioElement, onEnded: () => void): () => void {
  const set = usePlayer.setState;
  const read = () =>
    set({
      position: audio.currentTime,
      mediaDuration: Number.isFinite(audio.duration) ? audio.duration : 0,
      buffered: bufferedEnd(audio),
    });
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
  for (const [name, handler] of entries) audio.addEventListener(name, handler);
  return () => {
    for (const [name, handler] of entries) audio.removeEventListener(name, handler);
  };
}
