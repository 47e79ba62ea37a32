import type { TrackFilters } from "@/api/queries/tracks";

/** The state of the library page; it lives in the address, so that it can be shared and gone back to. */
export interface LibrarySearch {
  q?: string;
  genre?: string;
  owner?: "me";
  visibility?: "public" | "private";
  sort?: Sort;
}

export const SORTS = {
  "-created_at": "Newest first",
  created_at: "Oldest first",
  title: "Title A–Z",
  "-title": "Title Z–A",
  artist: "Artist A–Z",
} as const;

export type Sort = keyof typeof SORTS;

export const DEFAULT_SORT: Sort = "-created_at";

export function isSort(value: unknown): value is Sort {
  return typeof value === "string" && Object.hasOwn(SORTS, value);
}

function words(value: unknown): string | undefined {
  // The router has read "1999" as a number already.
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text || undefined;
}

/** Takes what an address says and drops what makes no sense. */
export function librarySearch(search: Record<string, unknown>): LibrarySearch {
  const { visibility, sort } = search;
  return {
    q: words(search.q),
    genre: words(search.genre),
    owner: search.owner === "me" ? "me" : undefined,
    visibility: visibility === "public" || visibility === "private" ? visibility : undefined,
    sort: isSort(sort) && sort !== DEFAULT_SORT ? sort : undefined,
  };
}

/** The query of the list, without what is not set. */
export function filtersOf(search: LibrarySearch): TrackFilters {
  const filters = { ...search, sort: search.sort ?? DEFAULT_SORT };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as TrackFilters;
}

export function isFiltered({ q, genre, visibility }: LibrarySearch): boolean {
  return q !== undefined || genre !== undefined || visibility !== undefined;
}
