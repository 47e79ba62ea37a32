import type { HitType } from "./searchState";

const PAGES = { track: "/tracks/$id", artist: "/artists/$id", album: "/albums/$id", playlist: "/playlists/$id" } as const;

/** The page of what was found, by its id; that of a member goes by name. */
export function hitPage(type: string) {
  return Object.hasOwn(PAGES, type) ? PAGES[type as Exclude<HitType, "user">] : undefined;
}
