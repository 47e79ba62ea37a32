import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Pencil, Share2, Trash2 } from "lucide-react";
import type { Track } from "@/api/types";
import { LikeButton } from "@/listening/LikeButton";
import { AddToPlaylist } from "@/playlists/AddToPlaylist";
import { QueueMenu } from "@/queue/QueueMenu";
import { canDelete, canEdit } from "@/session/permissions";
import { useMe } from "@/session/useSession";
import { toast } from "@/ui/toast";
import { DeleteTrackDialog } from "./DeleteTrackDialog";
import { DownloadTagged } from "./DownloadTagged";
import { EditTrackDialog } from "./EditTrackDialog";

async function copyLink(track: Track) {
  const link = `${window.location.origin}/tracks/${track.id}`;
  try {
    await navigator.clipboard.writeText(link);
    toast("Link copied");
  } catch {
    // Without HTTPS browsers keep the clipboard to themselves.
    toast(link);
  }
}

export function TrackActions({ track }: { track: Track }) {
  const { data: me } = useMe();
  const [editing, edit] = useDisclosure();
  const [deleting, remove] = useDisclosure();
  return (
    <>
      <LikeButton track={track} withLabel />
      <AddToPlaylist track={track} withLabel />
      {track.visibility === "public" && (
        <Button variant="default" leftSection={<Share2 size={17} aria-hidden />} onClick={() => void copyLink(track)}>
          Copy link
        </Button>
      )}
      {canEdit(me, track) && (
        <>
          <Button variant="default" leftSection={<Pencil size={17} aria-hidden />} onClick={edit.open}>
            Edit
          </Button>
          <EditTrackDialog track={track} opened={editing} onClose={edit.close} />
          <DownloadTagged track={track} />
        </>
      )}
      {canDelete(me, track) && (
        <>
          <Button variant="default" leftSection={<Trash2 size={17} aria-hidden />} onClick={remove.open}>
            Delete
          </Button>
          <DeleteTrackDialog track={track} opened={deleting} onClose={remove.close} />
        </>
      )}
      <QueueMenu name={track.title} tracks={[track]} withPlaylist={false} size={36} variant="default" />
    </>
  );
}
