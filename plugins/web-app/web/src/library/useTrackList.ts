import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { PAGE_SIZE, trackListQuery, type TrackFilters } from "@/api/queries/tracks";
import { distinct } from "./distinct";

export function useTrackList(filters: TrackFilters, perPage = PAGE_SIZE) {
  const query = useInfiniteQuery(trackListQuery(filters, perPage));
  const tracks = useMemo(() => distinct(query.data?.pages.flatMap((page) => page.data) ?? []), [query.data]);
  return { ...query, tracks, total: query.data?.pages.at(-1)?.meta.total };
}
