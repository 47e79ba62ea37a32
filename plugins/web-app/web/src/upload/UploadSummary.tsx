import { Button } from "@mantine/core";
import classes from "./UploadList.module.css";
import { isInFlight, isUnfinished } from "./uploadMachine";
import { cancelUpload, pauseUpload, resumeUpload, useUploads } from "./uploadStore";

/** All uploads in one line, with what may be done to all: worth it from the second on. */
export function UploadSummary() {
  const uploads = useUploads((state) => state.uploads);
  const unfinished = uploads.filter(({ state }) => isUnfinished(state));
  if (unfinished.length < 2) return null;
  const paused = unfinished.filter(({ state }) => state.phase === "paused");
  const running = unfinished.filter(({ state }) => isInFlight(state) || state.phase === "waiting");
  return (
    <div className={classes.summary}>
      <p>
        {uploads.length - unfinished.length} of {uploads.length} done
        {paused.length > 0 && ` · ${paused.length} paused`}
      </p>
      {running.length > 0 && (
        <Button size="xs" variant="default" onClick={() => running.forEach(({ id }) => pauseUpload(id))}>
          Pause all
        </Button>
      )}
      {paused.length > 0 && (
        <Button size="xs" variant="default" onClick={() => paused.forEach(({ id }) => resumeUpload(id))}>
          Go on with all
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => unfinished.forEach(({ id }) => cancelUpload(id))}>
        Cancel all
      </Button>
    </div>
  );
}
