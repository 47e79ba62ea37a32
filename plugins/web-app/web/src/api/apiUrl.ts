import { basePath } from "./basePath";

/** The address of an API path for what the browser itself opens: a link, a download, another page. */
export function apiUrl(path: string): string {
  return basePath + path;
}
