import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body, unwrap } from "../client";
import type { PlaylistChanges, PlaylistItem, SmartRules } from "../types";

/** One's own and those one works on ("me"), the public ones of a person by id, or all public ones. */
export const playlistsQuery = (owner?: string) =>
  infiniteQueryOptions({
    // One's own stand under "account", which a change of the person empties.
    queryKey: owner === "me" ? ["account", "list"] : ["playlists", "list", ...(owner ? [owner] : [])],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET("/api/v1/playlists", { params: { query: { owner, per_page: 50, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
  });

export const playlistQuery = (id: string) =>
  queryOptions({
    queryKey: ["playlist", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/playlists/{id}", { params: { path: { id } }, signal })),
  });

export const itemsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["playlist", id, "items"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/v1/playlists/{id}/items", {
          params: { path: { id }, query: { per_page: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
  });

/** What rules choose of this person's tracks, before they are kept. */
export const previewQuery = (rules: SmartRules) =>
  queryOptions({
    queryKey: ["account", "preview", rules],
    retry: false,
    gcTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => body(api.POST("/api/v1/playlists/preview", { body: { rules }, signal })),
  });

export const sharesQuery = (id: string) =>
  queryOptions({
    queryKey: ["playlist", id, "shares"],
    queryFn: () => unwrap(api.GET("/api/v1/playlists/{id}/shares", { params: { path: { id } } })),
  });

export const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ["shared", token],
    retry: false,
    // Each time it is asked for counts as an opening.
    staleTime: Infinity,
    queryFn: () => unwrap(api.GET("/api/v1/shared/{token}", { params: { path: { token }, query: { per_page: 100 } } })),
  });

function useRefresh(id?: string) {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: playlistsQuery("me").queryKey });
    void client.invalidateQueries({ queryKey: playlistsQuery().queryKey });
    if (id) void client.invalidateQueries({ queryKey: ["playlist", id] });
  };
}

export function useCreatePlaylist() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (wish: PlaylistChanges & { title: string; track_ids?: string[] }) => unwrap(api.POST("/api/v1/playlists", { body: wish })),
    onSuccess: refresh,
  });
}

export function useImportPlaylist() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST("/api/v1/playlists/import", {
          body: file as unknown as string,
          bodySerializer: (it) => it as unknown as BodyInit,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSuccess: refresh,
  });
}

export function useUpdatePlaylist(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: (changes: PlaylistChanges) => unwrap(api.PATCH("/api/v1/playlists/{id}", { params: { path: { id } }, body: changes })),
    onSuccess: refresh,
  });
}

export function useDeletePlaylist(id: string) {
  const client = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/playlists/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      client.removeQueries({ queryKey: ["playlist", id] });
      refresh();
    },
  });
}

export function useAddItems() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, trackIds }: { id: string; trackIds: string[] }) =>
      unwrap(api.POST("/api/v1/playlists/{id}/items", { params: { path: { id } }, body: { track_ids: trackIds } })),
    onSuccess: (_, { id }) => {
      void client.invalidateQueries({ queryKey: ["playlist", id] });
      void client.invalidateQueries({ queryKey: playlistsQuery("me").queryKey });
    },
  });
}

/** The list as `change` makes it of what is shown, until the server's own comes. */
function useShownItems(id: string) {
  const client = useQueryClient();
  const key = itemsQuery(id).queryKey;
  return async (change: (items: PlaylistItem[]) => PlaylistItem[]) => {
    await client.cancelQueries({ queryKey: key });
    client.setQueryData(key, (before) => {
      if (!before) return before;
      const items = change(before.pages.flatMap((page) => page.data));
      let from = 0;
      const pages = before.pages.map((page, at) => {
        const size = at === before.pages.length - 1 ? items.length - from : page.data.length;
        from += size;
        return { ...page, data: items.slice(from - size, from) };
      });
      return { ...before, pages };
    });
  };
}

export function useMoveItem(id: string) {
  const refresh = useRefresh(id);
  const show = useShownItems(id);
  return useMutation({
    mutationFn: ({ itemId, after }: { itemId: string; after: string | null }) =>
      body(api.PATCH("/api/v1/playlists/{id}/items/{item_id}", { params: { path: { id, item_id: itemId } }, body: { after } })),
    onMutate: ({ itemId, after }) =>
      show((items) => {
        const moved = items.find((item) => item.id === itemId);
        const rest = items.filter((item) => item.id !== itemId);
        if (moved) rest.splice(after === null ? 0 : rest.findIndex((item) => item.id === after) + 1, 0, moved);
        return rest;
      }),
    onSettled: refresh,
  });
}

export function useRemoveItem(id: string) {
  const refresh = useRefresh(id);
  const show = useShownItems(id);
  return useMutation({
    mutationFn: (itemId: string) => body(api.DELETE("/api/v1/playlists/{id}/items/{item_id}", { params: { path: { id, item_id: itemId } } })),
    onMutate: (itemId) => show((items) => items.filter((item) => item.id !== itemId)),
    onSettled: refresh,
  });
}

export function useShare(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { expires_in_days: number | null; role: "editor" | null }) =>
      unwrap(api.POST("/api/v1/playlists/{id}/shares", { params: { path: { id } }, body: wish })),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesQuery(id).queryKey }),
  });
}

export function useRevokeShare(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (shareId: string) => body(api.DELETE("/api/v1/playlists/{id}/shares/{share_id}", { params: { path: { id, share_id: shareId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesQuery(id).queryKey }),
  });
}

export function useJoin(token: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/shared/{token}/join", { params: { path: { token } } })),
    onSuccess: refresh,
  });
}
