import { useId, useMemo, useState } from "react";
import type { Track } from "@/api/types";
import { coverSizes, coverUrl } from "@/player/mediaUrls";
import { ArtworkPattern } from "./ArtworkPattern";
import { designFor } from "./artworkDesign";
import classes from "./Artwork.module.css";

type ArtworkTrack = Pick<Track, "id" | "has_cover">;

function Sleeve({ id }: { id: string }) {
  const gradient = useId();
  const design = useMemo(() => designFor(id), [id]);
  return (
    <svg viewBox="0 0 100 100" className={classes.fill} aria-hidden="true" focusable="false" preserveAspectRatio="xMidYMid slice">
      <defs>
        <linearGradient id={gradient} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={design.ground[0]} />
          <stop offset="1" stopColor={design.ground[1]} />
        </linearGradient>
      </defs>
      <rect width="100" height="100" fill={`url(#${gradient})`} />
      <ArtworkPattern design={design} />
    </svg>
  );
}

interface ArtworkProps {
  track: ArtworkTrack;
  /** How wide it stands, as `sizes` of an image says it. */
  width?: string;
}

/** The cover of a track, or a sleeve drawn from its id. Fills its box; the title always stands beside it. */
export function Artwork({ track, width = "240px" }: ArtworkProps) {
  const [broken, setBroken] = useState(false);
  return (
    <span className={classes.frame}>
      {track.has_cover && !broken ? (
        <img
          className={classes.fill}
          sizes={width}
          srcSet={coverSizes(track.id)}
          src={coverUrl(track.id, 512)}
          alt=""
          loading="lazy"
          onError={() => setBroken(true)}
        />
      ) : (
        <Sleeve id={track.id} />
      )}
    </span>
  );
}
