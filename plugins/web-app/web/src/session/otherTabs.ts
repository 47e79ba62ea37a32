import { basePath } from "@/api/basePath";

// Tabs share the session's cookies: one that signs out or in does it for all of them.
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`veza-session${basePath}`) : undefined;

/** Tells this site's other tabs that the person at the browser has changed. */
export function tellOtherTabs(): void {
  channel?.postMessage("changed");
}

/** Calls `handler` when one of the other tabs says so. Returns what ends that. */
export function whenAnotherTabChanges(handler: () => void): () => void {
  channel?.addEventListener("message", handler);
  return () => channel?.removeEventListener("message", handler);
}
