import { apiUrl } from "./apiUrl";
import { csrfToken, CSRF_HEADER, dropCsrfToken } from "./csrf";
import { isAccessStale, noteAccess } from "./sessionClock";

/**
 * Runs `work` at most once at a time: callers that arrive while it runs get the same promise.
 * A refresh token is good for one use, so two parallel refreshes would revoke the session.
 */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** One tab at a time, where the browser can say so (it cannot without HTTPS, save on localhost). */
async function oneTab<T>(work: () => Promise<T>): Promise<T> {
  if (!("locks" in navigator)) return work();
  return await navigator.locks.request("veza-refresh", work);
}

let onSessionEnd: () => void = () => undefined;

/** Calls `handler` when the server no longer knows this browser's session. */
export function whenSessionEnds(handler: () => void): void {
  onSessionEnd = handler;
}

/** This browser's session is over. */
export function forgetSession(): void {
  dropCsrfToken();
  onSessionEnd();
}

async function rotate(): Promise<boolean> {
  const csrf = csrfToken();
  if (!csrf) return false;
  const answer = await fetch(apiUrl("/api/v1/auth/refresh"), {
    method: "POST",
    headers: { "Content-Type": "application/json", [CSRF_HEADER]: csrf },
    body: "{}",
  });
  // Another tab was first: its new cookies are this one's as well.
  if (answer.status === 409) return true;
  if (answer.status === 401 || answer.status === 403) forgetSession();
  if (!answer.ok) return false;
  const { data } = (await answer.json()) as { data: { expires_in: number } };
  noteAccess(data.expires_in);
  return true;
}

/** Rotates the session cookies, whatever the clock says. False when there is no session any more. */
export const refreshSession = singleFlight(() => oneTab(rotate));

/** Rotates them when they are due; another tab may have done it while this one waited. */
export const refreshIfStale = singleFlight(() =>
  oneTab(async () => {
    if (csrfToken() && isAccessStale()) await rotate();
  }),
);
