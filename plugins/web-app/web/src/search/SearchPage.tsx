import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { RecentSearches } from "./RecentSearches";
import { Results } from "./Results";
import { SearchField } from "./SearchField";
import { asks, type SearchState } from "./searchState";

export default function SearchPage() {
  const state = useSearch({ from: "/search" });
  const navigate = useNavigate({ from: "/search" });
  const change = (changes: SearchState) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false });
  // Other words are another search: the filters of the one before would hide what they find.
  const search = (q: string) => void navigate({ search: q ? { q } : {} });
  return (
    <Page title={state.q ? `Search: ${state.q}` : "Search"} heading="Search">
      <SearchField value={state.q ?? ""} onSearch={search} />
      {asks(state) ? (
        <Results state={state} onChange={change} />
      ) : (
        <>
          <RecentSearches />
          <Notice title="What would you like to hear?" icon={<Search size={34} aria-hidden />}>
            <p>
              Titles, artists, albums, playlists and members. “Exact words” in quotes, OR for either, a minus before what should not be
              there.
            </p>
          </Notice>
        </>
      )}
    </Page>
  );
}
