import { create } from "zustand";
import { ApiError, messageOf } from "@/api/errors";
import type { Visibility } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { quotaQuery } from "./quotaQuery";
import type { Transfer } from "./sendFile";
import {
  isInFlight,
  isUnfinished,
  problemBefore,
  problemFrom,
  uploadReducer,
  type UploadEvent,
  type UploadState,
} from "./uploadMachine";

export interface Upload {
  id: number;
  file: File;
  visibility: Visibility;
  state: UploadState;
}

/** More at once only makes each of them slower. */
const AT_ONCE = 2;

/** Lives outside the pages: an upload goes on while its uploader looks around. */
export const useUploads = create<{ uploads: readonly Upload[] }>()(() => ({ uploads: [] }));

/** What was begun and may go on; `stop` ends the wait for it. */
const transfers = new Map<number, { transfer: Transfer; stop: () => void }>();
let lastId = 0;

const find = (id: number) => useUploads.getState().uploads.find((upload) => upload.id === id);
const uploadLimit = () => queryClient.getQueryData(quotaQuery.queryKey)?.file_limit;

export function dispatch(id: number, event: UploadEvent): void {
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.map((upload) => (upload.id === id ? { ...upload, state: uploadReducer(upload.state, event) } : upload)),
  }));
}

function startWaiting(): void {
  const { uploads } = useUploads.getState();
  const running = uploads.filter(({ state }) => isInFlight(state)).length;
  uploads
    .filter(({ state }) => state.phase === "waiting")
    .slice(0, Math.max(0, AT_ONCE - running))
    .forEach((upload) => void run(upload));
}

/** Sends it until it is there, refused, paused or cancelled. */
async function run({ id, file, visibility }: Upload): Promise<void> {
  dispatch(id, { type: "start", total: file.size });
  try {
    // The upload page has it; other pages do without.
    const { newTransfer, sendFile } = await import("./sendFile");
    // Paused or cancelled meanwhile.
    if (find(id)?.state.phase !== "sending") return;
    const transfer = transfers.get(id)?.transfer ?? newTransfer(file, visibility);
    const stopped = new Promise<undefined>((stop) => transfers.set(id, { transfer, stop: () => stop(undefined) }));
    const isTaken = (url: string) => [...transfers.values()].some((other) => other.transfer.url === url);
    const sent = sendFile(transfer, isTaken, (done, total) => dispatch(id, { type: "sent", sent: done, total }));
    const trackId = await Promise.race([sent, stopped]);
    if (!trackId) return;
    transfers.delete(id);
    dispatch(id, { type: "stored", trackId });
    void queryClient.invalidateQueries({ queryKey: ["tracks"] });
    void queryClient.invalidateQueries({ queryKey: quotaQuery.queryKey });
  } catch (error) {
    const problem =
      error instanceof ApiError ? problemFrom(error, uploadLimit()) : { message: messageOf(error), retryable: true };
    // What broke off goes on where it stopped; anything else begins anew.
    if (!(error instanceof ApiError && error.isOffline)) transfers.delete(id);
    dispatch(id, { type: "refuse", problem });
  } finally {
    startWaiting();
  }
}

/** Puts files in the line; those that cannot succeed are refused at once. */
export function addFiles(files: Iterable<File>, visibility: Visibility): void {
  const added = [...files].map((file): Upload => {
    const problem = problemBefore(file, uploadLimit());
    return { id: ++lastId, file, visibility, state: problem ? { phase: "refused", problem } : { phase: "waiting" } };
  });
  useUploads.setState(({ uploads }) => ({ uploads: [...uploads, ...added] }));
  startWaiting();
}

export function pauseUpload(id: number): void {
  dispatch(id, { type: "pause" });
  const running = transfers.get(id);
  if (!running || find(id)?.state.phase !== "paused") return;
  void running.transfer.abort();
  running.stop();
}

export function resumeUpload(id: number): void {
  dispatch(id, { type: "resume" });
  startWaiting();
}

export function cancelUpload(id: number): void {
  dispatch(id, { type: "cancel" });
  const running = transfers.get(id);
  transfers.delete(id);
  // The server forgets it too; where it cannot be told, it does so a day later.
  running?.transfer.abort(true).catch(() => undefined);
  running?.stop();
  startWaiting();
}

export function retryUpload(id: number): void {
  dispatch(id, { type: "retry" });
  startWaiting();
}

/** Takes a line off the page; what has been uploaded stays. */
export function dismissUpload(id: number): void {
  const upload = find(id);
  if (upload && isUnfinished(upload.state)) cancelUpload(id);
  transfers.delete(id);
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((item) => item.id !== id) }));
}
