import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { artistAlbumsQuery, artistQuery, artistTracksQuery } from "@/api/queries/browse";
import { Artwork } from "@/brand/Artwork";
import { distinct } from "@/library/distinct";
import { TrackRows } from "@/library/TrackRows";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { QueueMenu } from "@/queue/QueueMenu";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Page } from "@/ui/Page";
import { trackCount } from "./albumFacts";
import { AlbumGrid } from "./AlbumGrid";
import classes from "./Browse.module.css";
import { FollowButton } from "./FollowButton";
import { Gone } from "./Gone";
import { PlayAll } from "./PlayAll";

function Albums({ id }: { id: string }) {
  const list = useInfiniteQuery(artistAlbumsQuery(id));
  const albums = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (albums.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="albums">
      <h2 id="albums" className={classes.heading}>
        Albums
      </h2>
      <AlbumGrid albums={albums} label="Albums" withoutArtist />
      <LoadMore
        what="albums"
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
    </section>
  );
}

export default function ArtistPage() {
  const { id } = useParams({ from: "/artists/$id" });
  const { data: artist, error, refetch } = useQuery(artistQuery(id));
  const list = useInfiniteQuery(artistTracksQuery(id));
  const tracks = distinct(list.data?.pages.flatMap((page) => page.data) ?? []);
  if (error && !artist) return <Gone what="artist" error={error} onRetry={() => void refetch()} />;
  if (!artist) {
    return (
      <Page title="Artist" heading={null}>
        <TrackRowsSkeleton />
      </Page>
    );
  }
  return (
    <Page title={artist.name} heading={null}>
      <div className={classes.hero}>
        <div className={`${classes.cover} ${classes.round}`}>
          <Artwork track={{ id: artist.id, has_cover: false }} />
        </div>
        <div>
          <p className={classes.eyebrow}>Artist</p>
          <h1 className={classes.title}>{artist.name}</h1>
          <p className={classes.muted}>{trackCount(artist.track_count)}</p>
          <div className={classes.actions}>
            <PlayAll tracks={tracks} />
            <FollowButton artistId={artist.id} />
            {tracks.length > 0 && <QueueMenu name={artist.name} tracks={tracks} size={42} variant="default" />}
          </div>
        </div>
      </div>
      <Albums id={id} />
      <section className={classes.section} aria-labelledby="tracks">
        <h2 id="tracks" className={classes.heading}>
          Tracks
        </h2>
        {list.isPending && <TrackRowsSkeleton />}
        {list.isError && tracks.length === 0 && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
        {tracks.length > 0 && <TrackRows tracks={tracks} label="The newest first" />}
        <LoadMore
          what="tracks"
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          onMore={() => void list.fetchNextPage()}
        />
      </section>
    </Page>
  );
}
