import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body, unwrap } from "../client";
import type { TrackQuery } from "../types";

export const PAGE_SIZE = 20;

export type TrackFilters = Omit<TrackQuery, "cursor" | "per_page">;

export const trackListQuery = (filters: TrackFilters, perPage = PAGE_SIZE) =>
  infiniteQueryOptions({
    queryKey: ["tracks", filters, perPage],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/v1/tracks", {
          params: { query: { ...filters, per_page: perPage, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
  });

export const trackQuery = (id: string) =>
  queryOptions({
    queryKey: ["track", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/tracks/{id}", { params: { path: { id } }, signal })),
  });

/** Peaks in the audiowaveform v2 form, without the envelope; they never change for a track. */
export const waveformQuery = (id: string) =>
  queryOptions({
    queryKey: ["track", id, "waveform"],
    staleTime: Infinity,
    queryFn: ({ signal }) => body(api.GET("/api/v1/tracks/{id}/waveform", { params: { path: { id } }, signal })),
  });

export const hlsInfoQuery = (id: string) =>
  queryOptions({
    queryKey: ["track", id, "hls-info"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/tracks/{id}/hls/info", { params: { path: { id } }, signal })),
  });

export const hlsStatusQuery = (id: string) =>
  queryOptions({
    queryKey: ["track", id, "hls-status"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/tracks/{id}/hls/status", { params: { path: { id } }, signal })),
  });
