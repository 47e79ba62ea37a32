import { fileSize } from "@/format/bytes";
import type { UploadState } from "./uploadMachine";

const percent = (part: number) => `${Math.floor(part * 100)} %`;

/** Where an upload stands, in a few words. */
export function phaseText(state: UploadState): string {
  switch (state.phase) {
    case "waiting":
      return "Waiting for its turn";
    case "sending":
      return `Uploading ${percent(state.sent / Math.max(1, state.total))} · ${fileSize(state.sent)} of ${fileSize(state.total)}`;
    case "paused":
      return state.sent > 0 ? `Paused at ${percent(state.sent / Math.max(1, state.total))}` : "Paused";
    case "checking":
      return "Uploaded. The server looks at the file";
    case "preparing":
      return state.playable ? `Playable · preparing the rest, ${percent(state.progress)}` : `Preparing ${percent(state.progress)}`;
    case "ready":
      return "Ready to play";
    case "refused":
      return "Not uploaded";
    case "broken":
      return "Uploaded, but it cannot be played";
    case "cancelled":
      return "Cancelled";
  }
}

/** 0…1 for the progress line; undefined where nothing can be measured. */
export function phaseProgress(state: UploadState): number | undefined {
  if (state.phase === "sending" || state.phase === "paused") return state.sent / Math.max(1, state.total);
  if (state.phase === "preparing") return state.progress;
  if (state.phase === "waiting") return 0;
  return state.phase === "ready" ? 1 : undefined;
}
