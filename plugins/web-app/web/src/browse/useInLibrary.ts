import { useLocation } from "@tanstack/react-router";

/** Whether the page is one of the ways through the library, for the link that leads to all of them. */
export function useInLibrary(): boolean {
  return useLocation({ select: ({ pathname }) => /^\/(albums|artists|genres)(\/|$)/.test(pathname) });
}
