import { Button } from "@mantine/core";
import { UserRoundCheck, UserRoundPlus } from "lucide-react";
import { messageOf } from "@/api/errors";
import { useFollow, useIsFollowed } from "@/api/queries/browse";
import { useMe } from "@/session/useSession";
import { toast } from "@/ui/toast";

export function FollowButton({ artistId }: { artistId: string }) {
  const { data: me } = useMe();
  const followed = useIsFollowed(artistId);
  const follow = useFollow(artistId);
  if (!me) return null;
  // What was asked for is shown while it is on its way.
  const shown = follow.isPending ? follow.variables : followed;
  const Icon = shown ? UserRoundCheck : UserRoundPlus;
  return (
    <Button
      size="md"
      variant="default"
      aria-pressed={shown}
      leftSection={<Icon size={18} aria-hidden />}
      onClick={() => follow.mutate(!shown, { onError: (error) => toast(messageOf(error)) })}
    >
      {shown ? "Following" : "Follow"}
    </Button>
  );
}
