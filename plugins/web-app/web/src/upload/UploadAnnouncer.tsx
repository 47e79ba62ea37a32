import { VisuallyHidden } from "@mantine/core";
import { phaseText } from "./phaseText";
import type { UploadState } from "./uploadMachine";
import { useUploads } from "./uploadStore";

/** A change of phase is worth hearing; every percent is not. */
function milestone(state: UploadState): string {
  if (state.phase === "sending") return "Uploading";
  if (state.phase === "preparing") return state.playable ? "Playable, the rest is being prepared" : "Being prepared";
  if (state.phase === "refused" || state.phase === "broken") return `${phaseText(state)}: ${state.problem.message}`;
  return phaseText(state);
}

export function UploadAnnouncer() {
  const uploads = useUploads((state) => state.uploads);
  return (
    <VisuallyHidden role="log" aria-live="polite">
      {uploads.map(({ id, file, state }) => (
        <p key={`${id} ${milestone(state)}`}>
          {file.name}: {milestone(state)}
        </p>
      ))}
    </VisuallyHidden>
  );
}
