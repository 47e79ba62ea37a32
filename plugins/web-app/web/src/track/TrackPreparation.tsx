import { TriangleAlert } from "lucide-react";
import { useRetryTranscode } from "@/api/queries/trackMutations";
import type { Track } from "@/api/types";
import { useTrackStatus } from "@/live/useTrackStatus";
import { canEdit } from "@/session/permissions";
import { FormError } from "@/session/FormError";
import { useMe } from "@/session/useSession";
import { Button } from "@/ui/Button";
import { ProgressLine } from "@/ui/ProgressLine";
import classes from "./TrackPreparation.module.css";

function Failed({ track, reason }: { track: Track; reason: string | null }) {
  const { data: me } = useMe();
  const retry = useRetryTranscode(track.id);
  return (
    <div className={classes.panel} data-kind="failed" role="alert">
      <TriangleAlert size={22} aria-hidden />
      <div className={classes.text}>
        <p className={classes.title}>This track could not be prepared for playing</p>
        <p>{reason ?? "The server gave no reason."}</p>
        <FormError error={retry.error} />
      </div>
      {canEdit(me, track) && (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** While a track is made ready: how far that is. When it failed: why, and another try. */
export function TrackPreparation({ track }: { track: Track }) {
  const status = useTrackStatus(track.id, track.status === "processing");
  if (track.status === "ready") return null;
  if (track.status === "failed" || status?.status === "failed") {
    return <Failed track={track} reason={track.status_reason ?? status?.reason ?? null} />;
  }
  const percent = Math.round((status?.progress ?? 0) * 100);
  const title = status?.status === "running" ? `Preparing this track: ${percent} %` : "Waiting to be prepared";
  return (
    <div className={classes.panel}>
      <div className={classes.text}>
        <p className={classes.title}>{title}</p>
        <p>{status?.playable ? "You can listen already; the rest follows." : "It can be played in a moment."}</p>
        <ProgressLine label="Preparing" value={status?.progress ?? 0} />
      </div>
    </div>
  );
}
