import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { marksQuery } from "@/api/queries/comments";
import type { Comment, Track } from "@/api/types";
import { usePlayer } from "@/player/playerStore";
import { Avatar } from "./Avatar";
import { passed } from "./clusters";
import { useCommentSettings } from "./commentSettings";
import classes from "./Passing.module.css";

const SHOWN_FOR = 5_000;

function usePassing(track: Track): Comment | undefined {
  const { data: comments } = useQuery(marksQuery(track.id));
  const [shown, setShown] = useState<Comment>();

  useEffect(() => {
    if (!comments || comments.length === 0) return undefined;
    let before = usePlayer.getState().position * 1000;
    return usePlayer.subscribe(({ position, status }) => {
      const now = position * 1000;
      const comment = status === "playing" ? passed(comments, before, now) : undefined;
      before = now;
      if (comment) setShown(comment);
    });
  }, [comments]);

  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => setShown(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [shown]);

  return shown;
}

function Shown({ track }: { track: Track }) {
  const comment = usePassing(track);
  if (!comment) return null;
  // Not read out: it would speak over the music, and the track's page has it.
  return (
    <p key={comment.id} className={classes.passing} data-testid="passing-comment" aria-hidden="true">
      <Avatar author={comment.author} size={26} />
      <span className={classes.text}>
        <strong>{comment.author.username}</strong> {comment.body}
      </span>
    </p>
  );
}

/** Over the player: what somebody said of the moment that plays. */
export function Passing({ track }: { track: Track }) {
  const wanted = useCommentSettings((state) => state.whilePlaying);
  return wanted ? <Shown key={track.id} track={track} /> : null;
}
