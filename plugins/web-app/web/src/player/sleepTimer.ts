import { create } from "zustand";

/** Seconds in which the music goes before it stops. */
const FADE = 10;

interface SleepTimer {
  /** When the music stops, in ms since 1970. */
  until: number | null;
  /** Stop behind the current track. */
  atEnd: boolean;
  /** Minutes from now; "end" is behind the current track, null never. */
  set(choice: number | "end" | null): void;
  /** True, once, when the track that has just ended was to be the last. */
  takeEnd(): boolean;
}

export const useSleepTimer = create<SleepTimer>()((set, get) => ({
  until: null,
  atEnd: false,
  set: (choice) => set({ until: typeof choice === "number" ? Date.now() + choice * 60_000 : null, atEnd: choice === "end" }),
  takeEnd: () => {
    const { atEnd } = get();
    if (atEnd) set({ atEnd: false });
    return atEnd;
  },
}));

/** What is left of the volume `left` ms before the music stops. */
export function fadeAt(left: number): number {
  return Math.min(1, Math.max(0, left / (FADE * 1000)));
}
