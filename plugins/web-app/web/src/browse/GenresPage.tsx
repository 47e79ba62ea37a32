import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { genresQuery } from "@/api/queries/browse";
import { designFor } from "@/brand/artworkDesign";
import { Page } from "@/ui/Page";
import { trackCount } from "./albumFacts";
import classes from "./Browse.module.css";
import { LibraryNav } from "./LibraryNav";
import { Listing } from "./Listing";
import { GENRE_SORTS } from "./sorts";
import { SortSelect } from "./SortSelect";

/** Each genre has a colour of its own, the same for everybody. */
function colours(genre: string): CSSProperties {
  const [from, to] = designFor(genre.toLowerCase()).ground;
  return { "--from": from, "--to": to } as CSSProperties;
}

export default function GenresPage() {
  const { sort = "-tracks" } = useSearch({ from: "/genres" });
  const navigate = useNavigate({ from: "/genres" });
  const query = useInfiniteQuery(genresQuery(sort));
  return (
    <Page
      title="Genres"
      actions={<SortSelect sorts={GENRE_SORTS} value={sort} onChange={(next) => void navigate({ search: { sort: next }, replace: true })} />}
    >
      <LibraryNav />
      <Listing query={query} what="genres">
        {(genres) => (
          <ul className={classes.tiles} aria-label="Genres">
            {genres.map((genre) => (
              <li key={genre.name} className={classes.tile} style={colours(genre.name)}>
                <Link to="/library" search={{ genre: genre.name }} className={classes.name}>
                  {genre.name}
                </Link>
                <p className={classes.facts}>{trackCount(genre.track_count)}</p>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
}
