import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { hlsStatusQuery, trackQuery } from "@/api/queries/tracks";
import type { HlsStatus } from "@/api/types";
import { live, useLiveOpen } from "./live";

/** With a live connection polling only covers a lost message. */
const POLL_LIVE = 5_000;
const POLL_ALONE = 2_000;

export function isSettled(status: HlsStatus | undefined): boolean {
  return status?.status === "ready" || status?.status === "failed" || status?.status === "none";
}

/** A late poll must not take progress back. */
export function newer(before: HlsStatus | undefined, after: HlsStatus): HlsStatus {
  const goesBack = before?.status === "running" && after.status === "running" && after.progress < before.progress;
  return goesBack ? before : after;
}

/** How far the transcoding of a track is: told by the WebSocket, asked for where there is none. */
export function useTrackStatus(trackId: string, enabled = true): HlsStatus | undefined {
  const client = useQueryClient();
  const isLive = useLiveOpen();
  const query = hlsStatusQuery(trackId);
  const { data } = useQuery({
    ...query,
    enabled,
    refetchInterval: ({ state }) => (isSettled(state.data) ? false : isLive ? POLL_LIVE : POLL_ALONE),
    structuralSharing: (before, after) => newer(before as HlsStatus | undefined, after as HlsStatus),
  });

  useEffect(() => {
    if (!enabled) return undefined;
    return live.subscribe(`track.${trackId}`, (type, status) => {
      if (type === "TrackStatus") client.setQueryData(hlsStatusQuery(trackId).queryKey, status as HlsStatus);
    });
  }, [client, trackId, enabled]);

  // Once settled, the track itself has new facts: duration, loudness, status.
  const settled = isSettled(data);
  const wasSettled = useRef(settled);
  useEffect(() => {
    if (settled && !wasSettled.current) {
      void client.invalidateQueries({ queryKey: trackQuery(trackId).queryKey, exact: true });
      void client.invalidateQueries({ queryKey: ["track", trackId, "waveform"] });
      void client.invalidateQueries({ queryKey: ["tracks"] });
    }
    wasSettled.current = settled;
  }, [client, settled, trackId]);

  return data;
}
