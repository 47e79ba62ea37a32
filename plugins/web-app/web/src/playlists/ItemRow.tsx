import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PlaylistItem, Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { clock } from "@/format/time";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";
import { PlayButton } from "@/player/ui/PlayButton";
import { QueueMenu } from "@/queue/QueueMenu";
import classes from "./Playlists.module.css";

interface ItemProps {
  item: PlaylistItem;
  list: readonly Track[];
  before?: ReactNode;
  after?: ReactNode;
}

/** What a row shows of an item; where the track may not be heard, that there is one. */
export function ItemContent({ item, list, before, after }: ItemProps) {
  const { track } = item;
  return (
    <>
      {before ?? <span />}
      {track ? (
        <>
          <span className={classes.art}>
            <Artwork track={track} width="48px" />
            <PlayButton className={classes.play} track={track} list={list} size={36} disabled={track.status === "failed"} />
          </span>
          <div className={classes.names}>
            <Link className={classes.title} to="/tracks/$id" params={{ id: track.id }}>
              {track.title}
            </Link>
            <span className={classes.facts}>{byline(track)}</span>
          </div>
          <span className={classes.length}>{clock(track.duration)}</span>
        </>
      ) : (
        <>
          <span />
          <span className={classes.facts}>A track that you may not hear</span>
          <span className={classes.length} />
        </>
      )}
      <span className={classes.after}>
        {track && <QueueMenu name={track.title} tracks={[track]} />}
        {after}
      </span>
    </>
  );
}

export function useIsCurrent(item: PlaylistItem): boolean {
  return usePlayer((state) => item.track != null && selectTrack(state)?.id === item.track.id);
}

function ItemRow({ item, list }: ItemProps) {
  return (
    <li className={classes.item} data-current={useIsCurrent(item) || undefined}>
      <ItemContent item={item} list={list} />
    </li>
  );
}

export const tracksOf = (items: readonly PlaylistItem[]): Track[] => items.flatMap(({ track }) => (track ? [track] : []));

export function ItemRows({ items }: { items: readonly PlaylistItem[] }) {
  const list = tracksOf(items);
  return (
    <ol className={classes.items} aria-label="Tracks">
      {items.map((item) => (
        <ItemRow key={item.id} item={item} list={list} />
      ))}
    </ol>
  );
}
