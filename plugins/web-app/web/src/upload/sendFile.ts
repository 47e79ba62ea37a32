import { type DetailedError, type HttpResponse, Upload, type UploadOptions } from "tus-js-client";
import { apiUrl } from "@/api/apiUrl";
import { CSRF_HEADER, csrfToken } from "@/api/csrf";
import { type ApiError, errorFrom, offlineError } from "@/api/errors";
import { refreshIfStale, refreshSession } from "@/api/refresh";
import type { Visibility } from "@/api/types";

/** How long to wait before each further attempt; the bytes that arrived are not sent again. */
const RETRY_AFTER_MS = [500, 1000, 3000, 5000, 10_000, 20_000];
/** A proxy that hands on whole requests only loses no more than this when the connection breaks. */
const PIECE = 16 << 20;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function apiError(error: Error | DetailedError): ApiError {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  if (!answer || answer.getStatus() === 0) return offlineError();
  return errorFrom(answer.getStatus(), parse(answer.getBody()), answer.getHeader("Retry-After"));
}

function mayRetry({ status }: ApiError, attempt: number): boolean {
  if (status === 401 && attempt === 0) {
    void refreshSession();
    return true;
  }
  if (status === 0) return navigator.onLine;
  return status >= 500 || status === 409 || status === 423 || status === 429;
}

/** A file that can be sent in several goes; `sendFile` begins it, and goes on with it. */
export class Transfer extends Upload {
  #goes = 0;

  constructor(file: File, options: UploadOptions) {
    super(file, {
      ...options,
      onBeforeRequest: async (request) => {
        const go = this.#goes;
        await options.onBeforeRequest?.(request);
        // An aborted XMLHttpRequest that is sent all the same goes out without its headers. Nobody waits for this one.
        if (go !== this.#goes) await new Promise(() => undefined);
      },
    });
  }

  override abort(forget = false): Promise<void> {
    this.#goes += 1;
    return super.abort(forget);
  }
}

export function newTransfer(file: File, visibility: Visibility): Transfer {
  return new Transfer(file, {
    endpoint: apiUrl("/api/v1/uploads"),
    metadata: { filename: file.name, visibility },
    chunkSize: PIECE,
    retryDelays: RETRY_AFTER_MS,
    removeFingerprintOnSuccess: true,
    // What somebody began with another visibility is another upload.
    fingerprint: () =>
      Promise.resolve(["veza-upload", file.name, file.size, file.lastModified, visibility].join(":")),
    onBeforeRequest: async (request) => {
      await refreshIfStale();
      const csrf = csrfToken();
      if (csrf) request.setHeader(CSRF_HEADER, csrf);
    },
    onShouldRetry: (error, attempt) => mayRetry(apiError(error), attempt),
  });
}

/** A file that was refused is not gone on with when it is chosen again. */
async function forget(transfer: Transfer): Promise<void> {
  const kept = await transfer.findPreviousUploads();
  await Promise.all(kept.map(({ urlStorageKey }) => transfer.options.urlStorage?.removeUpload(urlStorageKey)));
}

/**
 * Sends what the server does not have yet, also of a file whose upload was begun before the page was loaded anew. Gives
 * the id of the track it becomes. `isTaken`: another transfer is at it. `abort()` of the transfer leaves the promise open.
 */
export function sendFile(
  transfer: Transfer,
  isTaken: (url: string) => boolean,
  onProgress: (sent: number, total: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const trackOf = ({ lastResponse }: { lastResponse: HttpResponse }) => {
      const id = lastResponse.getHeader("Veza-Track-Id");
      if (id) resolve(id);
      else reject(offlineError());
    };
    Object.assign(transfer.options, {
      onProgress,
      onSuccess: trackOf,
      onError: (error: Error) => {
        const known = apiError(error);
        if (!known.isOffline) void forget(transfer);
        reject(known);
      },
    });
    const start = async () => {
      const all = transfer.url ? [] : await transfer.findPreviousUploads();
      const begun = all.find(({ uploadUrl }) => uploadUrl && !isTaken(uploadUrl));
      if (begun) transfer.resumeFromPreviousUpload(begun);
      transfer.start();
    };
    start().catch(reject);
  });
}
