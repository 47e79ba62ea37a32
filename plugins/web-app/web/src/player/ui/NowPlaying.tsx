import { Link } from "@tanstack/react-router";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import classes from "./NowPlaying.module.css";

export function NowPlaying({ track }: { track: Track }) {
  return (
    <div className={classes.now}>
      <span className={classes.art}>
        <Artwork track={track} key={track.id} width="56px" />
      </span>
      <div className={classes.text}>
        <Link to="/tracks/$id" params={{ id: track.id }} className={classes.title}>
          {track.title}
        </Link>
        <span className={classes.artist}>{byline(track)}</span>
      </div>
    </div>
  );
}
