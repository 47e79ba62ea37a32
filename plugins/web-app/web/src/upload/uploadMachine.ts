import { sizeLimit } from "@/format/bytes";
import type { ApiError } from "@/api/errors";
import type { HlsStatus } from "@/api/types";

/** Why an upload stopped: what happened, and what to do about it. */
export interface UploadProblem {
  message: string;
  advice?: string;
  /** Whether the same file may go through on another try. */
  retryable: boolean;
}

export type UploadState =
  | { phase: "waiting" }
  | { phase: "sending"; sent: number; total: number }
  /** What the server has stays there; it goes on when asked to. */
  | { phase: "paused"; sent: number; total: number }
  /** Every byte is on its way; the server looks at the file. */
  | { phase: "checking" }
  | { phase: "preparing"; trackId: string; progress: number; playable: boolean }
  | { phase: "ready"; trackId: string }
  | { phase: "refused"; problem: UploadProblem }
  /** The file was taken, but could not be made ready to play. */
  | { phase: "broken"; trackId: string; problem: UploadProblem }
  | { phase: "cancelled" };

export type UploadEvent =
  | { type: "start"; total: number }
  | { type: "sent"; sent: number; total: number }
  | { type: "stored"; trackId: string }
  | { type: "status"; status: HlsStatus }
  | { type: "refuse"; problem: UploadProblem }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "cancel" }
  | { type: "retry" };

function afterStatus(trackId: string, status: HlsStatus): UploadState {
  if (status.status === "failed") {
    const message = status.reason ?? "The file could not be prepared for playing.";
    return { phase: "broken", trackId, problem: { message, retryable: false } };
  }
  // "none" is a site without a transcoder: the original file is all there will be.
  if (status.status === "ready" || status.status === "none") return { phase: "ready", trackId };
  return { phase: "preparing", trackId, progress: status.progress, playable: status.playable };
}

/** The next state; an event that makes no sense in a state changes nothing. */
export function uploadReducer(state: UploadState, event: UploadEvent): UploadState {
  switch (event.type) {
    case "start":
      return state.phase === "waiting" ? { phase: "sending", sent: 0, total: event.total } : state;
    case "sent":
      if (state.phase !== "sending") return state;
      return event.sent >= event.total ? { phase: "checking" } : { phase: "sending", sent: event.sent, total: event.total };
    case "stored":
      return isInFlight(state) ? { phase: "preparing", trackId: event.trackId, progress: 0, playable: false } : state;
    case "status":
      return state.phase === "preparing" || state.phase === "broken" ? afterStatus(state.trackId, event.status) : state;
    case "refuse":
      return isInFlight(state) || state.phase === "waiting" ? { phase: "refused", problem: event.problem } : state;
    case "pause":
      if (state.phase === "waiting") return { phase: "paused", sent: 0, total: 0 };
      return state.phase === "sending" ? { ...state, phase: "paused" } : state;
    case "resume":
      return state.phase === "paused" ? { phase: "waiting" } : state;
    case "cancel":
      return isUnfinished(state) ? { phase: "cancelled" } : state;
    case "retry":
      return state.phase === "cancelled" || (state.phase === "refused" && state.problem.retryable)
        ? { phase: "waiting" }
        : state;
  }
}

export function isInFlight(state: UploadState): boolean {
  return state.phase === "sending" || state.phase === "checking";
}

/** Its file is not on the server yet, and may get there. */
export function isUnfinished(state: UploadState): boolean {
  return isInFlight(state) || state.phase === "waiting" || state.phase === "paused";
}

/** Files that need no trip to the server to be refused; undefined for all others. */
export function problemBefore(file: Pick<File, "size" | "name">, limit: number | undefined): UploadProblem | undefined {
  if (file.size === 0) {
    return { message: `“${file.name}” is empty.`, advice: "Choose the file again once it has been saved.", retryable: false };
  }
  if (limit && file.size > limit) return tooLarge(limit);
  return undefined;
}

function tooLarge(limit: number | undefined): UploadProblem {
  const most = limit ? ` Files may have up to ${sizeLimit(limit)} here.` : "";
  return { message: `The file is too large.${most}`, advice: "A FLAC of the same recording is about half as large as a WAV.", retryable: false };
}

const ADVICE: Record<string, { advice: string; retryable: boolean }> = {
  policy_denied: { advice: "This is a rule of this site; its admins can tell more.", retryable: false },
  csrf_failed: { advice: "Load this page again and choose the file once more.", retryable: true },
  gone: { advice: "It was begun too long ago. Try again from the beginning.", retryable: true },
  offline: { advice: "Check your connection, then try again.", retryable: true },
};

/** What to tell about an upload the server refused, and whether to offer another try. */
export function problemFrom(error: ApiError, limit?: number): UploadProblem {
  if (error.code === "quota_exceeded") {
    return { message: error.message, advice: "Remove tracks you no longer need, then try again.", retryable: true };
  }
  if (error.status === 413) return tooLarge(limit);
  if (error.status === 401) {
    return { message: "You are not signed in any more.", advice: "Sign in again, then try this file once more.", retryable: true };
  }
  const known = ADVICE[error.code];
  if (error.isOffline) return { message: "The connection broke off.", advice: known?.advice, retryable: true };
  return {
    message: error.details.find(({ field }) => field !== "file")?.problem ?? error.message,
    advice: known?.advice,
    retryable: known?.retryable ?? (error.status >= 500 || error.status === 429),
  };
}
