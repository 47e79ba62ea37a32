import { describe, expect, it } from "vitest";
import type { Comment } from "@/api/types";
import { clustersOf, passed } from "@/comments/clusters";

const comment = (id: string, position_ms: number | null): Comment => ({
  id,
  track_id: "track",
  author: { id: "ann", username: "ann" },
  parent_id: null,
  position_ms,
  body: id,
  reply_count: 0,
  created_at: "2026-01-01T00:00:00Z",
  edited_at: null,
  can_edit: false,
  can_delete: false,
});

describe("clustersOf", () => {
  const ids = (gap: number, ...at: (number | null)[]) =>
    clustersOf(at.map((each) => comment(String(each), each)), 1000, gap).map(({ comments }) => comments.map(({ id }) => id).join());

  it("puts together what would stand on one another", () => {
    expect(ids(0.1, 0, 50, 99, 100, 900)).toEqual(["0,50,99", "100", "900"]);
  });

  it("leaves out what is about the whole track, and keeps what is past the end at the end", () => {
    expect(ids(0.1, 500, null)).toEqual(["500"]);
    expect(clustersOf([comment("late", 1200)], 1000, 0.1)[0]?.at).toBe(1);
  });

  it("has no marks without a length", () => {
    expect(clustersOf([comment("a", 5)], 0, 0.1)).toEqual([]);
  });
});

describe("passed", () => {
  const comments = [comment("first", 1000), comment("twin", 1000), comment("later", 5000)];

  it("is the last one whose moment lies between two reports", () => {
    expect(passed(comments, 900, 1100)?.id).toBe("twin");
    expect(passed(comments, 1000, 1200)).toBeUndefined();
    expect(passed(comments, 1200, 1400)).toBeUndefined();
  });

  it("is nothing after a jump, forwards or back", () => {
    expect(passed(comments, 900, 60_000)).toBeUndefined();
    expect(passed(comments, 6000, 4000)).toBeUndefined();
  });
});
