import { useQuery } from "@tanstack/react-query";
import { siteQuery } from "@/api/queries/session";
import { canUpload } from "@/session/permissions";
import { useMe } from "@/session/useSession";
import { ButtonLink, TextLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { FeaturedTrack } from "./FeaturedTrack";
import classes from "./HomePage.module.css";
import { HomeSkeleton } from "./HomeSkeleton";
import { TrackGrid } from "./TrackGrid";
import { useTrackList } from "./useTrackList";

const SHOWN = 13;

export default function HomePage() {
  const { data: me } = useMe();
  const { data: site } = useQuery(siteQuery);
  const { tracks, isPending, error, refetch } = useTrackList(
    { visibility: "public", status: "ready", sort: "-created_at" },
    SHOWN,
  );
  const [newest, ...others] = tracks;
  return (
    <Page title={site?.name || "Veza"} heading={null}>
      <h1 className={classes.hidden}>Discover</h1>
      {isPending && <HomeSkeleton />}
      {error && tracks.length === 0 && <LoadFailed error={error} onRetry={() => void refetch()} />}
      {newest && <FeaturedTrack track={newest} list={tracks} />}
      {others.length > 0 && (
        <section aria-labelledby="fresh">
          <div className={classes.head}>
            <h2 id="fresh" className={classes.title}>
              Fresh from the community
            </h2>
            <TextLink to="/library">See all</TextLink>
          </div>
          <TrackGrid tracks={others} list={tracks} />
        </section>
      )}
      {!isPending && !error && !newest && (
        <Notice
          title="It is quiet in here"
          actions={
            (me == null || canUpload(me)) && (
              <ButtonLink to="/upload" size="md">
                Upload the first track
              </ButtonLink>
            )
          }
        >
          <p>Nobody has shared a track yet. The first one will play right here.</p>
        </Notice>
      )}
    </Page>
  );
}
