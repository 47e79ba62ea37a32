import { Button, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, SlidersHorizontal } from "lucide-react";
import { searchQuery } from "@/api/queries/search";
import type { SearchHit } from "@/api/types";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";
import { Facets } from "./Facets";
import { Hits } from "./Hits";
import classes from "./Search.module.css";
import { isFiltered, queryOf, SORTS, type SearchSort, type SearchState } from "./searchState";

const once = (hits: readonly SearchHit[]) => [...new Map(hits.map((hit) => [`${hit.type} ${hit.id}`, hit])).values()];

interface ResultsProps {
  state: SearchState;
  onChange: (changes: SearchState) => void;
}

export function Results({ state, onChange }: ResultsProps) {
  const list = useInfiniteQuery(searchQuery(queryOf(state)));
  const [filtering, filters] = useDisclosure();
  if (list.isPending) return <TrackRowsSkeleton />;
  const meta = list.data?.pages[0]?.meta;
  if (!meta) return <LoadFailed error={list.error} onRetry={() => void list.refetch()} />;
  const hits = once(list.data?.pages.flatMap((page) => page.data) ?? []);
  const filtered = isFiltered(state);
  const clear = () => onChange({ type: undefined, genre: undefined, key: undefined, bpm: undefined, year: undefined });
  const corrected = meta.corrections.map(({ instead }) => instead[0]).filter(Boolean);
  return (
    <div className={classes.page} data-stale={list.isPlaceholderData || undefined}>
      <aside className={classes.side} data-open={filtering || undefined} aria-label="Filters">
        <Facets facets={meta.facets} state={state} onChange={onChange} />
      </aside>
      <div className={classes.main}>
        <div className={classes.head}>
          <p role="status" className={classes.total}>
            {meta.total_is_exact ? meta.total : `More than ${meta.total}`} {meta.total === 1 ? "result" : "results"}
            {corrected.length > 0 && hits.length > 0 && (
              <>
                {" "}
                for <strong>{corrected.join(" ")}</strong>
              </>
            )}
          </p>
          <Button
            className={classes.toggle}
            variant="default"
            aria-expanded={filtering}
            leftSection={<SlidersHorizontal size={17} aria-hidden />}
            onClick={filters.toggle}
          >
            Filters
          </Button>
          {filtered && (
            <Button variant="default" onClick={clear}>
              Clear the filters
            </Button>
          )}
          <NativeSelect
            className={classes.sort}
            aria-label="Sort by"
            data={Object.entries(SORTS).map(([value, label]) => ({ value, label }))}
            value={state.sort ?? "relevance"}
            onChange={({ currentTarget: { value } }) => onChange({ sort: value === "relevance" ? undefined : (value as SearchSort) })}
          />
        </div>
        {hits.length === 0 ? (
          <Notice role="status" title="Nothing found" icon={<SearchX size={34} aria-hidden />}>
            <p>{filtered ? "Try it without a filter, or with other words." : "Try other words, or fewer of them."}</p>
          </Notice>
        ) : (
          <Hits hits={hits} />
        )}
        <LoadMore
          what="results"
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          onMore={() => void list.fetchNextPage()}
        />
      </div>
    </div>
  );
}
