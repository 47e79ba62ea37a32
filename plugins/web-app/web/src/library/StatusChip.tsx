import type { Track } from "@/api/types";
import { useTrackStatus } from "@/live/useTrackStatus";
import classes from "./StatusChip.module.css";

/** "Preparing 43 %" or "Failed", kept up to date. */
export function StatusChip({ track }: { track: Track }) {
  const status = useTrackStatus(track.id, track.status === "processing");
  if (track.status === "failed" || status?.status === "failed") {
    return (
      <span className={classes.chip} data-kind="failed">
        Failed
      </span>
    );
  }
  const percent = Math.round((status?.progress ?? 0) * 100);
  return (
    <span className={classes.chip}>{status?.status === "running" ? `Preparing ${percent} %` : "Waiting to be prepared"}</span>
  );
}
