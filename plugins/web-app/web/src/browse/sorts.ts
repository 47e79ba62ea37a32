import type { AlbumSort, ArtistSort, GenreSort } from "@/api/queries/browse";

export const ALBUM_SORTS: Record<AlbumSort, string> = { title: "Title A–Z", artist: "Artist A–Z", "-created_at": "Newest first" };
export const ARTIST_SORTS: Record<ArtistSort, string> = { name: "Name A–Z", "-tracks": "Most tracks", "-created_at": "Newest first" };
export const GENRE_SORTS: Record<GenreSort, string> = { "-tracks": "Most tracks", name: "Name A–Z" };

/** Takes the sort that an address says, if it is one of these. */
export const sortIn =
  <S extends string>(sorts: Record<S, string>) =>
  ({ sort }: Record<string, unknown>): { sort?: S } =>
    typeof sort === "string" && Object.hasOwn(sorts, sort) ? { sort: sort as S } : {};
