import { Link } from "@tanstack/react-router";
import type { Album } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { trackCount } from "./albumFacts";
import classes from "./Browse.module.css";

/** What Artwork draws for an album: the cover of one of its tracks, else a sleeve of its own. */
export const albumArt = (album: Pick<Album, "id" | "cover_track_id">) => ({
  id: album.cover_track_id ?? album.id,
  has_cover: album.cover_track_id != null,
});

interface AlbumGridProps {
  albums: readonly Album[];
  label: string;
  /** On an artist's page it stands above. */
  withoutArtist?: boolean;
}

export function AlbumGrid({ albums, label, withoutArtist = false }: AlbumGridProps) {
  return (
    <ul className={classes.grid} aria-label={label}>
      {albums.map((album) => (
        <li key={album.id} className={classes.card}>
          <div className={classes.sleeve}>
            <Artwork track={albumArt(album)} />
          </div>
          <Link to="/albums/$id" params={{ id: album.id }} className={classes.name}>
            {album.title}
          </Link>
          <p className={classes.facts}>
            {[withoutArtist ? undefined : album.artist, album.year, withoutArtist ? trackCount(album.track_count) : undefined]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </li>
      ))}
    </ul>
  );
}
