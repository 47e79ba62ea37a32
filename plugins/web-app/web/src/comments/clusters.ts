import type { Comment } from "@/api/types";

export interface Cluster {
  /** 0…1 of the whole: where the first of them is. */
  at: number;
  comments: Comment[];
}

/** Comments by moment, as marks that are at least `gap` of the whole (0…1) apart. */
export function clustersOf(comments: readonly Comment[], durationMs: number, gap: number): Cluster[] {
  const out: Cluster[] = [];
  if (durationMs <= 0) return out;
  for (const comment of comments) {
    if (comment.position_ms == null) continue;
    const at = Math.min(1, comment.position_ms / durationMs);
    const last = out.at(-1);
    if (last && at - last.at < gap) last.comments.push(comment);
    else out.push({ at, comments: [comment] });
  }
  return out;
}

/** More than this between two reports of the player is a jump, and passes nothing. */
const JUMP = 2_500;

/** The last comment whose moment was passed between two times in ms; `comments` by moment. */
export function passed(comments: readonly Comment[], before: number, now: number): Comment | undefined {
  if (now <= before || now - before > JUMP) return undefined;
  return comments.filter(({ position_ms: at }) => at != null && at > before && at <= now).at(-1);
}
