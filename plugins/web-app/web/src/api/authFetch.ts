import { CSRF_HEADER, csrfToken, isUnsafe } from "./csrf";
import { refreshIfStale, refreshSession } from "./refresh";
import { isAccessStale } from "./sessionClock";

/** These routes take no access token, and their 401 means wrong credentials, not an old one. */
const OPEN_ROUTES = ["/auth/login", "/auth/register", "/auth/refresh", "/api/v1/setup", "/api/v1/site"];

function withCsrf(request: Request): Request {
  const token = csrfToken();
  if (token && isUnsafe(request.method)) request.headers.set(CSRF_HEADER, token);
  return request;
}

/**
 * `fetch` with the CSRF header, with a session refresh before the access token runs out, and
 * with one retry after a refresh when the server finds it over all the same.
 */
export async function authFetch(request: Request): Promise<Response> {
  const isOpen = OPEN_ROUTES.some((route) => request.url.includes(route));
  if (isOpen) return fetch(withCsrf(request));
  if (csrfToken() && isAccessStale()) await refreshIfStale();
  const again = request.clone();
  const answer = await fetch(withCsrf(request));
  if (answer.status !== 401 || !csrfToken()) return answer;
  return (await refreshSession()) ? fetch(withCsrf(again)) : answer;
}
