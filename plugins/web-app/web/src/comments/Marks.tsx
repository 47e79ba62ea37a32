import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useRef, useState } from "react";
import { marksQuery } from "@/api/queries/comments";
import type { Comment, Track } from "@/api/types";
import { clock } from "@/format/time";
import { playFrom } from "@/track/playFrom";
import { useElementSize } from "@/track/useElementSize";
import { Avatar } from "./Avatar";
import { clustersOf, type Cluster } from "./clusters";
import classes from "./Marks.module.css";

const SIZE = 26;
const APART = SIZE + 4;
/** How many of a cluster are read out and shown. */
const SHOWN = 3;

/** Characters of each that are read out. */
const SPOKEN = 140;

const secondsOf = ({ position_ms: at }: Comment) => (at ?? 0) / 1000;
const nameOf = ({ author }: Comment) => author.username || "Somebody who left";

function spoken({ comments }: Cluster): string {
  const [first] = comments;
  if (!first) return "";
  const said = comments.slice(0, SHOWN).map((comment) => `${nameOf(comment)}: ${comment.body.slice(0, SPOKEN)}`);
  const count = comments.length > 1 ? `${comments.length} comments around ` : "";
  return `${count}${clock(secondsOf(first))}. ${said.join(". ")}`;
}

/** Who said something, under the moment of the waveform it is about: pointed at or focused, it says what. */
export function Marks({ track, duration }: { track: Track; duration: number }) {
  const list = useRef<HTMLUListElement>(null);
  const { width } = useElementSize(list);
  const [open, setOpen] = useState(-1);
  const bubble = useId();
  const { data: comments } = useQuery({ ...marksQuery(track.id), enabled: duration > 0 });
  const clusters = useMemo(
    () => clustersOf(comments ?? [], duration * 1000, width > 0 ? APART / width : 1),
    [comments, duration, width],
  );
  const shown = clusters[open];
  return (
    <div className={classes.frame} data-empty={clusters.length === 0 || undefined}>
      <ul ref={list} className={classes.marks} aria-label="Comments on the waveform">
        {clusters.map((cluster, at) => {
          const [first] = cluster.comments;
          if (!first) return null;
          return (
            <li key={first.id} className={classes.place} style={{ left: `${cluster.at * 100}%` }}>
              <button
                type="button"
                className={classes.mark}
                aria-label={spoken(cluster)}
                onClick={() => playFrom(track, secondsOf(first))}
                onPointerEnter={() => setOpen(at)}
                onPointerLeave={() => setOpen(-1)}
                onFocus={() => setOpen(at)}
                onBlur={() => setOpen(-1)}
                onKeyDown={({ key }) => key === "Escape" && setOpen(-1)}
              >
                <Avatar author={first.author} size={SIZE} />
                {cluster.comments.length > 1 && (
                  <span className={classes.count} aria-hidden="true">
                    {cluster.comments.length}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {shown && (
        // The mark's own name says the same.
        <div id={bubble} className={classes.bubble} data-side={shown.at > 0.5 ? "right" : "left"} style={{ [shown.at > 0.5 ? "right" : "left"]: `${(shown.at > 0.5 ? 1 - shown.at : shown.at) * 100}%` }} aria-hidden="true">
          {shown.comments.slice(0, SHOWN).map((comment) => (
            <p key={comment.id} className={classes.line}>
              <strong>{nameOf(comment)}</strong> <span className={classes.when}>{clock(secondsOf(comment))}</span>
              <span className={classes.body}>{comment.body}</span>
            </p>
          ))}
          {shown.comments.length > SHOWN && <p className={classes.when}>and {shown.comments.length - SHOWN} more</p>}
        </div>
      )}
    </div>
  );
}
