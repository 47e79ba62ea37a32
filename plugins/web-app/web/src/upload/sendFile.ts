import { apiUrl } from "@/api/apiUrl";
import { CSRF_HEADER, csrfToken } from "@/api/csrf";
import { ApiError, errorFrom, offlineError } from "@/api/errors";
import { refreshIfStale, refreshSession } from "@/api/refresh";
import type { Track, Visibility } from "@/api/types";

export interface SendOptions {
  visibility: Visibility;
  signal: AbortSignal;
  onProgress: (sent: number, total: number) => void;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One attempt. XMLHttpRequest, because `fetch` tells nothing about how much has been sent. */
function attempt(file: File, { visibility, signal, onProgress }: SendOptions): Promise<Track> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", apiUrl("/api/v1/tracks"));
    const csrf = csrfToken();
    if (csrf) xhr.setRequestHeader(CSRF_HEADER, csrf);

    xhr.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded, total));
    xhr.addEventListener("load", () => {
      const body = parse(xhr.responseText);
      if (xhr.status === 201) resolve((body as { data: Track }).data);
      else reject(errorFrom(xhr.status, body, xhr.getResponseHeader("Retry-After")));
    });
    xhr.addEventListener("error", () => reject(offlineError()));
    xhr.addEventListener("abort", () => reject(new DOMException("Upload cancelled", "AbortError")));
    signal.addEventListener("abort", () => xhr.abort(), { once: true });

    const form = new FormData();
    // The field comes before the file, so that the server knows it while the bytes arrive.
    form.set("visibility", visibility);
    form.set("file", file, file.name);
    xhr.send(form);
  });
}

/** Uploads a file as a new track, with one more attempt after renewing an old session. */
export async function sendFile(file: File, options: SendOptions): Promise<Track> {
  await refreshIfStale();
  try {
    return await attempt(file, options);
  } catch (error) {
    const expired = error instanceof ApiError && error.status === 401;
    if (!expired || !(await refreshSession())) throw error;
    return attempt(file, options);
  }
}
