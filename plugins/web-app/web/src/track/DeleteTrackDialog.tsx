import { Group, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useDeleteTrack, useForgetTrack } from "@/api/queries/trackMutations";
import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toast";

interface DeleteTrackDialogProps {
  track: Track;
  opened: boolean;
  onClose: () => void;
}

export function DeleteTrackDialog({ track, opened, onClose }: DeleteTrackDialogProps) {
  const navigate = useNavigate();
  const remove = useDeleteTrack(track.id);
  const forget = useForgetTrack(track.id);
  const onConfirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        player.trackDeleted(track.id);
        toast(`“${track.title}” was deleted`);
        void navigate({ to: "/library", search: { owner: "me" } }).then(forget);
      },
    });
  return (
    <Dialog opened={opened} onClose={onClose} title="Delete this track?">
      <Stack>
        <Text>
          “{track.title}” and everything made from it will be gone from this site for good. Your own copy of the file stays
          with you.
        </Text>
        <FormError error={remove.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" autoContrast={false} loading={remove.isPending} onClick={onConfirm}>
            Delete track
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
