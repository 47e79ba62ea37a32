import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ConfirmDialog } from "@/account/ConfirmDialog";
import { useDeleteComment, useEditComment } from "@/api/queries/comments";
import type { Comment, Track } from "@/api/types";
import { clock, dateAndTime, spokenTime, timeAgo } from "@/format/time";
import { playFrom } from "@/track/playFrom";
import { AuthorLink } from "./AuthorLink";
import { Avatar } from "./Avatar";
import { CommentForm } from "./CommentForm";
import classes from "./Comments.module.css";
import { Replies } from "./Replies";

function Moment({ track, comment }: { track: Track; comment: Comment }) {
  if (comment.position_ms == null) return null;
  const seconds = comment.position_ms / 1000;
  return (
    <button type="button" className={classes.moment} aria-label={`Play from ${spokenTime(seconds)}`} onClick={() => playFrom(track, seconds)}>
      {clock(seconds)}
    </button>
  );
}

function Remove({ track, comment }: { track: Track; comment: Comment }) {
  const [opened, dialog] = useDisclosure();
  const remove = useDeleteComment(track.id, comment.id);
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" aria-label={`Delete the comment by ${comment.author.username}`} onClick={dialog.open}>
        Delete
      </Button>
      <ConfirmDialog
        title="Delete this comment?"
        opened={opened}
        confirmLabel="Delete comment"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined, { onSuccess: dialog.close })}
        onClose={dialog.close}
      >
        {comment.reply_count > 0 ? "It is gone for good, with the answers to it." : "It is gone for good."}
      </ConfirmDialog>
    </>
  );
}

interface CommentRowProps {
  track: Track;
  comment: Comment;
  /** Whether somebody is signed in; guests answer nobody. */
  canReply: boolean;
}

export function CommentRow({ track, comment, canReply }: CommentRowProps) {
  const [editing, edit] = useDisclosure();
  const [replying, reply] = useDisclosure();
  const [open, replies] = useDisclosure();
  const change = useEditComment(track.id, comment.id);
  const isReply = comment.parent_id !== null;
  const count = comment.reply_count;
  return (
    <li className={classes.comment} data-reply={isReply || undefined}>
      <Avatar author={comment.author} size={isReply ? 28 : 38} />
      <div className={classes.said}>
        <p className={classes.head}>
          <AuthorLink author={comment.author} className={classes.author} />
          <Moment track={track} comment={comment} />
          <time className={classes.when} dateTime={comment.created_at} title={dateAndTime(comment.created_at)}>
            {timeAgo(comment.created_at)}
          </time>
          {comment.edited_at && <span className={classes.when}>edited</span>}
        </p>
        {editing ? (
          <CommentForm
            label="Change your comment"
            submit="Save"
            initial={comment.body}
            pending={change.isPending}
            error={change.error}
            onCancel={edit.close}
            onSubmit={(text) => change.mutate(text, { onSuccess: edit.close })}
          />
        ) : (
          <p className={classes.body}>{comment.body}</p>
        )}
        <div className={classes.actions}>
          {canReply && !isReply && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              aria-label={`Reply to ${comment.author.username}`}
              onClick={() => {
                reply.open();
                replies.open();
              }}
            >
              Reply
            </Button>
          )}
          {comment.can_edit && !editing && (
            <Button variant="subtle" color="gray" size="compact-sm" aria-label="Edit your comment" onClick={edit.open}>
              Edit
            </Button>
          )}
          {comment.can_delete && <Remove track={track} comment={comment} />}
          {count > 0 && (
            <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={replies.toggle}>
              {open ? "Hide" : "Show"} {count === 1 ? "1 reply" : `${count} replies`}
            </Button>
          )}
        </div>
        {(open || replying) && (
          <Replies track={track} comment={comment} canReply={canReply} writing={replying} onDone={reply.close} shown={open && count > 0} />
        )}
      </div>
    </li>
  );
}
