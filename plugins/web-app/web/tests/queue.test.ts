import { describe, expect, it } from "vitest";
import {
  currentTrack,
  emptyQueue,
  following,
  hasNext,
  insertNext,
  next,
  previous,
  queueFrom,
  removeUpcoming,
  replaceTrack,
  shuffled,
  shuffledFrom,
  unshuffled,
  withoutTrack,
} from "@/player/queue";
import { makeTrack } from "./makeTrack";

const [a, b, c] = ["a", "b", "c"].map((id) => makeTrack({ id })) as [ReturnType<typeof makeTrack>, ReturnType<typeof makeTrack>, ReturnType<typeof makeTrack>];

describe("queue", () => {
  it("stands at the chosen track", () => {
    expect(currentTrack(queueFrom([a, b, c], "b"))).toBe(b);
  });

  it("leaves out what cannot be played, but never what was chosen", () => {
    const broken = makeTrack({ id: "x", status: "failed" });
    expect(queueFrom([a, broken, c], "c").tracks).toEqual([a, c]);
    expect(currentTrack(queueFrom([a, broken], "x"))).toBe(broken);
  });

  it("walks to both ends and no further", () => {
    const last = next(next(queueFrom([a, b, c], "a")));
    expect(currentTrack(last)).toBe(c);
    expect(hasNext(last)).toBe(false);
    expect(next(last)).toBe(last);
    const first = previous(previous(last));
    expect(currentTrack(first)).toBe(a);
    expect(previous(first)).toBe(first);
  });

  it("has no track when it is empty", () => {
    expect(currentTrack(emptyQueue)).toBeUndefined();
    expect(next(emptyQueue)).toBe(emptyQueue);
    expect(queueFrom([], "a").index).toBe(-1);
  });

  it("takes over an edited track and ignores a strange one", () => {
    const queue = queueFrom([a, b], "b");
    const edited = makeTrack({ id: "b", title: "New" });
    expect(currentTrack(replaceTrack(queue, edited))).toBe(edited);
    expect(replaceTrack(queue, c)).toBe(queue);
  });

  it.each([
    ["before the current one", "c", "a", "c"],
    ["after the current one", "a", "c", "a"],
    ["that is current", "b", "b", "c"],
    ["that is current and last", "c", "c", "b"],
  ])("drops a deleted track %s", (_, at, deleted, expected) => {
    const queue = withoutTrack(queueFrom([a, b, c], at), deleted);
    expect(currentTrack(queue)?.id).toBe(expected);
    expect(queue.tracks).toHaveLength(2);
  });

  it.each([
    ["off", "a", "b"],
    ["off", "c", undefined],
    ["all", "c", "a"],
    ["all", "a", "b"],
    ["one", "b", "b"],
  ] as const)("goes on with repeat %s behind %s to %s", (repeat, at, expected) => {
    const queue = queueFrom([a, b, c], at);
    const behind = following(queue, repeat);
    expect(behind === queue && repeat !== "one" ? undefined : currentTrack(behind)?.id).toBe(expected);
  });

  it("shuffles what comes next, and gives it back its order", () => {
    const mixed = shuffled(queueFrom([a, b, c], "a"), () => 0);
    expect(mixed.tracks).toEqual([a, c, b]);
    const d = makeTrack({ id: "d" });
    expect(unshuffled(insertNext(mixed, [d])).tracks).toEqual([a, d, b, c]);
    expect(unshuffled(removeUpcoming(mixed, 0)).tracks).toEqual([a, b]);
    expect(unshuffled(emptyQueue)).toEqual(emptyQueue);
  });

  it("shuffles the whole list around what was chosen", () => {
    const mixed = shuffledFrom([a, b, c], "b", () => 0);
    expect(currentTrack(mixed)).toBe(b);
    expect(mixed.tracks).toEqual([b, c, a]);
    expect(unshuffled(mixed).tracks).toEqual([b, a, c]);
  });

  it("is empty after its only track was deleted", () => {
    expect(withoutTrack(queueFrom([a], "a"), "a")).toEqual(emptyQueue);
  });
});
