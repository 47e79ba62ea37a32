import { describe, expect, it } from "vitest";
import { bitrateName, formatName, sourceSummary } from "@/format/audio";
import { byline } from "@/format/byline";
import { fileSize, sizeLimit } from "@/format/bytes";
import { clock, spokenTime, timeAgo } from "@/format/time";

describe("time", () => {
  it.each([
    [0, "0:00"],
    [9.99, "0:09"],
    [75.4, "1:15"],
    [3599.9, "59:59"],
    [3600, "1:00:00"],
    [36_061, "10:01:01"],
    [null, "–:––"],
    [undefined, "–:––"],
    [-1, "–:––"],
    [Infinity, "–:––"],
    [Number.NaN, "–:––"],
  ])("shows %s as %s", (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });

  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [75, "1 minute 15 seconds"],
    [7200, "2 hours"],
  ])("says %d seconds as %s", (seconds, text) => {
    expect(spokenTime(seconds)).toBe(text);
  });

  const now = Date.parse("2026-03-10T12:00:00Z");
  it.each([
    ["2026-03-10T11:59:30Z", "just now"],
    ["2026-03-10T11:58:00Z", "2 minutes ago"],
    ["2026-03-09T12:00:00Z", "yesterday"],
    ["2024-03-10T12:00:00Z", "2 years ago"],
    ["2026-03-10T12:05:00Z", "just now"],
    ["nonsense", ""],
  ])("%s was %s", (time, text) => {
    expect(timeAgo(time, now)).toBe(text);
  });
});

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1_536_000, "1.5 MB"],
    [999_600, "1 MB"],
    [24_813_000, "24.8 MB"],
    [150_000_000, "150 MB"],
    [-1, ""],
  ])("%d bytes are %s", (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });

  it("never makes a limit sound larger than it is", () => {
    expect(sizeLimit(1_073_741_824)).toBe("1 GB");
    expect(sizeLimit(209_715_200)).toBe("210 MB");
    expect(sizeLimit(500)).toBe("500 B");
  });
});

describe("audio", () => {
  it("names formats", () => {
    expect(formatName("audio/x-wav")).toBe("WAV");
    expect(formatName("audio/ogg; codecs=opus")).toBe("OGG");
    expect(formatName("audio/x-new")).toBe("NEW");
  });

  it("tells what is known about a source", () => {
    expect(sourceSummary({ sample_rate: 44_100, bit_depth: 24, channels: 2 })).toBe("44.1 kHz · 24 bit · stereo");
    expect(sourceSummary({ sample_rate: 48_000, bit_depth: null, channels: 6 })).toBe("48 kHz · 6 channels");
    expect(sourceSummary({ sample_rate: null, bit_depth: null, channels: null })).toBe("");
    expect(bitrateName(129_400)).toBe("129 kbit/s");
  });
});

describe("byline", () => {
  it("falls back to the uploader, and says so when there is none", () => {
    const owner = { id: "1", username: "mira" };
    expect(byline({ artist: "Ana", owner })).toBe("Ana");
    expect(byline({ artist: null, owner })).toBe("mira");
    expect(byline({ artist: "", owner: { id: "1", username: "" } })).toBe("Unknown artist");
  });
});
