import { create } from "zustand";
import { ApiError, messageOf } from "@/api/errors";
import { siteQuery } from "@/api/queries/session";
import type { Visibility } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { sendFile } from "./sendFile";
import { isInFlight, problemBefore, problemFrom, uploadReducer, type UploadEvent, type UploadState } from "./uploadMachine";

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

const aborts = new Map<number, AbortController>();
let lastId = 0;

const find = (id: number) => useUploads.getState().uploads.find((upload) => upload.id === id);
const uploadLimit = () => queryClient.getQueryData(siteQuery.queryKey)?.upload_limit_bytes;

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

async function run({ id, file, visibility }: Upload): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  dispatch(id, { type: "start", total: file.size });
  try {
    const track = await sendFile(file, {
      visibility,
      signal: abort.signal,
      onProgress: (sent, total) => dispatch(id, { type: "sent", sent, total }),
    });
    dispatch(id, { type: "stored", trackId: track.id });
    void queryClient.invalidateQueries({ queryKey: ["tracks"] });
  } catch (error) {
    if (!abort.signal.aborted) {
      const problem =
        error instanceof ApiError ? problemFrom(error, uploadLimit()) : { message: messageOf(error), retryable: true };
      dispatch(id, { type: "refuse", problem });
    }
  } finally {
    aborts.delete(id);
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

export function cancelUpload(id: number): void {
  dispatch(id, { type: "cancel" });
  aborts.get(id)?.abort();
  startWaiting();
}

export function retryUpload(id: number): void {
  dispatch(id, { type: "retry" });
  startWaiting();
}

/** Takes a line off the page; what has been uploaded stays. */
export function dismissUpload(id: number): void {
  const upload = find(id);
  if (upload && isInFlight(upload.state)) cancelUpload(id);
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((item) => item.id !== id) }));
}
