import { ActionIcon, Button, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ListPlus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { playlistsQuery, useAddItems, useCreatePlaylist } from "@/api/queries/playlists";
import type { Track } from "@/api/types";
import { FormError } from "@/session/FormError";
import { useMe } from "@/session/useSession";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toast";
import classes from "./Playlists.module.css";

type Named = Pick<Track, "id" | "title">;

function Choices({ trackIds, onDone }: { trackIds: string[]; onDone: () => void }) {
  const [title, setTitle] = useState("");
  const list = useInfiniteQuery(playlistsQuery("me"));
  const add = useAddItems();
  const create = useCreatePlaylist();
  const playlists = list.data?.pages.flatMap((page) => page.data).filter((each) => each.can_edit) ?? [];
  const done = (name: string) => {
    toast(`Added to ${name}`);
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) create.mutate({ title, track_ids: trackIds }, { onSuccess: (playlist) => done(playlist.title) });
  };
  return (
    <Stack>
      <FormError error={add.error ?? create.error} />
      {playlists.length > 0 && (
        <ul className={classes.choices} aria-label="Your playlists">
          {playlists.map((playlist) => (
            <li key={playlist.id}>
              <Button
                variant="default"
                fullWidth
                justify="start"
                loading={add.isPending && add.variables.id === playlist.id}
                onClick={() => add.mutate({ id: playlist.id, trackIds }, { onSuccess: () => done(playlist.title) })}
              >
                {playlist.title}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className={classes.inline} onSubmit={submit}>
        <TextInput label="New playlist" maxLength={200} value={title} onChange={({ currentTarget }) => setTitle(currentTarget.value)} />
        <Button type="submit" loading={create.isPending} disabled={!title.trim()}>
          Create and add
        </Button>
      </form>
    </Stack>
  );
}

interface PlaylistDialogProps {
  /** Of what is added. */
  name: string;
  /** At most 500. */
  trackIds: readonly string[];
  onClose: () => void;
}

/** Which playlist of one's own, or a new one. One dialog a row would be many: it is there while it is open. */
export function PlaylistDialog({ name, trackIds, onClose }: PlaylistDialogProps) {
  return (
    <Dialog opened onClose={onClose} title={`Add “${name}”`}>
      <Choices trackIds={trackIds.slice(0, 500)} onDone={onClose} />
    </Dialog>
  );
}

/** Puts a track into a playlist of one's own, or into a new one; guests see nothing. */
export function AddToPlaylist({ track, withLabel = false }: { track: Named; withLabel?: boolean }) {
  const { data: me } = useMe();
  const [opened, dialog] = useDisclosure();
  if (!me) return null;
  return (
    <>
      {withLabel ? (
        <Button variant="default" leftSection={<ListPlus size={17} aria-hidden />} onClick={dialog.open}>
          Add to playlist
        </Button>
      ) : (
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Add ${track.title} to a playlist`} onClick={dialog.open}>
          <ListPlus size={18} aria-hidden />
        </ActionIcon>
      )}
      {opened && <PlaylistDialog name={track.title} trackIds={[track.id]} onClose={dialog.close} />}
    </>
  );
}
