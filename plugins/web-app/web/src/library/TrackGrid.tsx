import { Link } from "@tanstack/react-router";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { PlayButton } from "@/player/ui/PlayButton";
import classes from "./TrackGrid.module.css";

function TrackCard({ track, list }: { track: Track; list: readonly Track[] }) {
  return (
    <li className={classes.card}>
      <div className={classes.sleeve}>
        <Artwork track={track} key={track.id} />
        <PlayButton className={classes.play} track={track} list={list} size={46} />
      </div>
      <Link to="/tracks/$id" params={{ id: track.id }} className={classes.title}>
        {track.title}
      </Link>
      <p className={classes.artist}>{byline(track)}</p>
    </li>
  );
}

export function TrackGrid({ tracks, list }: { tracks: readonly Track[]; list: readonly Track[] }) {
  return (
    <ul className={classes.grid}>
      {tracks.map((track) => (
        <TrackCard key={track.id} track={track} list={list} />
      ))}
    </ul>
  );
}
