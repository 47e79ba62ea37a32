/** The path the site is under ("" or "/music"): pages.cpp writes it into the page. */
export const basePath: string =
  typeof document === "undefined"
    ? ""
    : (document.querySelector<HTMLMetaElement>('meta[name="veza-base"]')?.content ?? "").replace(/\/+$/, "");

/** A page's path as the address bar has it; the router's own links do this by themselves. */
export function pagePath(path: string): string {
  return basePath + path;
}
