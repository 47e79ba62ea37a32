import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { UserRoundX } from "lucide-react";
import { ApiError } from "@/api/errors";
import { memberQuery } from "@/api/queries/members";
import { playlistsQuery } from "@/api/queries/playlists";
import { trackListQuery } from "@/api/queries/tracks";
import { PlayAll } from "@/browse/PlayAll";
import { Avatar } from "@/comments/Avatar";
import { distinct } from "@/library/distinct";
import { TrackRows } from "@/library/TrackRows";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { PlaylistCards } from "@/playlists/PlaylistCards";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import classes from "./Member.module.css";

interface Member {
  id: string;
  username: string;
}

function Playlists({ id }: { id: string }) {
  const list = useInfiniteQuery(playlistsQuery(id));
  const playlists = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (playlists.length === 0) return null;
  return (
    <section aria-labelledby="playlists">
      <h2 id="playlists" className={classes.heading}>
        Playlists
      </h2>
      <PlaylistCards playlists={playlists} label="Playlists" />
      <LoadMore
        what="playlists"
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
    </section>
  );
}

function Shown({ member }: { member: Member }) {
  const list = useInfiniteQuery(trackListQuery({ owner: member.id, visibility: "public" }));
  const tracks = distinct(list.data?.pages.flatMap((page) => page.data) ?? []);
  return (
    <Page title={member.username} heading={null}>
      <div className={classes.hero}>
        <Avatar author={member} size={96} />
        <div className={classes.who}>
          <p className={classes.eyebrow}>Member</p>
          <h1 className={classes.name}>{member.username}</h1>
        </div>
        <div className={classes.actions}>
          <PlayAll tracks={tracks} />
        </div>
      </div>
      <section aria-labelledby="tracks">
        <h2 id="tracks" className={classes.heading}>
          Tracks
        </h2>
        {list.isPending && <TrackRowsSkeleton />}
        {list.isError && tracks.length === 0 && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && tracks.length === 0 && <p className={classes.none}>Nothing public yet.</p>}
        {tracks.length > 0 && <TrackRows tracks={tracks} label="The newest first" />}
        <LoadMore
          what="tracks"
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          onMore={() => void list.fetchNextPage()}
        />
      </section>
      <Playlists id={member.id} />
    </Page>
  );
}

/** What somebody shows to everybody. */
export default function MemberPage() {
  const { name } = useParams({ from: "/u/$name" });
  const { data: member, error, refetch } = useQuery(memberQuery(name));
  if (member) return <Shown member={member} key={member.id} />;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Page title="Nobody here has this name" heading={null}>
        <Notice title="Nobody here has this name" icon={<UserRoundX size={34} aria-hidden />} actions={<ButtonLink to="/library">Browse the library</ButtonLink>}>
          <p>They may have left, or shown nothing to guests.</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title="Member" heading={null}>
      {error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <TrackRowsSkeleton />}
    </Page>
  );
}
