import type { Waveform } from "@/api/types";

/**
 * Heights 0…1 for `count` bars from an audiowaveform v2 document: `data` holds a minimum and a
 * maximum for each channel and pixel, in turn. The loudest bar has the height 1.
 */
export function barHeights(waveform: Pick<Waveform, "data" | "channels" | "bits">, count: number): number[] {
  const perPixel = 2 * Math.max(1, waveform.channels);
  const pixels = Math.floor(waveform.data.length / perPixel);
  if (pixels === 0 || count <= 0) return [];
  const full = 2 ** (waveform.bits - 1);

  const peaks = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * pixels) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * pixels) / count));
    let peak = 0;
    for (let index = from * perPixel; index < to * perPixel; index += 1) {
      peak = Math.max(peak, Math.abs(waveform.data[index] ?? 0));
    }
    return peak / full;
  });
  const loudest = Math.max(...peaks);
  // A gentle curve keeps quiet passages visible beside loud ones.
  return loudest > 0 ? peaks.map((peak) => (peak / loudest) ** 0.8) : peaks;
}

/** The time at `x` of `width` pixels. */
export function timeAt(x: number, width: number, duration: number): number {
  if (width <= 0) return 0;
  return Math.min(1, Math.max(0, x / width)) * duration;
}
