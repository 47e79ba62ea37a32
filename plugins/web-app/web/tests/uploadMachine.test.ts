import { describe, expect, it } from "vitest";
import { ApiError, offlineError } from "@/api/errors";
import type { HlsStatus } from "@/api/types";
import { phaseProgress, phaseText } from "@/upload/phaseText";
import { problemBefore, problemFrom, uploadReducer, type UploadEvent, type UploadState } from "@/upload/uploadMachine";

const waiting: UploadState = { phase: "waiting" };
const run = (...events: UploadEvent[]) => events.reduce<UploadState>(uploadReducer, waiting);
const start: UploadEvent = { type: "start", total: 100 };
const stored: UploadEvent = { type: "stored", trackId: "t" };
const refuse = (retryable: boolean): UploadEvent => ({ type: "refuse", problem: { message: "no", retryable } });

function status(changes: Partial<HlsStatus>): UploadEvent {
  return { type: "status", status: { track_id: "t", status: "running", progress: 0, playable: false, reason: null, ...changes } };
}

describe("uploadReducer", () => {
  it("goes from waiting to ready", () => {
    const phases: string[] = [];
    [
      start,
      { type: "sent", sent: 40, total: 100 } as const,
      { type: "sent", sent: 100, total: 100 } as const,
      stored,
      status({ progress: 0.5, playable: true }),
      status({ status: "ready", progress: 1 }),
    ].reduce<UploadState>((state, event) => {
      const after = uploadReducer(state, event);
      phases.push(after.phase);
      return after;
    }, waiting);
    expect(phases).toEqual(["sending", "sending", "checking", "preparing", "preparing", "ready"]);
  });

  it("is ready without a transcoder", () => {
    expect(run(start, stored, status({ status: "none" })).phase).toBe("ready");
  });

  it("keeps the server's reason when a file cannot be played", () => {
    const state = run(start, stored, status({ status: "failed", reason: "The file has no sound." }));
    expect(state).toMatchObject({ phase: "broken", trackId: "t", problem: { message: "The file has no sound." } });
  });

  it("comes back when a broken track is prepared again elsewhere", () => {
    expect(run(start, stored, status({ status: "failed" }), status({ progress: 0.1 })).phase).toBe("preparing");
  });

  it("pauses and goes on", () => {
    const sending: UploadEvent = { type: "sent", sent: 40, total: 100 };
    expect(run(start, sending, { type: "pause" })).toEqual({ phase: "paused", sent: 40, total: 100 });
    expect(phaseText(run(start, sending, { type: "pause" }))).toBe("Paused at 40 %");
    expect(run(start, sending, { type: "pause" }, { type: "resume" })).toEqual(waiting);
    expect(run({ type: "pause" }).phase).toBe("paused");
    expect(run(start, { type: "pause" }, { type: "cancel" }).phase).toBe("cancelled");
    expect(run(start, sending, { type: "pause" }, { type: "sent", sent: 50, total: 100 }).phase).toBe("paused");
  });

  it("tries again what may succeed, and only that", () => {
    expect(run(start, refuse(true), { type: "retry" })).toEqual(waiting);
    expect(run(start, refuse(false), { type: "retry" }).phase).toBe("refused");
    expect(run(start, { type: "cancel" }, { type: "retry" })).toEqual(waiting);
  });

  it.each<[string, UploadEvent[], string]>([
    ["progress after a cancel", [start, { type: "cancel" }, { type: "sent", sent: 50, total: 100 }], "cancelled"],
    ["an answer after a cancel", [start, { type: "cancel" }, stored], "cancelled"],
    ["a cancel after the server has the file", [start, stored, { type: "cancel" }], "preparing"],
    ["a status before the server has the file", [start, status({ status: "ready" })], "sending"],
    ["a second start", [start, { type: "sent", sent: 50, total: 100 }, start], "sending"],
  ])("is not disturbed by %s", (_, events, phase) => {
    expect(run(...events).phase).toBe(phase);
  });
});

describe("problems", () => {
  it("refuses without a trip what cannot succeed", () => {
    expect(problemBefore({ name: "a.wav", size: 0 }, 10)?.message).toContain("empty");
    expect(problemBefore({ name: "a.wav", size: 11_000_000 }, 10_000_000)?.message).toContain("10 MB");
    expect(problemBefore({ name: "a.wav", size: 11 }, undefined)).toBeUndefined();
    expect(problemBefore({ name: "a.wav", size: 10 }, 10)).toBeUndefined();
  });

  it.each([
    ["wrong kind", new ApiError(415, "unsupported_media_type", "This is a PDF, not audio."), "This is a PDF, not audio.", false],
    ["policy", new ApiError(403, "policy_denied", "Too big for here.", [{ field: "file", problem: "wav_size" }]), "Too big for here.", false],
    ["field", new ApiError(422, "invalid_fields", "Invalid.", [{ field: "title", problem: "Too long." }]), "Too long.", false],
    ["offline", offlineError(), "The connection broke off.", true],
    ["server", new ApiError(503, "unavailable", "Busy."), "Busy.", true],
    ["signed out", new ApiError(401, "token_expired", "x"), "You are not signed in any more.", true],
    ["too large", new ApiError(413, "too_large", "x"), "The file is too large.", false],
  ])("explains: %s", (_, error, message, retryable) => {
    expect(problemFrom(error)).toMatchObject({ message, retryable });
  });
});

describe("phaseText", () => {
  it("says how far it is", () => {
    expect(phaseText({ phase: "sending", sent: 500_000, total: 1_000_000 })).toBe("Uploading 50 % · 500 kB of 1 MB");
    expect(phaseText({ phase: "preparing", trackId: "t", progress: 0.999, playable: true })).toContain("99 %");
    expect(phaseProgress({ phase: "sending", sent: 0, total: 0 })).toBe(0);
    expect(phaseProgress({ phase: "checking" })).toBeUndefined();
  });
});
