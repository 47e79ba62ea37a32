/** Milliseconds after which a start can be measured: its clock runs evenly by then. */
const SETTLED = 400;
/** Seconds: what is further off than this was a pause or a wait for data. */
const PLAUSIBLE = 0.3;
const LONGEST = 0.2;

/** The new guess of the delay when a track began `gap` seconds behind the end of the one before (negative: before it). */
export function corrected(delay: number, gap: number): number {
  if (!Number.isFinite(gap) || Math.abs(gap) > PLAUSIBLE) return delay;
  return Math.min(LONGEST, Math.max(0, delay + gap / 2));
}

/**
 * Seconds from play() to the first sound, which differ by device: taken from the first start of all, then learnt from
 * each joint.
 */
export class StartDelay {
  seconds = 0.02;
  private timer: number | undefined;
  private isLearnt = false;

  /** `audio` says that it plays, from where it stands. */
  started(audio: HTMLAudioElement): void {
    if (this.isLearnt) return;
    this.measure(audio, performance.now() / 1000 - audio.currentTime, (delay) => {
      if (delay >= 0 && delay <= PLAUSIBLE) this.seconds = Math.min(LONGEST, delay);
    });
  }

  /** `begins` is about to be told to play, at the end of `ends`. */
  joined(begins: HTMLAudioElement, ends: HTMLAudioElement): void {
    this.measure(begins, performance.now() / 1000 + ends.duration - ends.currentTime, (gap) => {
      this.isLearnt = true;
      this.seconds = corrected(this.seconds, gap);
    });
  }

  close(): void {
    window.clearTimeout(this.timer);
  }

  /** Tells how much later than `meant` the track's first sample was heard, when it has played for a while. */
  private measure(audio: HTMLAudioElement, meant: number, tell: (late: number) => void): void {
    window.clearTimeout(this.timer);
    const source = audio.currentSrc;
    this.timer = window.setTimeout(() => {
      const isSame = !audio.paused && !audio.seeking && audio.currentSrc === source;
      if (isSame) tell(performance.now() / 1000 - audio.currentTime - meant);
    }, SETTLED);
  }
}
