import { basePath } from "./basePath";

/**
 * Over HTTPS the server gives the name a prefix, which tells the browser to take the cookie from that very host alone
 * (below a path: over HTTPS alone), so that no neighbour can set it. It does not know of a proxy's HTTPS unless told.
 */
const NAMES = ["__Host-veza_csrf", "__Secure-veza_csrf", "veza_csrf"];
export const CSRF_HEADER = "X-CSRF-Token";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method.toUpperCase());
}

/**
 * The value of the readable CSRF cookie. Its presence also tells that this browser has had a
 * session: the token cookies themselves are HttpOnly and cannot be seen from here.
 */
export function csrfToken(cookies: string = document.cookie): string | undefined {
  const pairs = cookies.split("; ");
  for (const name of NAMES) {
    const value = pairs.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
    if (value) return decodeURIComponent(value);
  }
  return undefined;
}

/** Takes the cookie away: what it belonged to is over. */
export function dropCsrfToken(): void {
  for (const name of NAMES) {
    const path = name.startsWith("__Host-") ? "/" : `${basePath}/`;
    document.cookie = `${name}=; Max-Age=0; Path=${path}${name.startsWith("__") ? "; Secure" : ""}`;
  }
}
