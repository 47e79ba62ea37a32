import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { timeAgo } from "@/format/time";
import { PlayButton } from "@/player/ui/PlayButton";
import { ArtistLine } from "./ArtistLine";
import { TrackActions } from "./TrackActions";
import classes from "./TrackHero.module.css";

export function TrackHero({ track }: { track: Track }) {
  return (
    <div className={classes.hero}>
      <div className={classes.art}>
        <Artwork track={track} key={track.id} width="340px" />
      </div>
      <div className={classes.text}>
        <p className={classes.eyebrow}>
          {track.visibility === "private" && (
            <span className={classes.private}>
              <Lock size={15} aria-hidden /> Private
            </span>
          )}
          {track.genres.map((genre) => (
            <Link key={genre} to="/library" search={{ genre }}>
              {genre}
            </Link>
          ))}
        </p>
        <h1 className={classes.title}>{track.title}</h1>
        <p className={classes.artist}>
          <ArtistLine track={track} />
          {track.album && (
            <span className={classes.album}>
              {" · "}
              {track.album_id ? (
                <Link to="/albums/$id" params={{ id: track.album_id }}>
                  {track.album}
                </Link>
              ) : (
                track.album
              )}
            </span>
          )}
        </p>
        <p className={classes.shared}>
          Shared{" "}
          {track.owner.username && (
            <>
              by{" "}
              <Link to="/u/$name" params={{ name: track.owner.username }}>
                {track.owner.username}
              </Link>{" "}
            </>
          )}
          <time dateTime={track.created_at}>{timeAgo(track.created_at)}</time>
        </p>
        <div className={classes.actions}>
          <PlayButton track={track} list={[track]} size={64} disabled={track.status === "failed"} />
          <TrackActions track={track} />
        </div>
      </div>
    </div>
  );
}
