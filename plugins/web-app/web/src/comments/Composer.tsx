import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { useAddComment } from "@/api/queries/comments";
import type { Track } from "@/api/types";
import { clock } from "@/format/time";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";
import { CommentForm } from "./CommentForm";

/** Says something of the track, or of the moment that plays when the first letter is typed. */
export function Composer({ track }: { track: Track }) {
  const add = useAddComment(track.id);
  /** Nothing: the player has another track, or none. */
  const playing = usePlayer((state) => (selectTrack(state)?.id === track.id ? Math.floor(state.position) : undefined));
  /** Seconds; taken with the first letter, so that it stays while one writes. */
  const [taken, setTaken] = useState<number>();
  const [timed, setTimed] = useState(true);
  const moment = taken ?? playing;
  const atMoment = timed && moment !== undefined;

  const submit = (text: string, done: () => void) => {
    const most = track.duration === null ? Infinity : Math.floor(track.duration * 1000);
    const position_ms = atMoment ? Math.min(most, moment * 1000) : null;
    add.mutate({ body: text, position_ms }, { onSuccess: done });
  };

  return (
    <CommentForm
      label={atMoment ? `Comment at ${clock(moment)}` : "Comment on the whole track"}
      submit="Comment"
      pending={add.isPending}
      error={add.error}
      onText={(text) => setTaken((before) => (text === "" ? undefined : (before ?? playing)))}
      onSubmit={submit}
    >
      {moment === undefined ? (
        "Play the track to comment on a moment of it."
      ) : (
        <Checkbox size="sm" label={`At this moment, ${clock(moment)}`} checked={timed} onChange={({ currentTarget }) => setTimed(currentTarget.checked)} />
      )}
    </CommentForm>
  );
}
