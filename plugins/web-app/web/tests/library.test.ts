import { describe, expect, it } from "vitest";
import { designFor, PATTERNS } from "@/brand/artworkDesign";
import { distinct } from "@/library/distinct";
import { filtersOf, isFiltered, librarySearch } from "@/library/librarySearch";
import { changesOf, formOf, formProblems } from "@/track/trackForm";
import { makeTrack } from "./makeTrack";

describe("librarySearch", () => {
  it("keeps what makes sense", () => {
    expect(librarySearch({ q: " sea ", owner: "me", visibility: "private", sort: "title" })).toMatchObject({
      q: "sea",
      owner: "me",
      visibility: "private",
      sort: "title",
    });
  });

  it("drops what makes none", () => {
    const search = librarySearch({ q: "", genre: {}, owner: "you", visibility: "all", sort: "toString" });
    expect(Object.values(search).filter((value) => value !== undefined)).toEqual([]);
  });

  it("searches for a year that the router has read as a number", () => {
    expect(librarySearch({ q: 1999 }).q).toBe("1999");
  });

  it("asks for the default order without writing it into the address", () => {
    expect(librarySearch({ sort: "-created_at" }).sort).toBeUndefined();
    expect(filtersOf({ q: undefined })).toEqual({ sort: "-created_at" });
    expect(isFiltered({ owner: "me" })).toBe(false);
    expect(isFiltered({ q: "a" })).toBe(true);
  });
});

describe("track list", () => {
  it("shows a track once though two pages have it", () => {
    const [a, b] = [makeTrack({ id: "a" }), makeTrack({ id: "b" })];
    expect(distinct([a, b, a]).map(({ id }) => id)).toEqual(["a", "b"]);
  });
});

describe("edit form", () => {
  const track = makeTrack({ title: "Old", artist: "Ana", year: 2001 });

  it("sends only what has changed", () => {
    expect(changesOf(track, formOf(track))).toEqual({});
    expect(changesOf(track, { ...formOf(track), title: " New ", year: "2002" })).toEqual({ title: "New", year: 2002 });
  });

  it("sends null for what was emptied", () => {
    expect(changesOf(track, { ...formOf(track), artist: " ", year: "" })).toEqual({ artist: null, year: null });
  });

  it("finds what cannot be sent", () => {
    expect(Object.keys(formProblems({ ...formOf(track), title: " ", year: "MMXX", disc_number: "-1" }))).toEqual([
      "title",
      "year",
      "disc_number",
    ]);
  });
});

describe("artwork", () => {
  it("is the same for the same track and differs between tracks", () => {
    expect(designFor("01890a5d-ac96-774b-bcce-b302099a8057")).toEqual(designFor("01890a5d-ac96-774b-bcce-b302099a8057"));
    const designs = Array.from({ length: 60 }, (_, index) => designFor(`01890a5d-ac96-774b-bcce-${index}`));
    expect(new Set(designs.map(({ pattern }) => pattern)).size).toBe(PATTERNS.length);
    expect(new Set(designs.map((design) => JSON.stringify(design))).size).toBe(60);
  });
});
