import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/session/useSession";
import { api, body, unwrap } from "../client";

// Under "account", which a change of the person empties.

export const likedIdsQuery = queryOptions({
  queryKey: ["account", "liked-ids"],
  staleTime: 5 * 60_000,
  queryFn: () => unwrap(api.GET("/api/v1/me/likes/ids")),
});

export const likesQuery = infiniteQueryOptions({
  queryKey: ["account", "likes"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) => body(api.GET("/api/v1/me/likes", { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
  getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
});

export const historyQuery = infiniteQueryOptions({
  queryKey: ["account", "history"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) => body(api.GET("/api/v1/me/history", { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
  getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
});

/** One request tells of every heart on the page. */
export function useIsLiked(trackId: string): boolean {
  const { data: me } = useMe();
  const { data } = useQuery({ ...likedIdsQuery, enabled: me != null });
  const ids = useMemo(() => new Set(data), [data]);
  return ids.has(trackId);
}

export function useLike(trackId: string) {
  const client = useQueryClient();
  const key = likedIdsQuery.queryKey;
  const show = (liked: boolean) =>
    client.setQueryData(key, (before = []) => (liked ? [trackId, ...before.filter((id) => id !== trackId)] : before.filter((id) => id !== trackId)));
  return useMutation({
    mutationFn: (liked: boolean) => {
      const params = { params: { path: { id: trackId } } };
      return liked ? body(api.PUT("/api/v1/tracks/{id}/like", params)) : body(api.DELETE("/api/v1/tracks/{id}/like", params));
    },
    onMutate: async (liked) => {
      await client.cancelQueries({ queryKey: key });
      show(liked);
    },
    onError: (_, liked) => show(!liked),
    onSuccess: () => void client.invalidateQueries({ queryKey: likesQuery.queryKey }),
  });
}

export function useClearHistory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/me/history")),
    onSuccess: () => client.invalidateQueries({ queryKey: historyQuery.queryKey }),
  });
}
