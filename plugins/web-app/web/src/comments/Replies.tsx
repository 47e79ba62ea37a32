import { useInfiniteQuery } from "@tanstack/react-query";
import { repliesQuery, useAddComment } from "@/api/queries/comments";
import type { Comment, Track } from "@/api/types";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { CommentForm } from "./CommentForm";
import { CommentRow } from "./CommentRow";
import classes from "./Comments.module.css";

interface RepliesProps {
  track: Track;
  comment: Comment;
  canReply: boolean;
  /** Whether the list is there, and whether the field is. */
  shown: boolean;
  writing: boolean;
  onDone: () => void;
}

export function Replies({ track, comment, canReply, shown, writing, onDone }: RepliesProps) {
  const list = useInfiniteQuery({ ...repliesQuery(track.id, comment.id), enabled: shown });
  const add = useAddComment(track.id);
  const replies = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      {shown && list.isError && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
      {shown && replies.length > 0 && (
        <ul className={classes.replies} aria-label={`Replies to ${comment.author.username}`}>
          {replies.map((reply) => (
            <CommentRow key={reply.id} track={track} comment={reply} canReply={canReply} />
          ))}
        </ul>
      )}
      {shown && (
        <LoadMore
          what="replies"
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          onMore={() => void list.fetchNextPage()}
        />
      )}
      {writing && (
        <CommentForm
          label={`Reply to ${comment.author.username}`}
          submit="Reply"
          pending={add.isPending}
          error={add.error}
          onCancel={onDone}
          onSubmit={(text) => add.mutate({ body: text, parent_id: comment.id }, { onSuccess: onDone })}
        />
      )}
    </>
  );
}
