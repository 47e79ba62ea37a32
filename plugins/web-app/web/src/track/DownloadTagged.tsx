import { Button } from "@mantine/core";
import { FileDown } from "lucide-react";
import { useTaggedFile } from "@/api/queries/taggedFile";
import type { Track } from "@/api/types";
import { toast } from "@/ui/toast";

/** Saves a copy of the track's file that says what the track says here. */
export function DownloadTagged({ track }: { track: Track }) {
  const file = useTaggedFile(track.id);
  const onClick = () =>
    file.mutate(undefined, {
      onSuccess: (address) => window.location.assign(address),
      onError: (error) => toast(error.message),
    });
  return (
    <Button variant="default" leftSection={<FileDown size={17} aria-hidden />} loading={file.isPending} onClick={onClick}>
      Download with these tags
    </Button>
  );
}
