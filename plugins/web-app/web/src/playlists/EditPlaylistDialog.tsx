import { Group, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useUpdatePlaylist } from "@/api/queries/playlists";
import type { Playlist } from "@/api/types";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toast";
import { VISIBILITIES } from "./visibility";

function Form({ playlist, onClose }: { playlist: Playlist; onClose: () => void }) {
  const [title, setTitle] = useState(playlist.title);
  const [description, setDescription] = useState(playlist.description ?? "");
  const [visibility, setVisibility] = useState(playlist.visibility);
  const update = useUpdatePlaylist(playlist.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      { title, description: description || null, visibility },
      {
        onSuccess: () => {
          toast("Changes saved");
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <FormError error={update.error} />
        <TextInput label="Title" maxLength={200} value={title} onChange={({ currentTarget }) => setTitle(currentTarget.value)} />
        <Textarea label="Description" maxLength={2000} rows={3} value={description} onChange={({ currentTarget }) => setDescription(currentTarget.value)} />
        <NativeSelect
          label="Who can see it"
          data={VISIBILITIES}
          value={visibility}
          onChange={({ currentTarget }) => setVisibility(currentTarget.value as Playlist["visibility"])}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={update.isPending} disabled={!title.trim()}>
            Save changes
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function EditPlaylistDialog({ playlist, opened, onClose }: { playlist: Playlist; opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Edit playlist">
      <Form playlist={playlist} onClose={onClose} />
    </Dialog>
  );
}
