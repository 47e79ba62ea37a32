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

  it("takes letters with the lock, digits, and signs that need the shift key", () => {
    for (const name of ["K", "j", "L", "n", "P", "s", "R", "0", "9"]) expect(actionOf(key(name)), name).toBeTypeOf("function");
    expect(actionOf(key("?", { shiftKey: true }))).toBeTypeOf("function");
    for (const name of ["x", "Enter", "Tab", "Escape", "Home"]) expect(actionOf(key(name)), name).toBeUndefined();
  });

  it.each([
    ["p", true, true, true],
    ["#text", false, false, false],
    ["#search", false, false, false],
    ["textarea", false, false, false],
    ["select", false, false, false],
    ["#note b", false, false, false],
    ["[role=menuitem]", false, false, false],
    ["[role=dialog] button", false, false, false],
    ["#button svg", true, false, true],
    ["a", true, false, true],
    ["#range", true, false, false],
    ["#box", true, false, false],
    ["[role=slider]", true, false, false],
    ["#handle", true, false, false],
  ])("leaves to %s what it needs: letters free %s, space %s, arrows %s", (selector, letter, space, arrow) => {
    document.body.innerHTML = `<main><p>text</p><input id="text" /><input type="search" id="search" /><textarea></textarea>
      <select></select><div id="note" contenteditable><b>note</b></div><div role="menu"><i role="menuitem"></i></div>
      <div role="dialog"><button></button></div><button id="button"><svg></svg></button><a href="/">link</a>
      <input type="range" id="range" /><input type="checkbox" id="box" /><div role="slider"></div>
      <button id="handle" aria-roledescription="sortable"></button></main>`;
    const target = document.querySelector(selector);
    expect(target).not.toBeNull();
    expect(["n", " ", "ArrowLeft"].map((name) => isFree(target, name))).toEqual([letter, space, arrow]);
  });
});
