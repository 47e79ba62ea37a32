import { Link } from "@tanstack/react-router";
import type { SearchHit, Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { Avatar } from "@/comments/Avatar";
import { TrackRow } from "@/library/TrackRow";
import rows from "@/library/TrackRows.module.css";
import { HitIcon } from "./HitIcon";
import { hitPage } from "./hitLink";
import classes from "./Search.module.css";

const KINDS: Record<SearchHit["type"], string> = { track: "Track", artist: "Artist", album: "Album", playlist: "Playlist", user: "Member" };

function OtherHit({ hit }: { hit: SearchHit }) {
  const page = hitPage(hit.type);
  return (
    <li className={classes.hit}>
      <span className={classes.art} data-round={hit.type === "artist" || hit.type === "user" || undefined}>
        {hit.type === "user" ? (
          <Avatar author={{ id: hit.id, username: hit.title }} size={56} />
        ) : (
          <>
            <Artwork track={{ id: hit.id, has_cover: false }} />
            <span className={classes.badge}>
              <HitIcon type={hit.type} size={16} />
            </span>
          </>
        )}
      </span>
      <span className={classes.names}>
        {hit.type === "user" ? (
          <Link to="/u/$name" params={{ name: hit.title }} className={classes.title}>
            {hit.title}
          </Link>
        ) : page ? (
          <Link to={page} params={{ id: hit.id }} className={classes.title}>
            {hit.title}
          </Link>
        ) : (
          <span className={classes.title}>{hit.title}</span>
        )}
        <span className={classes.facts}>{[KINDS[hit.type], hit.subtitle, hit.year].filter(Boolean).join(" · ")}</span>
      </span>
    </li>
  );
}

export function Hits({ hits }: { hits: readonly SearchHit[] }) {
  const tracks: Track[] = hits.flatMap(({ track }) => (track ? [track] : []));
  return (
    <ul className={rows.rows} aria-label="Results">
      {hits.map((hit) =>
        hit.track ? <TrackRow key={hit.id} track={hit.track} list={tracks} /> : <OtherHit key={`${hit.type} ${hit.id}`} hit={hit} />,
      )}
    </ul>
  );
}
