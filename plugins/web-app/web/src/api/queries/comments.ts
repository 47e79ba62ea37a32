import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body, unwrap } from "../client";
import type { CommentSort, NewComment } from "../types";

// All under the track's own key: a change of the person empties it.
const key = (trackId: string) => ["track", trackId, "comments"] as const;

export const commentsQuery = (trackId: string, sort: CommentSort) =>
  infiniteQueryOptions({
    queryKey: [...key(trackId), sort],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/v1/tracks/{id}/comments", {
          params: { path: { id: trackId }, query: { sort, per_page: 20, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
  });

/** What stands at the waveform: the newest hundred that have a moment, by moment. */
export const marksQuery = (trackId: string) =>
  queryOptions({
    queryKey: [...key(trackId), "marks"],
    queryFn: async ({ signal }) => {
      const query = { timed: "true", sort: "-created_at", per_page: 100 } as const;
      const comments = await unwrap(api.GET("/api/v1/tracks/{id}/comments", { params: { path: { id: trackId }, query }, signal }));
      return comments.sort((a, b) => (a.position_ms ?? 0) - (b.position_ms ?? 0));
    },
  });

export const repliesQuery = (trackId: string, parentId: string) =>
  infiniteQueryOptions({
    queryKey: [...key(trackId), "replies", parentId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/v1/tracks/{id}/comments", {
          params: { path: { id: trackId }, query: { parent_id: parentId, per_page: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
  });

export function useRefreshComments(trackId: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key(trackId) });
}

export function useAddComment(trackId: string) {
  const refresh = useRefreshComments(trackId);
  return useMutation({
    mutationFn: (comment: NewComment) => unwrap(api.POST("/api/v1/tracks/{id}/comments", { params: { path: { id: trackId } }, body: comment })),
    onSuccess: refresh,
  });
}

export function useEditComment(trackId: string, id: string) {
  const refresh = useRefreshComments(trackId);
  return useMutation({
    mutationFn: (text: string) =>
      unwrap(api.PATCH("/api/v1/tracks/{id}/comments/{comment_id}", { params: { path: { id: trackId, comment_id: id } }, body: { body: text } })),
    onSuccess: refresh,
  });
}

export function useDeleteComment(trackId: string, id: string) {
  const refresh = useRefreshComments(trackId);
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/tracks/{id}/comments/{comment_id}", { params: { path: { id: trackId, comment_id: id } } })),
    onSuccess: refresh,
  });
}
