import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, body } from "@/api/client";
import { historyQuery } from "@/api/queries/listening";
import { usePlayer } from "@/player/playerStore";
import { useMe } from "@/session/useSession";
import { followPlays } from "./playReports";

/** Tells the server what somebody who is signed in hears. */
export function usePlayReports(): void {
  const client = useQueryClient();
  const { data: me } = useMe();
  const isSignedIn = me != null;
  useEffect(() => {
    if (!isSignedIn) return undefined;
    const follow = followPlays(({ trackId, playId, heard }) => {
      // Listening goes on where this fails; the next report of the same play says it again.
      body(api.POST("/api/v1/tracks/{id}/plays", { params: { path: { id: trackId } }, body: { play_id: playId, heard } }))
        .then(() => client.invalidateQueries({ queryKey: historyQuery.queryKey }))
        .catch(() => undefined);
    });
    return usePlayer.subscribe(follow);
  }, [client, isSignedIn]);
}
