import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { LibraryBig } from "lucide-react";
import type { ReactNode } from "react";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";

interface ListingProps<T extends { id?: string; name?: string }> {
  query: UseInfiniteQueryResult<InfiniteData<{ data: T[] }>>;
  /** "albums" */
  what: string;
  children: (entries: T[]) => ReactNode;
}

/** A list in pages: loading, failed, empty, or what `children` makes of the entries. */
export function Listing<T extends { id?: string; name?: string }>({ query, what, children }: ListingProps<T>) {
  if (query.isPending) return <TrackRowsSkeleton />;
  const entries = query.data?.pages.flatMap((page) => page.data) ?? [];
  if (query.isError && entries.length === 0) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  if (entries.length === 0) {
    return (
      <Notice
        role="status"
        title={`No ${what} yet`}
        icon={<LibraryBig size={34} aria-hidden />}
        actions={<ButtonLink to="/upload">Upload music</ButtonLink>}
      >
        <p>They come from what tracks say of themselves: their tags, or what you write beside them.</p>
      </Notice>
    );
  }
  // What is added between two pages must not stand there twice.
  const once = [...new Map(entries.map((entry) => [entry.id ?? entry.name, entry])).values()];
  return (
    <>
      {children(once)}
      <LoadMore
        what={what}
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        failed={query.isFetchNextPageError}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
}
