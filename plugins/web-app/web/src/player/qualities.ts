/** One rendition of the playing track, as the master playlist lists it. */
export interface Quality {
  name: string;
  /** bit/s */
  bitrate: number;
  lossless: boolean;
}

export const AUTO = "auto";

const LABELS: Record<string, string> = { low: "Low", medium: "Medium", high: "High", lossless: "Lossless" };

export function qualityLabel(name: string): string {
  return LABELS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

export function isLossless(codecs: string | undefined): boolean {
  return /flac|alac/i.test(codecs ?? "");
}

/**
 * The best level that Auto may take: lossless costs several times the data of the highest
 * lossy tier, so it is played only when somebody asks for it. -1 (no cap) when all is lossless.
 */
export function autoCap(levels: readonly Quality[]): number {
  return levels.reduce(
    (best, level, index) => (!level.lossless && level.bitrate > (levels[best]?.bitrate ?? -1) ? index : best),
    -1,
  );
}
