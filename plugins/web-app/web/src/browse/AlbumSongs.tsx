import { Link } from "@tanstack/react-router";
import { Disc3 } from "lucide-react";
import type { AlbumDetails, Track } from "@/api/types";
import { byline } from "@/format/byline";
import { clock } from "@/format/time";
import { StatusChip } from "@/library/StatusChip";
import { LikeButton } from "@/listening/LikeButton";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";
import { PlayButton } from "@/player/ui/PlayButton";
import { AddToPlaylist } from "@/playlists/AddToPlaylist";
import { QueueMenu } from "@/queue/QueueMenu";
import { discs } from "./albumFacts";
import classes from "./Browse.module.css";

interface SongProps {
  track: Track;
  place: number;
  /** What "next" walks through. */
  list: readonly Track[];
  albumArtist: string | null;
}

function Song({ track, place, list, albumArtist }: SongProps) {
  const isCurrent = usePlayer((state) => selectTrack(state)?.id === track.id);
  return (
    <li className={classes.song} data-current={isCurrent || undefined}>
      <span className={classes.number}>
        <span>{track.track_number ?? place}</span>
        <PlayButton track={track} list={list} size={36} disabled={track.status === "failed"} />
      </span>
      <span className={classes.songNames}>
        <Link to="/tracks/$id" params={{ id: track.id }} className={classes.songTitle}>
          {track.title}
        </Link>
        {byline(track) !== albumArtist && <span className={classes.facts}>{byline(track)}</span>}
      </span>
      <span className={classes.chip}>{track.status !== "ready" && <StatusChip track={track} />}</span>
      <span className={classes.length}>{clock(track.duration)}</span>
      <span className={classes.more}>
        <LikeButton track={track} />
        <AddToPlaylist track={track} />
        <QueueMenu name={track.title} tracks={[track]} />
      </span>
    </li>
  );
}

/** The tracks of an album, disc by disc, as they stand on it. */
export function AlbumSongs({ album }: { album: AlbumDetails }) {
  const parts = discs(album.tracks);
  return parts.map(({ disc, tracks }) => (
    <section key={disc} aria-label={parts.length > 1 ? `Disc ${disc}` : "Tracks"}>
      {parts.length > 1 && (
        <h2 className={classes.disc}>
          <Disc3 size={18} aria-hidden /> Disc {disc}
        </h2>
      )}
      <ol className={classes.songs} aria-label={parts.length > 1 ? `Tracks of disc ${disc}` : "Tracks"}>
        {tracks.map((track, at) => (
          <Song key={track.id} track={track} place={at + 1} list={album.tracks} albumArtist={album.artist} />
        ))}
      </ol>
    </section>
  ));
}
