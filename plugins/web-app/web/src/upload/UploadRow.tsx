import { ActionIcon, Button } from "@mantine/core";
import { Lock, X } from "lucide-react";
import { useEffect } from "react";
import { useTrackStatus } from "@/live/useTrackStatus";
import { ButtonLink } from "@/ui/links";
import { ProgressLine } from "@/ui/ProgressLine";
import { phaseProgress, phaseText } from "./phaseText";
import { PlayUpload } from "./PlayUpload";
import classes from "./UploadList.module.css";
import { isInFlight, isUnfinished, type UploadState } from "./uploadMachine";
import { cancelUpload, dismissUpload, dispatch, pauseUpload, resumeUpload, retryUpload, type Upload } from "./uploadStore";

const trackIdOf = (state: UploadState) => ("trackId" in state ? state.trackId : undefined);

/** Tells the upload how its transcoding goes. */
function useFollowStatus({ id, state }: Upload) {
  const trackId = trackIdOf(state);
  const status = useTrackStatus(trackId ?? "", state.phase === "preparing");
  useEffect(() => {
    if (status && status.track_id === trackId) dispatch(id, { type: "status", status });
  }, [id, trackId, status]);
}

function Problem({ state }: { state: UploadState }) {
  if (state.phase !== "refused" && state.phase !== "broken") return null;
  return (
    <div className={classes.below}>
      <p className={classes.problem}>{state.problem.message}</p>
      {state.problem.advice && <p className={classes.advice}>{state.problem.advice}</p>}
    </div>
  );
}

export function UploadRow({ upload }: { upload: Upload }) {
  const { id, file, state, visibility } = upload;
  useFollowStatus(upload);
  const trackId = trackIdOf(state);
  const canRetry = state.phase === "cancelled" || (state.phase === "refused" && state.problem.retryable);
  const canPlay = state.phase === "ready" || (state.phase === "preparing" && state.playable);
  const canCancel = isUnfinished(state);
  const canPause = state.phase === "sending" || state.phase === "waiting";
  const isWorking = canCancel || state.phase === "preparing";

  return (
    <li className={classes.row} aria-label={file.name}>
      <span className={classes.name}>
        {file.name} {visibility === "private" && <Lock size={14} aria-label="private" />}
      </span>
      <span className={classes.phase}>{phaseText(state)}</span>
      <div className={classes.buttons}>
        {canPlay && trackId && <PlayUpload trackId={trackId} />}
        {trackId && (
          <ButtonLink className={classes.button} size="xs" variant="default" to="/tracks/$id" params={{ id: trackId }}>
            Open
          </ButtonLink>
        )}
        {canRetry && (
          <Button className={classes.button} size="xs" variant="default" onClick={() => retryUpload(id)}>
            Try again
          </Button>
        )}
        {canPause && (
          <Button className={classes.button} size="xs" variant="default" onClick={() => pauseUpload(id)}>
            Pause
          </Button>
        )}
        {state.phase === "paused" && (
          <Button className={classes.button} size="xs" variant="default" onClick={() => resumeUpload(id)}>
            Go on
          </Button>
        )}
        {canCancel && (
          <Button className={classes.button} size="xs" variant="default" onClick={() => cancelUpload(id)}>
            Cancel
          </Button>
        )}
      </div>
      {!canCancel && (
        <ActionIcon
          className={classes.dismiss}
          size={36}
          aria-label={`Take ${file.name} off this list`}
          onClick={() => dismissUpload(id)}
        >
          <X size={18} aria-hidden />
        </ActionIcon>
      )}
      <Problem state={state} />
      {(isWorking || state.phase === "ready") && (
        <div className={classes.below}>
          <ProgressLine
            label={`${file.name}: ${isInFlight(state) ? "uploading" : "preparing"}`}
            value={phaseProgress(state)}
            kind={state.phase === "ready" ? "done" : "active"}
          />
        </div>
      )}
    </li>
  );
}
