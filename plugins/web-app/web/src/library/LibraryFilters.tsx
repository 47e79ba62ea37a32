import { CloseButton, NativeSelect, Pill, SegmentedControl } from "@mantine/core";
import { DEFAULT_SORT, isSort, SORTS, type LibrarySearch } from "./librarySearch";
import classes from "./LibraryFilters.module.css";
import { SearchBox } from "@/ui/SearchBox";

const SORT_OPTIONS = Object.entries(SORTS).map(([value, label]) => ({ value, label }));
const VISIBILITY_OPTIONS = [
  { value: "any", label: "Public and private" },
  { value: "public", label: "Public only" },
  { value: "private", label: "Private only" },
];

interface LibraryFiltersProps {
  search: LibrarySearch;
  signedIn: boolean;
  onChange: (changes: LibrarySearch) => void;
}

export function LibraryFilters({ search, signedIn, onChange }: LibraryFiltersProps) {
  return (
    <div className={classes.filters} role="search" aria-label="Tracks">
      <SearchBox
        label="Search tracks"
        placeholder="Search titles, artists, albums"
        value={search.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
      />
      {signedIn && (
        <SegmentedControl
          className={classes.whose}
          classNames={{ label: classes.segment, indicator: classes.indicator }}
          aria-label="Whose tracks"
          size="md"
          value={search.owner ?? "all"}
          data={[
            { value: "all", label: "Everyone’s" },
            { value: "me", label: "Yours" },
          ]}
          onChange={(owner) => onChange({ owner: owner === "me" ? "me" : undefined, visibility: undefined })}
        />
      )}
      {signedIn && search.owner === "me" && (
        <NativeSelect
          className={classes.select}
          aria-label="Visibility"
          data={VISIBILITY_OPTIONS}
          value={search.visibility ?? "any"}
          onChange={({ currentTarget: { value } }) =>
            onChange({ visibility: value === "public" || value === "private" ? value : undefined })
          }
        />
      )}
      <NativeSelect
        className={classes.select}
        aria-label="Sort by"
        data={SORT_OPTIONS}
        value={search.sort ?? DEFAULT_SORT}
        onChange={({ currentTarget: { value } }) =>
          onChange({ sort: isSort(value) && value !== DEFAULT_SORT ? value : undefined })
        }
      />
      {search.genre && (
        <Pill size="lg" className={classes.pill}>
          <span>Genre: {search.genre}</span>
          <CloseButton
            size="sm"
            aria-label={`Remove the filter ${search.genre}`}
            onClick={() => onChange({ genre: undefined })}
          />
        </Pill>
      )}
    </div>
  );
}
