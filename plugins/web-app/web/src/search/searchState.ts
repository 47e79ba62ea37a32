import type { SearchQuery } from "@/api/types";

export const TYPES = { track: "Tracks", artist: "Artists", album: "Albums", playlist: "Playlists", user: "Members" } as const;
export type HitType = keyof typeof TYPES;

export const SORTS = { relevance: "Best match", "-date": "Newest first", "-plays": "Most played" } as const;
export type SearchSort = keyof typeof SORTS;

/** The state of the search page; it lives in the address. A range is "120-129". */
export interface SearchState {
  q?: string;
  type?: HitType;
  genre?: string;
  key?: string;
  bpm?: string;
  year?: string;
  sort?: SearchSort;
}

const text = (value: unknown) => {
  // The router has read "1999" as a number already.
  const words = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return words || undefined;
};
const oneOf = <K extends string>(table: Record<K, string>, value: unknown) =>
  typeof value === "string" && Object.hasOwn(table, value) ? (value as K) : undefined;
const range = (value: unknown) => (typeof value === "string" && /^\d{1,4}-\d{1,4}$/.test(value) ? value : undefined);

/** Takes what an address says and drops what makes no sense. */
export function searchState(search: Record<string, unknown>): SearchState {
  const sort = oneOf(SORTS, search.sort);
  return {
    q: text(search.q),
    type: oneOf(TYPES, search.type),
    genre: text(search.genre),
    key: text(search.key),
    bpm: range(search.bpm),
    year: range(search.year),
    sort: sort === "relevance" ? undefined : sort,
  };
}

export function isFiltered({ type, genre, key, bpm, year }: SearchState): boolean {
  return [type, genre, key, bpm, year].some((each) => each !== undefined);
}

/** Whether there is anything to look for. */
export const asks = (state: SearchState): boolean => state.q !== undefined || isFiltered(state);

const ends = (value: string | undefined): [number, number] | undefined => {
  const [from, to] = value?.split("-").map(Number) ?? [];
  return from === undefined || to === undefined ? undefined : [from, to];
};

export function queryOf(state: SearchState): SearchQuery {
  const [bpm, year] = [ends(state.bpm), ends(state.year)];
  const query = {
    q: state.q,
    type: state.type,
    genre: state.genre,
    key: state.key,
    bpm_min: bpm?.[0],
    bpm_max: bpm?.[1],
    year_min: year?.[0],
    year_max: year?.[1],
    sort: state.sort,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as SearchQuery;
}
