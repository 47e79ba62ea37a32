import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { clock, timeAgo } from "@/format/time";
import { LikeButton } from "@/listening/LikeButton";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";
import { PlayButton } from "@/player/ui/PlayButton";
import { AddToPlaylist } from "@/playlists/AddToPlaylist";
import { QueueMenu } from "@/queue/QueueMenu";
import { StatusChip } from "./StatusChip";
import classes from "./TrackRows.module.css";

export function TrackRow({ track, list }: { track: Track; list: readonly Track[] }) {
  const isCurrent = usePlayer((state) => selectTrack(state)?.id === track.id);
  return (
    <li className={classes.row} data-current={isCurrent || undefined}>
      <span className={classes.art}>
        <Artwork track={track} width="56px" />
        <PlayButton className={classes.play} track={track} list={list} size={36} disabled={track.status === "failed"} />
      </span>
      <div className={classes.names}>
        <Link to="/tracks/$id" params={{ id: track.id }} className={classes.title}>
          {track.title}
        </Link>
        <span className={classes.artist}>
          {byline(track)}
          {track.album && ` · ${track.album}`}
        </span>
      </div>
      <div className={classes.chips}>
        {track.status !== "ready" && <StatusChip track={track} />}
        {track.visibility === "private" && (
          <span className={classes.private}>
            <Lock size={14} aria-hidden /> Private
          </span>
        )}
        {track.genre && (
          <Link
            to="/library"
            search={(before) => ({ owner: before.owner, genre: track.genre ?? undefined })}
            className={classes.genre}
            aria-label={`Genre ${track.genre}`}
          >
            {track.genre}
          </Link>
        )}
      </div>
      <time className={classes.when} dateTime={track.created_at}>
        {timeAgo(track.created_at)}
      </time>
      <span className={classes.length}>{clock(track.duration)}</span>
      <span className={classes.more}>
        <LikeButton track={track} />
        <AddToPlaylist track={track} />
        <QueueMenu name={track.title} tracks={[track]} />
      </span>
    </li>
  );
}
