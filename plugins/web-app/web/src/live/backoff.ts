const FIRST = 1_000;
const LONGEST = 30_000;

/** How long to wait (ms) before connection attempt number `attempt` (0 is the first retry). */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const step = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  // Up to half is left to chance, so that a restarted server is not met by everybody at once.
  return step / 2 + (step / 2) * random();
}
