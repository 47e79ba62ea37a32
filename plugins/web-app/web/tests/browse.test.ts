import { describe, expect, it } from "vitest";
import { discs, playingTime } from "../src/browse/albumFacts";
import { ALBUM_SORTS, sortIn } from "../src/browse/sorts";
import { asks, isFiltered, queryOf, searchState } from "../src/search/searchState";
import { step } from "../src/search/suggestions";
import { artistLine } from "../src/track/artistLine";
import { lineAt } from "../src/track/lyricsAt";

describe("an album", () => {
  it("stands disc by disc", () => {
    const track = (disc_number: number | null, id: string) => ({ disc_number, id });
    const list = [track(2, "c"), track(null, "a"), track(1, "b")];
    expect(discs(list).map(({ disc, tracks }) => [disc, tracks.map(({ id }) => id).join()])).toEqual([[1, "a,b"], [2, "c"]]);
    expect(discs([])).toEqual([]);
  });
  it("says how long it is", () => {
    expect([0, 10, 59 * 60, 3600, 4000].map(playingTime)).toEqual([undefined, "1 min", "59 min", "1 h 0 min", "1 h 7 min"]);
  });
});

describe("the address of a list", () => {
  it("keeps an order that there is, and nothing else", () => {
    const read = sortIn(ALBUM_SORTS);
    expect(read({ sort: "artist" })).toEqual({ sort: "artist" });
    for (const sort of ["toString", "", 5, undefined, "-tracks"]) expect(read({ sort })).toEqual({});
  });
});

describe("the address of a search", () => {
  it("keeps what makes sense", () => {
    expect(searchState({ q: 1999, type: "album", bpm: "120-129", year: "1990-1999", sort: "-plays", genre: " Jazz " })).toEqual({
      q: "1999",
      type: "album",
      genre: "Jazz",
      key: undefined,
      bpm: "120-129",
      year: "1990-1999",
      sort: "-plays",
    });
    const nothing = searchState({ q: "  ", type: "constructor", bpm: "x-1", year: "1-", sort: "relevance", genre: {} });
    expect(Object.values(nothing).every((value) => value === undefined)).toBe(true);
    expect([asks(nothing), isFiltered(nothing)]).toEqual([false, false]);
  });
  it("becomes the query of the server", () => {
    expect(queryOf({ q: "a", bpm: "120-129", year: "1990-1999" })).toEqual({ q: "a", bpm_min: 120, bpm_max: 129, year_min: 1990, year_max: 1999 });
    expect(asks({ genre: "Folk" })).toBe(true);
  });
});

describe("suggestions", () => {
  it("are walked through with arrow keys, past the field", () => {
    expect([step(-1, "ArrowDown", 3), step(2, "ArrowDown", 3), step(-1, "ArrowUp", 3), step(0, "ArrowUp", 3), step(1, "x", 3)]).toEqual([0, -1, 2, -1, 1]);
    expect(step(2, "ArrowDown", 0)).toBe(-1);
  });
});

describe("the line of artists", () => {
  const credit = (role: string, name: string, artist_id: string | null = name) => ({ role, name, artist_id });
  it("links the names in it", () => {
    expect(artistLine("Ana & Bo feat. Cy", [credit("main", "Ana"), credit("main", "Bo"), credit("featured", "Cy"), credit("producer", "Dee")])).toEqual([
      { text: "Ana", artistId: "Ana" },
      { text: " & " },
      { text: "Bo", artistId: "Bo" },
      { text: " feat. " },
      { text: "Cy", artistId: "Cy" },
    ]);
  });
  it("stays as it is where nobody is known", () => {
    for (const credits of [[], [credit("main", "Zed")], [credit("main", "")], [credit("main", "Ana", null)]]) {
      expect(artistLine("Ana", credits)).toEqual([{ text: "Ana" }]);
    }
  });
});

describe("synced lyrics", () => {
  it("find the line that is sung", () => {
    const lines = [{ time: 1 }, { time: 2.5 }, { time: 2.5 }, { time: 9 }];
    expect([0, 1, 2.4, 2.5, 8.9, 100].map((position) => lineAt(lines, position))).toEqual([-1, 0, 0, 2, 2, 3]);
    expect(lineAt([], 3)).toBe(-1);
  });
});
