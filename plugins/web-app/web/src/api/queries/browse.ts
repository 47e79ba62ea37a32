import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMe } from "@/session/useSession";
import { api, body, unwrap } from "../client";

const PER_PAGE = 48;

type Page = { meta: { next_cursor: string | null } };
const nextOf = (page: Page) => page.meta.next_cursor ?? undefined;
const from = (cursor: string | undefined) => ({ per_page: PER_PAGE, ...(cursor ? { cursor } : {}) });
const first = undefined as string | undefined;

export type ArtistSort = "name" | "-tracks" | "-created_at";
export type AlbumSort = "title" | "artist" | "-created_at";
export type GenreSort = "name" | "-tracks";

export const artistsQuery = (sort: ArtistSort) =>
  infiniteQueryOptions({
    queryKey: ["artists", sort],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }) => body(api.GET("/api/v1/artists", { params: { query: { sort, ...from(pageParam) } }, signal })),
    getNextPageParam: nextOf,
  });

export const albumsQuery = (sort: AlbumSort) =>
  infiniteQueryOptions({
    queryKey: ["albums", sort],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }) => body(api.GET("/api/v1/albums", { params: { query: { sort, ...from(pageParam) } }, signal })),
    getNextPageParam: nextOf,
  });

export const genresQuery = (sort: GenreSort) =>
  infiniteQueryOptions({
    queryKey: ["genres", sort],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }) => body(api.GET("/api/v1/genres", { params: { query: { sort, ...from(pageParam) } }, signal })),
    getNextPageParam: nextOf,
  });

export const artistQuery = (id: string) =>
  queryOptions({
    queryKey: ["artist", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/artists/{id}", { params: { path: { id } }, signal })),
  });

export const artistAlbumsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["artist", id, "albums"],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET("/api/v1/artists/{id}/albums", { params: { path: { id }, query: from(pageParam) }, signal })),
    getNextPageParam: nextOf,
  });

export const artistTracksQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["artist", id, "tracks"],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET("/api/v1/artists/{id}/tracks", { params: { path: { id }, query: from(pageParam) }, signal })),
    getNextPageParam: nextOf,
  });

export const albumQuery = (id: string) =>
  queryOptions({
    queryKey: ["album", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/albums/{id}", { params: { path: { id } }, signal })),
  });

export const lyricsQuery = (trackId: string) =>
  queryOptions({
    queryKey: ["track", trackId, "lyrics"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/tracks/{id}/lyrics", { params: { path: { id: trackId } }, signal })),
  });

export const followingQuery = queryOptions({
  queryKey: ["account", "following"],
  queryFn: () => unwrap(api.GET("/api/v1/me/following")),
});

export function useIsFollowed(artistId: string): boolean {
  const { data: me } = useMe();
  const { data } = useQuery({ ...followingQuery, enabled: me != null });
  return data?.some(({ artist }) => artist.id === artistId) ?? false;
}

export function useFollow(artistId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (follow: boolean) => {
      const params = { params: { path: { id: artistId } } };
      return follow ? body(api.PUT("/api/v1/artists/{id}/follow", params)) : body(api.DELETE("/api/v1/artists/{id}/follow", params));
    },
    onSettled: () => client.invalidateQueries({ queryKey: followingQuery.queryKey }),
  });
}
