import { useEffect } from "react";
import { useRefreshComments } from "@/api/queries/comments";
import { live } from "@/live/live";

/** What others say is shown as they say it. */
export function useLiveComments(trackId: string): void {
  const refresh = useRefreshComments(trackId);
  useEffect(
    () =>
      live.subscribe(`track.${trackId}`, (type) => {
        if (type === "CommentsChanged") void refresh();
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [trackId],
  );
}
