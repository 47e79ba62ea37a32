/**
 * When the access token runs out. Its cookie is HttpOnly and disappears with it, and a request
 * without it is a guest's: a private track would then be "not found" rather than "sign in again".
 * So the time is kept here, shared by all tabs, and the token renewed before it is over.
 */
const KEY = "veza-access-until";

/** Milliseconds before its end at which a token is renewed; a short-lived one is used for half its life. */
export function renewalMargin(expiresIn: number): number {
  return Math.min(60_000, expiresIn * 500);
}

export function noteAccess(expiresIn: number, now: number = Date.now()): void {
  try {
    localStorage.setItem(KEY, String(now + expiresIn * 1000 - renewalMargin(expiresIn)));
  } catch {
    // Without storage every page load renews once, which is only slower.
  }
}

/** Whether the access token is over or nearly so, as far as this browser knows. */
export function isAccessStale(now: number = Date.now()): boolean {
  try {
    return now >= Number(localStorage.getItem(KEY) ?? 0);
  } catch {
    return false;
  }
}
