import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Download, ListMusic, Pencil, Share2, SlidersHorizontal, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { ConfirmDialog } from "@/account/ConfirmDialog";
import { apiUrl } from "@/api/apiUrl";
import { itemsQuery, playlistQuery, useDeletePlaylist } from "@/api/queries/playlists";
import type { Playlist } from "@/api/types";
import { PlayAll } from "@/browse/PlayAll";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { live } from "@/live/live";
import { QueueMenu } from "@/queue/QueueMenu";
import { ButtonAnchor, ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { EditPlaylistDialog } from "./EditPlaylistDialog";
import { ItemEditor } from "./ItemEditor";
import { ItemRows, tracksOf } from "./ItemRow";
import { howMany } from "./PlaylistCards";
import classes from "./Playlists.module.css";
import { ShareDialog } from "./ShareDialog";
import { VISIBILITY_NAMES } from "./visibility";

function Manage({ playlist }: { playlist: Playlist }) {
  const navigate = useNavigate();
  const [editing, edit] = useDisclosure();
  const [sharing, share] = useDisclosure();
  const [deleting, confirm] = useDisclosure();
  const remove = useDeletePlaylist(playlist.id);
  const onConfirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast(`“${playlist.title}” is deleted`);
        void navigate({ to: "/playlists" });
      },
    });
  return (
    <>
      <Button variant="default" leftSection={<Share2 size={17} aria-hidden />} onClick={share.open}>
        Share
      </Button>
      <Button variant="default" leftSection={<Pencil size={17} aria-hidden />} onClick={edit.open}>
        Edit
      </Button>
      {playlist.kind === "smart" && (
        <ButtonLink to="/playlists/$id/rules" params={{ id: playlist.id }} variant="default" leftSection={<SlidersHorizontal size={17} aria-hidden />}>
          Edit rules
        </ButtonLink>
      )}
      <Button variant="default" leftSection={<Trash2 size={17} aria-hidden />} onClick={confirm.open}>
        Delete
      </Button>
      <ShareDialog id={playlist.id} opened={sharing} onClose={share.close} />
      <EditPlaylistDialog playlist={playlist} opened={editing} onClose={edit.close} />
      <ConfirmDialog
        title={`Delete “${playlist.title}”?`}
        opened={deleting}
        confirmLabel="Delete playlist"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={onConfirm}
        onClose={confirm.close}
      >
        Its order and links are gone for good. The tracks stay in the library.
      </ConfirmDialog>
    </>
  );
}

function PlayItems({ playlist }: { playlist: Playlist }) {
  const { data } = useInfiniteQuery(itemsQuery(playlist.id));
  const tracks = tracksOf(data?.pages.flatMap((page) => page.data) ?? []);
  return (
    <>
      <PlayAll tracks={tracks} size="sm" />
      {tracks.length > 0 && <QueueMenu name={playlist.title} tracks={tracks} variant="default" />}
    </>
  );
}

function Items({ playlist }: { playlist: Playlist }) {
  const list = useInfiniteQuery(itemsQuery(playlist.id));
  const items = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <TrackRowsSkeleton />;
  if (list.isError && items.length === 0) return <LoadFailed error={list.error} onRetry={() => void list.refetch()} />;
  if (items.length === 0) {
    return (
      <Notice role="status" title="No tracks in it yet" icon={<ListMusic size={34} aria-hidden />} actions={<ButtonLink to="/library">Browse the library</ButtonLink>}>
        <p>{playlist.kind === "smart" ? "Nothing you may hear fits its rules now." : "“Add to playlist” is beside every track."}</p>
      </Notice>
    );
  }
  return (
    <>
      {playlist.can_edit ? <ItemEditor playlistId={playlist.id} items={items} /> : <ItemRows items={items} />}
      <LoadMore
        what="tracks"
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  );
}

/** What others change is shown as they do it. */
function useLivePlaylist(id: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      live.subscribe(`playlist.${id}`, (type) => {
        if (type === "PlaylistChanged") void client.invalidateQueries({ queryKey: ["playlist", id] });
      }),
    [client, id],
  );
}

export default function PlaylistPage() {
  const { id } = useParams({ from: "/playlists/$id" });
  const { data: playlist, error, refetch } = useQuery(playlistQuery(id));
  useLivePlaylist(id);
  if (error && !playlist) {
    return (
      <Page title="Playlist">
        <LoadFailed error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!playlist) {
    return (
      <Page title="Playlist">
        <TrackRowsSkeleton />
      </Page>
    );
  }
  return (
    <Page
      title={playlist.title}
      lead={`${howMany(playlist)} · ${VISIBILITY_NAMES[playlist.visibility]} · by ${playlist.owner.username || "somebody who left"}`}
    >
      {playlist.description && <p className={classes.description}>{playlist.description}</p>}
      <div className={classes.bar}>
        <PlayItems playlist={playlist} />
        {playlist.can_manage && <Manage playlist={playlist} />}
        <ButtonAnchor variant="default" href={apiUrl(`/api/v1/playlists/${id}/export?format=xspf`)} leftSection={<Download size={17} aria-hidden />}>
          Export
        </ButtonAnchor>
      </div>
      <Items playlist={playlist} />
    </Page>
  );
}
