import { useEffect } from "react";
import { create } from "zustand";
import { api, unwrap } from "@/api/client";
import { player } from "./controller";
import { selectTrack } from "./duration";
import { usePlayer } from "./playerStore";
import { heardOf, upcoming } from "./queue";
import { useSettings } from "./settings";

const BATCH = 5;

interface Radio {
  /** Why a track was put into the queue, by its id. */
  reasons: Readonly<Record<string, string>>;
}
export const useRadio = create<Radio>()(() => ({ reasons: {} }));

async function goOn(): Promise<void> {
  const { queue } = usePlayer.getState();
  const last = queue.tracks.at(-1);
  if (!last) return;
  const heard = heardOf(queue.tracks.map(({ id }) => id)).join(",");
  const found = await unwrap(
    api.GET("/api/v1/tracks/recommendations", { params: { query: { seed: last.id, heard, limit: BATCH } } }),
  );
  // Somebody may have chosen something else meanwhile.
  if (usePlayer.getState().queue.tracks.at(-1)?.id !== last.id) return;
  useRadio.setState(({ reasons }) => ({
    reasons: { ...reasons, ...Object.fromEntries(found.map(({ track, reason }) => [track.id, reason.text])) },
  }));
  player.enqueue(found.map(({ track }) => track));
}

/** Fills the queue while the last track plays, when the listener wants it to go on. */
export function useEndless(): void {
  const endless = useSettings((state) => state.endless && state.repeat === "off");
  const isLast = usePlayer((state) => state.queue.index >= 0 && upcoming(state.queue).length === 0);
  const current = usePlayer((state) => selectTrack(state)?.id);
  useEffect(() => {
    // Without an answer the music ends where the queue does.
    if (endless && isLast && current) goOn().catch(() => undefined);
  }, [endless, isLast, current]);
}
