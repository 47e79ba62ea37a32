/** Where to go after signing in: a path of this site, or the front page for anything else. */
export function returnPath(next: string | undefined): string {
  if (!next) return "/";
  // "//host" and "/\host" are other sites to a browser.
  return /^\/(?![/\\])/.test(next) ? next : "/";
}
