import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "@/api/errors";
import { trackQuery } from "@/api/queries/tracks";
import { Comments } from "@/comments/Comments";
import { player } from "@/player/controller";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Credits } from "./Credits";
import { Lyrics } from "./Lyrics";
import { TrackDetails } from "./TrackDetails";
import { TrackHero } from "./TrackHero";
import { TrackPageSkeleton } from "./TrackPageSkeleton";
import { TrackPreparation } from "./TrackPreparation";
import { Waveform } from "./Waveform";

function TrackGone() {
  return (
    <Page title="Track not found">
      <Notice title="This track is not here" actions={<ButtonLink to="/library">Browse the library</ButtonLink>}>
        <p>It may have been deleted, or it is private and you are not signed in as its owner.</p>
      </Notice>
    </Page>
  );
}

export default function TrackPage() {
  const { id } = useParams({ from: "/tracks/$id" });
  const { data: track, error, isPending, refetch } = useQuery(trackQuery(id));

  // A queue made from an older list learns what has become known since: duration, loudness, title.
  useEffect(() => {
    if (track) player.trackChanged(track);
  }, [track]);

  if (isPending) {
    return (
      <Page title="Loading" heading={null}>
        <TrackPageSkeleton />
      </Page>
    );
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return <TrackGone />;
  if (!track) {
    return (
      <Page title="Track">
        <LoadFailed error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  return (
    <Page title={track.artist ? `${track.title} by ${track.artist}` : track.title} heading={null}>
      <TrackHero track={track} />
      <TrackPreparation track={track} />
      {track.status !== "failed" && <Waveform track={track} key={track.id} />}
      <Lyrics track={track} />
      <Comments track={track} key={`comments of ${track.id}`} />
      <Credits credits={track.credits} />
      <TrackDetails track={track} />
    </Page>
  );
}
