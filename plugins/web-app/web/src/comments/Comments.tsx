import { NativeSelect, Switch } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { commentsQuery } from "@/api/queries/comments";
import type { CommentSort, Track } from "@/api/types";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { useMe } from "@/session/useSession";
import { TextLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { CommentRow } from "./CommentRow";
import classes from "./Comments.module.css";
import { useCommentSettings } from "./commentSettings";
import { Composer } from "./Composer";
import { useLiveComments } from "./useLiveComments";

const SORTS: { value: CommentSort; label: string }[] = [
  { value: "position", label: "By moment" },
  { value: "-created_at", label: "Newest first" },
  { value: "created_at", label: "Oldest first" },
];

function howMany(total: number): string {
  return total === 1 ? "1 comment" : `${total} comments`;
}

/** What people say of a track. */
export function Comments({ track }: { track: Track }) {
  const [sort, setSort] = useState<CommentSort>("position");
  const { data: me } = useMe();
  const next = useLocation({ select: ({ href }) => href });
  const whilePlaying = useCommentSettings((state) => state.whilePlaying);
  const list = useInfiniteQuery(commentsQuery(track.id, sort));
  useLiveComments(track.id, me != null);
  const comments = list.data?.pages.flatMap((page) => page.data) ?? [];
  const meta = list.data?.pages[0]?.meta;
  return (
    <section className={classes.comments} aria-labelledby="comments">
      <div className={classes.bar}>
        <h2 id="comments" className={classes.title}>
          Comments
        </h2>
        {meta && meta.total > 0 && (
          <>
            <span className={classes.when}>{meta.total_is_exact ? howMany(meta.total) : `More than ${howMany(meta.total)}`}</span>
            <NativeSelect
              className={classes.sort}
              size="sm"
              aria-label="Order of the comments"
              data={SORTS}
              value={sort}
              onChange={({ currentTarget }) => setSort(currentTarget.value as CommentSort)}
            />
          </>
        )}
      </div>
      {me && <Composer track={track} />}
      {me === null && (
        <p className={classes.guest}>
          <TextLink to="/login" search={{ next }}>
            Sign in
          </TextLink>{" "}
          to say something.
        </p>
      )}
      {list.isPending && <TrackRowsSkeleton />}
      {list.isError && comments.length === 0 && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && comments.length === 0 && <p className={classes.none}>Nobody has said anything yet.</p>}
      {comments.length > 0 && (
        <ul className={classes.list} aria-label="Comments">
          {comments.map((comment) => (
            <CommentRow key={comment.id} track={track} comment={comment} canReply={me != null} />
          ))}
        </ul>
      )}
      <LoadMore
        what="comments"
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
      {comments.length > 0 && (
        <Switch
          className={classes.setting}
          label="Show comments in the player as their moment passes"
          checked={whilePlaying}
          onChange={({ currentTarget }) => useCommentSettings.setState({ whilePlaying: currentTarget.checked })}
        />
      )}
    </section>
  );
}
