import { useRouter } from "@tanstack/react-router";
import { useEffect, type RefObject } from "react";

/**
 * After a change of page the keyboard and the screen reader start at its content, as they would
 * after a page load. A change of search parameters alone (typing into a filter) moves nothing.
 */
export function useRouteFocus(main: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onResolved", ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) main.current?.focus({ preventScroll: true });
      }),
    [router, main],
  );
}
