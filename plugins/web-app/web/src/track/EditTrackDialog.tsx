import { Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/errors";
import { useUpdateTrack } from "@/api/queries/trackMutations";
import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toast";
import { VisibilityChoice } from "@/ui/VisibilityChoice";
import classes from "./EditTrackDialog.module.css";
import { changesOf, formOf, formProblems, type FormProblems, type TrackForm } from "./trackForm";

interface EditTrackDialogProps {
  track: Track;
  opened: boolean;
  onClose: () => void;
}

type TextField = Exclude<keyof TrackForm, "visibility">;

const FIELDS: { name: TextField; label: string; half?: boolean; numeric?: boolean }[] = [
  { name: "title", label: "Title" },
  { name: "artist", label: "Artist" },
  { name: "album", label: "Album", half: true },
  { name: "album_artist", label: "Album artist", half: true },
  { name: "genre", label: "Genre", half: true },
  { name: "year", label: "Year", half: true, numeric: true },
  { name: "track_number", label: "Track number", half: true, numeric: true },
  { name: "disc_number", label: "Disc number", half: true, numeric: true },
];

function EditForm({ track, onClose }: { track: Track; onClose: () => void }) {
  const [form, setForm] = useState(() => formOf(track));
  const [problems, setProblems] = useState<FormProblems>({});
  const update = useUpdateTrack(track.id);
  const refused = update.error instanceof ApiError ? update.error : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = formProblems(form);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const changes = changesOf(track, form);
    if (Object.keys(changes).length === 0) return onClose();
    update.mutate(changes, {
      onSuccess: (changed) => {
        player.trackChanged(changed);
        toast("Changes saved");
        onClose();
      },
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {(refused?.details.length ?? 0) === 0 && <FormError error={update.error} />}
        <div className={classes.fields}>
          {FIELDS.map(({ name, label, half, numeric }) => (
            <TextInput
              key={name}
              className={half ? undefined : classes.wide}
              label={label}
              name={name}
              inputMode={numeric ? "numeric" : undefined}
              value={form[name]}
              error={problems[name] ?? refused?.problemOf(name)}
              onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, [name]: value }))}
            />
          ))}
        </div>
        <VisibilityChoice value={form.visibility} onChange={(visibility) => setForm((before) => ({ ...before, visibility }))} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={update.isPending}>
            Save changes
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function EditTrackDialog({ track, opened, onClose }: EditTrackDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Edit track" size="lg">
      <EditForm track={track} onClose={onClose} />
    </Dialog>
  );
}
