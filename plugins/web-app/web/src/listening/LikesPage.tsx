import { Heart } from "lucide-react";
import { likesQuery } from "@/api/queries/listening";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { ButtonLink } from "@/ui/links";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { TrackPages } from "./TrackPages";

export default function LikesPage() {
  const { data: me, isPending } = useMe();
  if (!me) return <Page title="Liked tracks">{!isPending && <SignInFirst what="see what you like" />}</Page>;
  return (
    <Page title="Liked tracks">
      <TrackPages
        query={likesQuery}
        none={
          <Notice role="status" title="No liked tracks yet" icon={<Heart size={34} aria-hidden />} actions={<ButtonLink to="/library">Browse the library</ButtonLink>}>
            <p>Press the heart beside a track and it stands here.</p>
          </Notice>
        }
      />
    </Page>
  );
}
