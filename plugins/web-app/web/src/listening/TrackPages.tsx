import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { historyQuery, likesQuery } from "@/api/queries/listening";
import type { Track } from "@/api/types";
import { TrackRows } from "@/library/TrackRows";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";

interface TrackPagesProps {
  query: typeof historyQuery | typeof likesQuery;
  /** Where there are none. */
  none: ReactNode;
}

/** Pages of tracks, each once: the latest time counts. */
export function TrackPages({ query, none }: TrackPagesProps) {
  const list = useInfiniteQuery(query as typeof likesQuery);
  if (list.isPending) return <TrackRowsSkeleton />;
  if (list.isError) return <LoadFailed error={list.error} onRetry={() => void list.refetch()} />;
  const tracks = [...new Map<string, Track>(list.data.pages.flatMap((page) => page.data).map(({ track }) => [track.id, track])).values()];
  if (tracks.length === 0) return none;
  return (
    <>
      <TrackRows tracks={tracks} label="The latest first" />
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
