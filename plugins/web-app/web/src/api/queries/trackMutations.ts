import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api, body, unwrap } from "../client";
import type { Track, TrackChanges } from "../types";
import { trackQuery } from "./tracks";

/** Puts a changed track where pages look for it, and marks every list as out of date. */
function remember(client: QueryClient, track: Track) {
  client.setQueryData(trackQuery(track.id).queryKey, track);
  void client.invalidateQueries({ queryKey: ["tracks"] });
}

export function useUpdateTrack(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: TrackChanges) =>
      unwrap(api.PATCH("/api/v1/tracks/{id}", { params: { path: { id } }, body: changes })),
    onSuccess: (track) => remember(client, track),
  });
}

export function useDeleteTrack(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/tracks/{id}", { params: { path: { id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["tracks"] }),
  });
}

/** For when no page shows the track any more: one that does would ask for it again. */
export function useForgetTrack(id: string) {
  const client = useQueryClient();
  return () => client.removeQueries({ queryKey: ["track", id] });
}

export function useRetryTranscode(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/tracks/{id}/hls/retry", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["track", id] }),
  });
}
