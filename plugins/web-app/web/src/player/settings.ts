import { create } from "zustand";
import { persist } from "zustand/middleware";
import { AUTO } from "./qualities";

/** What a listener has chosen; kept in this browser. */
export interface PlayerSettings {
  /** 0…1 */
  volume: number;
  muted: boolean;
  /** "auto", or the name of a rendition */
  quality: string;
  /** Even out loudness between tracks. */
  normalise: boolean;
  /** Keys that work anywhere on the page (WCAG 2.1.4 asks for a way to turn them off). */
  shortcuts: boolean;
  /** Go on with tracks that go with the last one when the queue ends. */
  endless: boolean;
  /** Seconds in which one track fades into the next; 0 joins them without a pause. */
  crossfade: number;
  repeat: Repeat;
  shuffle: boolean;
}

export type Repeat = "off" | "all" | "one";

export const useSettings = create<PlayerSettings>()(
  persist<PlayerSettings>(
    () => ({
      volume: 0.9,
      muted: false,
      quality: AUTO,
      normalise: true,
      shortcuts: true,
      endless: false,
      crossfade: 0,
      repeat: "off",
      shuffle: false,
    }),
    { name: "veza-player", version: 1 },
  ),
);
