import { useQuery } from "@tanstack/react-query";
import { trackQuery } from "@/api/queries/tracks";
import { PlayButton } from "@/player/ui/PlayButton";

/** Plays what has just been uploaded. */
export function PlayUpload({ trackId }: { trackId: string }) {
  const { data: track } = useQuery(trackQuery(trackId));
  return track ? <PlayButton track={track} list={[track]} size={36} /> : null;
}
