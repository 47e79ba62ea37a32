/** The factor of a gain in decibel: 0 dB is 1, −6 dB about one half. */
export function linearGain(db: number): number {
  return 10 ** (db / 20);
}

/**
 * What to set `audio.volume` to. A media element cannot play louder than its source, so a
 * positive gain only makes up for a volume below the maximum.
 */
export function effectiveVolume(volume: number, gainDb: number | null | undefined, normalise: boolean): number {
  const gain = normalise && gainDb != null && Number.isFinite(gainDb) ? linearGain(gainDb) : 1;
  return Math.min(1, Math.max(0, volume * gain));
}

/** False on phones of one make, which leave the volume to their buttons: what is set there is not kept. */
export function canSetVolume(): boolean {
  const probe = document.createElement("audio");
  probe.volume = 0.5;
  return probe.volume === 0.5;
}
