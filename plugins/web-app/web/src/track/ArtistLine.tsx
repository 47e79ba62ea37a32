import { Link } from "@tanstack/react-router";
import type { Track } from "@/api/types";
import { byline } from "@/format/byline";
import { artistLine } from "./artistLine";

/** Who a track is by, each with their page. */
export function ArtistLine({ track }: { track: Track }) {
  return artistLine(byline(track), track.credits).map(({ text, artistId }, at) =>
    artistId ? (
      <Link key={at} to="/artists/$id" params={{ id: artistId }}>
        {text}
      </Link>
    ) : (
      <span key={at}>{text}</span>
    ),
  );
}
