import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { albumsQuery } from "@/api/queries/browse";
import { Page } from "@/ui/Page";
import { AlbumGrid } from "./AlbumGrid";
import { LibraryNav } from "./LibraryNav";
import { Listing } from "./Listing";
import { ALBUM_SORTS } from "./sorts";
import { SortSelect } from "./SortSelect";

export default function AlbumsPage() {
  const { sort = "title" } = useSearch({ from: "/albums" });
  const navigate = useNavigate({ from: "/albums" });
  const query = useInfiniteQuery(albumsQuery(sort));
  return (
    <Page
      title="Albums"
      actions={<SortSelect sorts={ALBUM_SORTS} value={sort} onChange={(next) => void navigate({ search: { sort: next }, replace: true })} />}
    >
      <LibraryNav />
      <Listing query={query} what="albums">
        {(albums) => <AlbumGrid albums={albums} label="Albums" />}
      </Listing>
    </Page>
  );
}
