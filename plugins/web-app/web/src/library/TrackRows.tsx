import type { Track } from "@/api/types";
import { TrackRow } from "./TrackRow";
import classes from "./TrackRows.module.css";

export function TrackRows({ tracks, label }: { tracks: readonly Track[]; label: string }) {
  return (
    <>
      <p className={classes.count} role="status">
        {label}
      </p>
      <ul className={classes.rows} aria-label="Tracks">
        {tracks.map((track) => (
          <TrackRow key={track.id} track={track} list={tracks} />
        ))}
      </ul>
    </>
  );
}
