import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { artistsQuery } from "@/api/queries/browse";
import { Artwork } from "@/brand/Artwork";
import { Page } from "@/ui/Page";
import { trackCount } from "./albumFacts";
import classes from "./Browse.module.css";
import { LibraryNav } from "./LibraryNav";
import { Listing } from "./Listing";
import { ARTIST_SORTS } from "./sorts";
import { SortSelect } from "./SortSelect";

export default function ArtistsPage() {
  const { sort = "name" } = useSearch({ from: "/artists" });
  const navigate = useNavigate({ from: "/artists" });
  const query = useInfiniteQuery(artistsQuery(sort));
  return (
    <Page
      title="Artists"
      actions={<SortSelect sorts={ARTIST_SORTS} value={sort} onChange={(next) => void navigate({ search: { sort: next }, replace: true })} />}
    >
      <LibraryNav />
      <Listing query={query} what="artists">
        {(artists) => (
          <ul className={classes.grid} aria-label="Artists">
            {artists.map((artist) => (
              <li key={artist.id} className={classes.card} data-centred>
                <div className={`${classes.sleeve} ${classes.round}`}>
                  <Artwork track={{ id: artist.id, has_cover: false }} />
                </div>
                <Link to="/artists/$id" params={{ id: artist.id }} className={classes.name}>
                  {artist.name}
                </Link>
                <p className={classes.facts}>{trackCount(artist.track_count)}</p>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
}
