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
}

export const useSettings = create<PlayerSettings>()(
  persist<PlayerSettings>(
    () => ({ volume: 0.9, muted: false, quality: AUTO, normalise: true, shortcuts: true, endless: false }),
    { name: "veza-player", version: 1 },
  ),
);
