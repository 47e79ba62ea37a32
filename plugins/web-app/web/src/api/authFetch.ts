import { CSRF_HEADER, csrfToken, isUnsafe } from "./csrf";
import { isNotFresh, reauthenticate } from "./reauthentication";
import { forgetSession, refreshIfStale, refreshSession } from "./refresh";
import { isAccessStale } from "./sessionClock";

/** These routes take no access token, and their 401 means wrong credentials, not an old one. */
const OPEN_ROUTES =
  /\/api\/v1\/(site|setup|auth\/(login|register|refresh|providers|password\/\w+|magic-link(\/sign-in)?|passkey(\/options)?|second-factor(\/options)?|verify-email))$/;

function withCsrf(request: Request): Request {
  const token = csrfToken();
  if (token && isUnsafe(request.method)) request.headers.set(CSRF_HEADER, token);
  return request;
}

async function fetchSignedIn(request: Request): Promise<Response> {
  if (csrfToken() && isAccessStale()) await refreshIfStale();
  const again = request.clone();
  const answer = await fetch(withCsrf(request));
  if (answer.status !== 401) return answer;
  // Without the cookie there is nothing to refresh: it went with the session, in another tab perhaps.
  if (!csrfToken()) forgetSession();
  else if (await refreshSession()) return fetch(withCsrf(again));
  return answer;
}

const pathOf = (request: Request) => new URL(request.url).pathname;

/**
 * `fetch` with the CSRF header, with a session refresh before the access token runs out, with one retry after a
 * refresh when the server finds it over all the same, and with one after the person has shown who they are where
 * the server wants to see that again.
 */
export async function authFetch(request: Request): Promise<Response> {
  if (OPEN_ROUTES.test(pathOf(request))) return fetch(withCsrf(request));
  const again = request.clone();
  const answer = await fetchSignedIn(request);
  if (!(await isNotFresh(answer))) return answer;
  return (await reauthenticate()) ? fetchSignedIn(again) : answer;
}
