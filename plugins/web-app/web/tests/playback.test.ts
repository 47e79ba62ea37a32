// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { playingDuration } from "@/player/duration";
import { effectiveVolume, linearGain } from "@/player/loudness";
import { autoCap, isLossless, qualityLabel } from "@/player/qualities";
import { actionOf, isFree } from "@/player/shortcuts";
import { makeTrack } from "./makeTrack";

describe("loudness", () => {
  it("turns decibels into factors", () => {
    expect(linearGain(0)).toBe(1);
    expect(linearGain(-6)).toBeCloseTo(0.501, 3);
  });

  it.each([
    [0.8, -6, true, 0.401],
    [0.8, -6, false, 0.8],
    [0.8, null, true, 0.8],
    [0.8, Number.NaN, true, 0.8],
    [0.5, 6, true, 0.998],
    [1, 6, true, 1],
    [0, 6, true, 0],
  ])("volume %d, gain %s dB, normalise %s gives %d", (volume, gain, normalise, expected) => {
    expect(effectiveVolume(volume, gain, normalise)).toBeCloseTo(expected, 3);
  });
});

describe("qualities", () => {
  const low = { name: "low", bitrate: 128_000, lossless: false };
  const high = { name: "high", bitrate: 320_000, lossless: false };
  const lossless = { name: "lossless", bitrate: 900_000, lossless: true };

  it("keeps Auto below lossless", () => {
    expect(autoCap([low, high, lossless])).toBe(1);
    expect(autoCap([low])).toBe(0);
    expect(autoCap([lossless])).toBe(-1);
    expect(autoCap([])).toBe(-1);
  });

  it("knows lossless codecs", () => {
    expect(isLossless("fLaC")).toBe(true);
    expect(isLossless("mp4a.40.2")).toBe(false);
    expect(isLossless(undefined)).toBe(false);
  });

  it("names what it does not know by its own name", () => {
    expect(qualityLabel("medium")).toBe("Medium");
    expect(qualityLabel("studio")).toBe("Studio");
  });
});

describe("duration", () => {
  it("is the track's own while a playlist still grows", () => {
    expect(playingDuration(makeTrack({ duration: 180 }), 12)).toBe(180);
    expect(playingDuration(makeTrack({ duration: null }), 12)).toBe(12);
    expect(playingDuration(undefined, Infinity)).toBe(0);
  });
});

describe("shortcuts", () => {
  const key = (name: string, more = {}) => ({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

  it("leaves the browser's own combinations alone", () => {
    expect(actionOf(key("m"))).toBeTypeOf("function");
    expect(actionOf(key("m", { ctrlKey: true }))).toBeUndefined();
    expect(actionOf(key("ArrowLeft", { altKey: true }))).toBeUndefined();
    expect(actionOf(key("ArrowUp"))).toBeUndefined();
    expect(actionOf(key("ArrowUp", { shiftKey: true }))).toBeTypeOf("function");
  });

  it("leaves keys to the control that has the focus", () => {
    document.body.innerHTML = `<main><p>text</p><input /><button><svg></svg></button><div role="slider"></div></main>`;
    expect(isFree(document.querySelector("p"))).toBe(true);
    for (const selector of ["input", "button", "svg", "[role=slider]"]) {
      expect(isFree(document.querySelector(selector)), selector).toBe(false);
    }
  });
});
