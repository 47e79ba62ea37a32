import { useEffect } from "react";
import classes from "./UploadBadge.module.css";
import { isInFlight } from "./uploadMachine";
import { useUploads } from "./uploadStore";

/** How many files are on their way; also asks before a tab with some is closed. */
export function UploadBadge() {
  const count = useUploads(
    ({ uploads }) => uploads.filter(({ state }) => isInFlight(state) || state.phase === "waiting").length,
  );

  useEffect(() => {
    if (count === 0) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [count]);

  if (count === 0) return null;
  return (
    <span className={classes.badge}>
      {count}
      <span className={classes.hidden}> on the way</span>
    </span>
  );
}
