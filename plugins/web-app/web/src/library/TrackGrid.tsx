import { Link } from "@tanstack/react-router";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { PlayButton } from "@/player/ui/PlayButton";
import { QueueMenu } from "@/queue/QueueMenu";
import classes from "./TrackGrid.module.css";

function TrackCard({ track, list }: { track: Track; list: readonly Track[] }) {
  return (
    <li className={classes.card}>
      <div className={classes.sleeve}>
        <Artwork track={track} key={track.id} />
        <PlayButton className={classes.play} track={track} list={list} size={46} />
      </div>
      <div className={classes.caption}>
        <div className={classes.names}>
          <Link to="/tracks/$id" params={{ id: track.id }} className={classes.title}>
            {track.title}
          </Link>
          <p className={classes.artist}>{byline(track)}</p>
        </div>
        <span className={classes.more}>
          <QueueMenu name={track.title} tracks={[track]} size={32} />
        </span>
      </div>
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
