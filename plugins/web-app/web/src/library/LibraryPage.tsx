import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { LibraryNav } from "@/browse/LibraryNav";
import { useMe } from "@/session/useSession";
import { SignInFirst } from "@/session/SignInFirst";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { LibraryFilters } from "./LibraryFilters";
import { filtersOf, isFiltered, type LibrarySearch } from "./librarySearch";
import { LoadMore } from "@/ui/LoadMore";
import { TrackRows } from "./TrackRows";
import { TrackRowsSkeleton } from "./TrackRowsSkeleton";
import { useTrackList } from "./useTrackList";

function NothingFound({ search, onClear }: { search: LibrarySearch; onClear: () => void }) {
  if (isFiltered(search)) {
    return (
      <Notice
        role="status"
        title="No track matches"
        icon={<SearchX size={34} aria-hidden />}
        actions={<Button onClick={onClear}>Clear the filters</Button>}
      >
        <p>Try other words, or fewer of them.</p>
      </Notice>
    );
  }
  const mine = search.owner === "me";
  return (
    <Notice
      role="status"
      title={mine ? "Your shelf is empty" : "The shelves are empty"}
      actions={<ButtonLink to="/upload">Upload a track</ButtonLink>}
    >
      <p>{mine ? "What you upload will stand here, public or private." : "As soon as somebody uploads a track it stands here."}</p>
    </Notice>
  );
}

function TrackListing({ search, onClear }: { search: LibrarySearch; onClear: () => void }) {
  const list = useTrackList(filtersOf(search));
  const { tracks, total } = list;
  if (list.isPending) return <TrackRowsSkeleton />;
  if (list.error && tracks.length === 0) return <LoadFailed error={list.error} onRetry={() => void list.refetch()} />;
  if (tracks.length === 0) return <NothingFound search={search} onClear={onClear} />;
  return (
    <>
      <TrackRows tracks={tracks} label={total === undefined ? "Tracks" : `${total} ${total === 1 ? "track" : "tracks"}`} />
      <LoadMore
        what="tracks"
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  );
}

export default function LibraryPage() {
  const search = useSearch({ from: "/library" });
  const navigate = useNavigate({ from: "/library" });
  const { data: me, isPending } = useMe();
  const mine = search.owner === "me";

  const change = (changes: LibrarySearch) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false });
  const clear = () => change({ q: undefined, genre: undefined, visibility: undefined });

  return (
    <Page title={mine ? "Your tracks" : "Library"}>
      <LibraryNav />
      {mine && !me && !isPending ? (
        <SignInFirst what="see your tracks" />
      ) : (
        <>
          <LibraryFilters search={search} signedIn={me != null} onChange={change} />
          <TrackListing search={search} onClear={clear} />
        </>
      )}
    </Page>
  );
}
