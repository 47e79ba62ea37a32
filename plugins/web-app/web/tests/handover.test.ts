import { describe, expect, it } from "vitest";
import {
  alone,
  dropped,
  fadeLength,
  gains,
  look,
  nextLook,
  otherFailed,
  overlaps,
  seeked,
  wanted,
  type Handover,
  type Look,
  type Order,
} from "@/player/handover";
import { corrected } from "@/player/startDelay";

const LEAD = 0.02;
const next = (key: string, duration: number | null = 100) => ({ key, duration });
const now = (changes: Partial<Look> = {}): Look => ({
  playing: true,
  position: 10,
  duration: 100,
  complete: true,
  next: next("b"),
  ready: true,
  otherPosition: 0,
  otherDone: false,
  crossfade: 0,
  lead: LEAD,
  thrifty: false,
  ...changes,
});
const prepared: Handover = { phase: "prepared", next: "b" };
const rising: Handover = { phase: "rising", next: "b", fade: { from: 90, length: 10 } };
const falling: Handover = { phase: "falling", fade: { from: 90, length: 10 } };
const joint: Handover = { phase: "falling" };

describe("the length of a fade", () => {
  it.each([
    [0, 100, 100, 0],
    [4, 100, 100, 4],
    [12, 100, 100, 12],
    [99, 100, 100, 12],
    [12, 10, 100, 5],
    [12, 100, 8, 4],
    [12, 100, null, 12],
    [12, 0.8, 100, 0],
    [12, 0, 0, 0],
    [-3, 100, 100, 0],
  ])("of %s s from %s s into %s s is %s s", (crossfade, duration, following, expected) => {
    expect(fadeLength(crossfade, duration, following)).toBe(expected);
  });
});

describe("preparing", () => {
  it.each<[string, Partial<Look>, boolean]>([
    ["has time in the middle of the track", { position: 50 }, false],
    ["begins near the end", { position: 76 }, true],
    ["begins earlier before a fade", { position: 66, crossfade: 10 }, true],
    ["waits while the track itself needs the network", { position: 76, complete: false }, false],
    ["waits no longer than it can", { position: 91, complete: false }, true],
    ["comes late for who saves data", { position: 90, thrifty: true }, false],
    ["comes for who saves data, too", { position: 96, thrifty: true }, true],
    ["is not for a track that rests", { position: 99, playing: false }, false],
    ["is not for the last track", { position: 99, next: null }, false],
    ["needs to know the length", { position: 99, duration: 0 }, false],
  ])("%s", (_, changes, expected) => {
    const step = look(alone, now(changes));
    expect(step).toEqual(expected ? { state: prepared, orders: ["prepare"] } : { state: alone, orders: [] });
  });

  it("is not tried again for a track that failed, but for another", () => {
    const { state, orders } = otherFailed(prepared);
    expect(orders).toEqual(["empty"]);
    expect(look(state, now({ position: 90 })).orders).toEqual([]);
    expect(look(state, now({ position: 90, next: next("c") })).orders).toEqual(["prepare"]);
  });

  it.each<[string, Handover, Partial<Look>, Order[]]>([
    ["of another track when the queue has changed", prepared, { position: 90, next: next("c") }, ["empty", "prepare"]],
    ["of another track in the middle of a rise", rising, { position: 93, next: next("c") }, ["empty", "prepare"]],
    ["of nothing when nothing follows any more", prepared, { position: 90, next: null }, ["empty"]],
    ["of another track later when there is time", prepared, { position: 20, next: next("c") }, ["empty"]],
    ["goes on when the same track comes from another place of the queue", prepared, { position: 90 }, []],
  ])("is %s", (_, state, changes, expected) => {
    expect(look(state, now(changes)).orders).toEqual(expected);
  });
});

describe("a joint without a pause", () => {
  it.each<[string, Partial<Look>, boolean]>([
    ["not before the end", { position: 99.9 }, false],
    ["as much earlier as a start takes", { position: 99.98 }, true],
    ["earlier on a slow device", { position: 99.9, lead: 0.1 }, true],
    ["not while the track waits for data", { position: 99.99, playing: false }, false],
    ["not before the next one is there", { position: 99.99, ready: false }, false],
  ])("starts %s", (_, changes, expected) => {
    const step = look(prepared, now(changes));
    expect(step).toEqual(expected ? { state: joint, orders: ["start", "swap"] } : { state: prepared, orders: [] });
  });

  it("lets the old track play out at full volume", () => {
    expect(gains(joint, now())).toEqual({ current: 1, other: 1 });
    expect(look(joint, now({ position: 0.01 })).orders).toEqual([]);
    expect(look(joint, now({ position: 0.03, otherDone: true }))).toEqual({ state: alone, orders: ["empty"] });
  });

  it("is over when the old track never says so", () => {
    expect(look(joint, now({ position: 1.5 })).state).toEqual(alone);
  });
});

describe("a fade", () => {
  it("starts its length before the end, and counts from where it is heard", () => {
    const early = now({ position: 95.9, crossfade: 4 });
    expect(look(prepared, early).orders).toEqual([]);
    const { state, orders } = look(prepared, now({ position: 95.98, crossfade: 4 }));
    expect(orders).toEqual(["start"]);
    expect(state).toMatchObject({ phase: "rising", next: "b", fade: { from: 96 } });
  });

  it("is as long as what is left when the next track comes late", () => {
    const { state } = look(prepared, now({ position: 98, crossfade: 8 }));
    expect(state).toMatchObject({ phase: "rising", fade: { from: 98 + LEAD, length: expect.closeTo(2 - LEAD) as number } });
  });

  it("is none when almost nothing is left", () => {
    expect(look(prepared, now({ position: 99.7, crossfade: 8 })).orders).toEqual([]);
    expect(look(prepared, now({ position: 99.98, crossfade: 8 }))).toEqual({ state: joint, orders: ["start", "swap"] });
  });

  it("changes the current track in its middle", () => {
    expect(look(rising, now({ position: 94.9 })).orders).toEqual([]);
    expect(look(rising, now({ position: 95 }))).toEqual({ state: falling, orders: ["swap"] });
    expect(look(falling, now({ position: 6, otherPosition: 96 })).orders).toEqual([]);
    expect(look(falling, now({ position: 10, otherPosition: 100 }))).toEqual({ state: alone, orders: ["empty"] });
    expect(look(falling, now({ position: 9, otherPosition: 99, otherDone: true })).state).toEqual(alone);
  });

  it("keeps the power of one track all the way", () => {
    for (let at = 0; at <= 10; at += 0.25) {
      const up = gains(rising, now({ position: 90 + at }));
      const down = gains(falling, now({ otherPosition: 90 + at }));
      expect(up.current ** 2 + up.other ** 2).toBeCloseTo(1);
      expect(down).toEqual({ current: up.other, other: up.current });
    }
    expect(gains(rising, now({ position: 90 }))).toEqual({ current: 1, other: 0 });
    expect(gains(falling, now({ otherPosition: 80, otherDone: true })).current).toBe(1);
    expect(gains(rising, now({ position: 89 })).other).toBe(0);
  });

  it("stands still while the old track does", () => {
    const held = now({ position: 92, playing: false });
    expect(look(rising, held)).toEqual({ state: rising, orders: [] });
    expect(look(falling, now({ position: 6, otherPosition: 96, playing: false })).orders).toEqual([]);
  });

  it("overlaps, and nothing else does", () => {
    expect([alone, prepared, rising, falling, joint].map(overlaps)).toEqual([false, false, true, true, true]);
  });
});

describe("the listener", () => {
  it.each<[string, Handover, number, number, Handover, Order[]]>([
    ["out of a rise keeps the next track ready", rising, 93, 40, prepared, ["rewind"]],
    ["on the new track ends the old one", falling, 6, 40, alone, ["empty"]],
    ["long before changes nothing", prepared, 80, 20, prepared, []],
    ["by the width of a hole is none", rising, 93, 93.2, rising, []],
  ])("who seeks %s", (_, state, was, to, expected, orders) => {
    expect(seeked(state, was, to)).toEqual({ state: expected, orders });
  });

  it.each<[string, Handover, string, Order[]]>([
    ["hears the prepared track at once", prepared, "b", ["start", "swap", "empty"]],
    ["hears only the new track of a rise", rising, "b", ["swap", "empty"]],
    ["gets what was not prepared by the ordinary path", prepared, "c", ["empty"]],
    ["gets the old track of a fade anew", falling, "a", ["empty"]],
    ["finds the other deck empty", alone, "b", []],
  ])("who skips %s", (_, state, key, orders) => {
    expect(wanted(state, key)).toEqual({ state: alone, orders });
  });

  it("loses what was prepared with another choice", () => {
    expect(dropped(prepared).orders).toEqual(["empty"]);
    expect(dropped(alone).orders).toEqual([]);
  });

  it("is spared the error of the old track", () => {
    expect(otherFailed(falling)).toEqual({ state: { phase: "alone", refused: undefined }, orders: ["empty"] });
  });
});

describe("the next look", () => {
  it.each<[string, Handover, Partial<Look>, number]>([
    ["has time", alone, {}, 1000],
    ["has time long before the start", prepared, {}, 1000],
    ["comes at the start", prepared, { position: 99.5 }, 480],
    ["comes at the start of the fade", prepared, { position: 95.5, crossfade: 4 }, 480],
    ["comes at the end when the fade is missed", prepared, { position: 99.58, crossfade: 4 }, 400],
    ["comes soon in a fade", rising, {}, 40],
  ])("%s", (_, state, changes, expected) => {
    expect(nextLook(state, now(changes))).toBeCloseTo(expected);
  });
});

describe("the delay of a start", () => {
  it("is learnt from the joints, half of each error at a time", () => {
    let delay = 0.02;
    for (let joints = 0; joints < 12; joints += 1) delay = corrected(delay, 0.08 - delay);
    expect(delay).toBeCloseTo(0.08, 3);
  });

  it("is not learnt from a pause", () => {
    expect(corrected(0.02, 2)).toBe(0.02);
    expect(corrected(0.02, Number.NaN)).toBe(0.02);
    expect(corrected(0.02, -0.1)).toBe(0);
  });
});
