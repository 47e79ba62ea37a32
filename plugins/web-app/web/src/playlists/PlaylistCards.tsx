import { Link } from "@tanstack/react-router";
import type { Playlist } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import classes from "./Playlists.module.css";
import { VISIBILITY_NAMES } from "./visibility";

export function howMany(playlist: Playlist): string {
  if (playlist.item_count == null) return "Chosen by rules";
  return playlist.item_count === 1 ? "1 track" : `${playlist.item_count} tracks`;
}

export function PlaylistCards({ playlists, label, owned }: { playlists: readonly Playlist[]; label: string; owned?: string }) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {playlists.map((playlist) => (
        <li key={playlist.id}>
          <Link className={classes.card} to="/playlists/$id" params={{ id: playlist.id }}>
            <span className={classes.sleeve}>
              <Artwork track={{ id: playlist.id, has_cover: false }} />
            </span>
            <span className={classes.text}>
              <span className={classes.name}>{playlist.title}</span>
              <span className={classes.facts}>
                {howMany(playlist)} · {playlist.owner.id === owned ? VISIBILITY_NAMES[playlist.visibility] : `by ${playlist.owner.username || "somebody who left"}`}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
