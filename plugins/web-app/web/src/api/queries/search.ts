import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body, unwrap } from "../client";
import type { SearchQuery } from "../types";

export const searchQuery = (query: SearchQuery) =>
  infiniteQueryOptions({
    queryKey: ["search", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET("/api/v1/search", { params: { query: { ...query, per_page: 30, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
    // What was found stays while a filter is tried.
    placeholderData: keepPreviousData,
  });

export const suggestQuery = (q: string) =>
  queryOptions({
    queryKey: ["suggest", q],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/search/suggest", { params: { query: { q } }, signal })),
  });

// Under "account", which a change of the person empties.
export const recentSearchesQuery = queryOptions({
  queryKey: ["account", "searches"],
  queryFn: () => unwrap(api.GET("/api/v1/me/searches")),
});

export function useClearSearches() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/me/searches")),
    onSuccess: () => client.setQueryData(recentSearchesQuery.queryKey, []),
  });
}
