import { describe, expect, it } from "vitest";
import { barCount } from "@/track/drawWaveform";
import { barHeights, timeAt } from "@/track/waveformBars";

const mono = (data: number[]) => ({ data, bits: 8 as const, channels: 1 });

describe("barHeights", () => {
  it("takes the larger of minimum and maximum, the loudest bar being 1", () => {
    const [quiet, loud] = barHeights(mono([-10, 64, -128, 5]), 2);
    expect(loud).toBe(1);
    expect(quiet).toBeCloseTo(0.5 ** 0.8, 5);
  });

  it("never loses a peak when many pixels share a bar", () => {
    const data = new Array<number>(2000).fill(1);
    data[777] = -100;
    expect(barHeights(mono(data), 10).filter((height) => height === 1)).toHaveLength(1);
  });

  it("repeats pixels when there are fewer of them than bars", () => {
    expect(barHeights(mono([0, 50, 0, 100]), 4).map((height) => height > 0.9)).toEqual([false, false, true, true]);
  });

  it("reads both channels and 16 bit", () => {
    expect(barHeights({ data: [0, 0, 0, 32_767, 0, 16_384, 0, 0], channels: 2, bits: 16 }, 2)).toEqual([
      1,
      expect.closeTo(0.5 ** 0.8, 3),
    ]);
  });

  it("draws silence flat, and nothing from nothing", () => {
    expect(barHeights(mono([0, 0, 0, 0]), 2)).toEqual([0, 0]);
    expect(barHeights(mono([]), 5)).toEqual([]);
    expect(barHeights(mono([1, 2]), 0)).toEqual([]);
  });
});

describe("places", () => {
  it.each([
    [0, 0],
    [250, 45],
    [1000, 180],
    [1200, 180],
    [-5, 0],
  ])("x %d of 1000 is second %d of 180", (x, seconds) => {
    expect(timeAt(x, 1000, 180)).toBe(seconds);
  });

  it("has no place in a waveform without width", () => {
    expect(timeAt(5, 0, 180)).toBe(0);
    expect(barCount(0)).toBe(1);
    expect(barCount(100)).toBe(20);
  });
});
