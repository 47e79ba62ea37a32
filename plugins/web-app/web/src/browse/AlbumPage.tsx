import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Fragment } from "react";
import { albumQuery } from "@/api/queries/browse";
import type { AlbumDetails } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { QueueMenu } from "@/queue/QueueMenu";
import { Page } from "@/ui/Page";
import { albumType, playingTime, trackCount } from "./albumFacts";
import { albumArt } from "./AlbumGrid";
import { AlbumSongs } from "./AlbumSongs";
import classes from "./Browse.module.css";
import { Gone } from "./Gone";
import { PlayAll } from "./PlayAll";

function By({ album }: { album: AlbumDetails }) {
  if (album.artists.length === 0) return <>{album.artist ?? "Various artists"}</>;
  return album.artists.map((artist, at) => (
    <Fragment key={artist.id}>
      {at > 0 && (at === album.artists.length - 1 ? " & " : ", ")}
      <Link to="/artists/$id" params={{ id: artist.id }}>
        {artist.name}
      </Link>
    </Fragment>
  ));
}

export default function AlbumPage() {
  const { id } = useParams({ from: "/albums/$id" });
  const { data: album, error, refetch } = useQuery(albumQuery(id));
  if (error && !album) return <Gone what="album" error={error} onRetry={() => void refetch()} />;
  if (!album) {
    return (
      <Page title="Album" heading={null}>
        <TrackRowsSkeleton />
      </Page>
    );
  }
  const seconds = album.tracks.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
  return (
    <Page title={album.artist ? `${album.title} by ${album.artist}` : album.title} heading={null}>
      <div className={classes.hero}>
        <div className={classes.cover}>
          <Artwork track={albumArt(album)} key={album.id} />
        </div>
        <div>
          <p className={classes.eyebrow}>{albumType(album.type)}</p>
          <h1 className={classes.title}>{album.title}</h1>
          <p className={classes.by}>
            <By album={album} />
          </p>
          <p className={classes.muted}>
            {[album.release_date ?? album.year, trackCount(album.track_count), playingTime(seconds)].filter(Boolean).join(" · ")}
          </p>
          <div className={classes.actions}>
            <PlayAll tracks={album.tracks} />
            {album.tracks.length > 0 && <QueueMenu name={album.title} tracks={album.tracks} size={42} variant="default" />}
          </div>
        </div>
      </div>
      <AlbumSongs album={album} />
      {album.has_more_tracks && <p className={classes.muted}>The first {album.tracks.length} tracks.</p>}
    </Page>
  );
}
