import { useSyncExternalStore } from "react";
import { apiUrl } from "@/api/apiUrl";
import { api } from "@/api/client";
import { LiveSocket } from "./LiveSocket";

function open(): WebSocket {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${window.location.host}${apiUrl("/api/v1/ws")}`);
}

// Any request through the client renews an access token that has run out.
export const live = new LiveSocket(open, () => api.GET("/api/v1/auth/me"));

export function useLiveOpen(): boolean {
  return useSyncExternalStore(
    (changed) => live.watch(changed),
    () => live.isOpen,
  );
}
