import { create } from "zustand";
import type { Track } from "@/api/types";
import { emptyQueue, type Queue } from "./queue";
import type { Quality } from "./qualities";

export type PlayerStatus = "idle" | "loading" | "playing" | "paused" | "ended" | "error";

export interface PlayerState {
  queue: Queue;
  status: PlayerStatus;
  /** A sentence, when `status` is "error". */
  error: string | null;
  /** Seconds */
  position: number;
  /** Seconds that the media element knows of; less than the track's while it is still prepared. */
  mediaDuration: number;
  /** Seconds up to which playing needs no network. */
  buffered: number;
  qualities: readonly Quality[];
  playingQuality: string | null;
  /** Which of the two audio elements the current track plays on. */
  deck: 0 | 1;
  /** The track that sounds on the other one while one goes over into the next. */
  also: { track: Track; position: number } | null;
}

/** What the player shows. Only `controller.ts` and `mediaEvents.ts` write it. */
export const usePlayer = create<PlayerState>()(() => ({
  queue: emptyQueue,
  status: "idle",
  error: null,
  position: 0,
  mediaDuration: 0,
  buffered: 0,
  qualities: [],
  playingQuality: null,
  deck: 0,
  also: null,
}));
