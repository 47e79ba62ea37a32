import { useEffect } from "react";
import { useRefreshComments } from "@/api/queries/comments";
import { live } from "@/live/live";

/** What others say is shown as they say it. Guests have few connections, and see it when they look again. */
export function useLiveComments(trackId: string, enabled: boolean): void {
  const refresh = useRefreshComments(trackId);
  useEffect(() => {
    if (!enabled) return undefined;
    return live.subscribe(`track.${trackId}`, (type) => {
      if (type === "CommentsChanged") void refresh();
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [trackId, enabled]);
}
