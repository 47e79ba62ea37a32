const COOKIE = "veza_csrf";
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
  const pair = cookies.split("; ").find((cookie) => cookie.startsWith(`${COOKIE}=`));
  const value = pair?.slice(COOKIE.length + 1);
  return value ? decodeURIComponent(value) : undefined;
}

/** Takes the cookie away: what it belonged to is over. */
export function dropCsrfToken(): void {
  document.cookie = `${COOKIE}=; Max-Age=0; Path=/`;
}
