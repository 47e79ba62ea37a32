import { ActionIcon, Button } from "@mantine/core";
import { Heart } from "lucide-react";
import { messageOf } from "@/api/errors";
import { useIsLiked, useLike } from "@/api/queries/listening";
import type { Track } from "@/api/types";
import { useMe } from "@/session/useSession";
import { toast } from "@/ui/toast";

interface LikeButtonProps {
  track: Pick<Track, "id" | "title">;
  withLabel?: boolean;
}

/** A heart that is full for what somebody likes; guests see none. */
export function LikeButton({ track, withLabel = false }: LikeButtonProps) {
  const { data: me } = useMe();
  const liked = useIsLiked(track.id);
  const like = useLike(track.id);
  if (!me) return null;
  const toggle = () => like.mutate(!liked, { onError: (error) => toast(messageOf(error)) });
  const heart = (size: number) => <Heart size={size} fill={liked ? "currentColor" : "none"} aria-hidden />;
  if (withLabel) {
    return (
      <Button variant="default" aria-pressed={liked} leftSection={heart(17)} onClick={toggle}>
        {liked ? "Liked" : "Like"}
      </Button>
    );
  }
  return (
    <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Like ${track.title}`} aria-pressed={liked} onClick={toggle}>
      {heart(18)}
    </ActionIcon>
  );
}
