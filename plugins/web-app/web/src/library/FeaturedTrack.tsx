import { Link } from "@tanstack/react-router";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { clock, timeAgo } from "@/format/time";
import { PlayButton } from "@/player/ui/PlayButton";
import classes from "./FeaturedTrack.module.css";

/** The newest track, large, at the top of the front page. */
export function FeaturedTrack({ track, list }: { track: Track; list: readonly Track[] }) {
  return (
    <section className={classes.featured} aria-label="Just added">
      <Link className={classes.art} to="/tracks/$id" params={{ id: track.id }} tabIndex={-1} aria-hidden="true">
        <Artwork track={track} key={track.id} width="340px" />
      </Link>
      <div className={classes.text}>
        <p className={classes.eyebrow}>Added {timeAgo(track.created_at)}</p>
        <h2 className={classes.title}>
          <Link to="/tracks/$id" params={{ id: track.id }}>
            {track.title}
          </Link>
        </h2>
        <p className={classes.artist}>{byline(track)}</p>
        <div className={classes.actions}>
          <PlayButton track={track} list={list} size={64} />
          <p className={classes.facts}>{[track.genre, clock(track.duration)].filter(Boolean).join(" · ")}</p>
        </div>
      </div>
    </section>
  );
}
