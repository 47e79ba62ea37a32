import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { Link2Off } from "lucide-react";
import { messageOf } from "@/api/errors";
import { sharedQuery, useJoin } from "@/api/queries/playlists";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { useMe } from "@/session/useSession";
import { ButtonLink } from "@/ui/links";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { ItemRows } from "./ItemRow";
import classes from "./Playlists.module.css";

function Join({ token }: { token: string }) {
  const { data: me } = useMe();
  const join = useJoin(token);
  const navigate = useNavigate();
  const next = useLocation({ select: ({ href }) => href });
  if (!me) {
    return (
      <ButtonLink to="/login" search={{ next }}>
        Sign in to work on it
      </ButtonLink>
    );
  }
  const onJoin = () =>
    join.mutate(undefined, {
      onSuccess: ({ id }) => void navigate({ to: "/playlists/$id", params: { id } }),
      onError: (error) => toast(messageOf(error)),
    });
  return (
    <Button loading={join.isPending} onClick={onJoin}>
      Work on this playlist
    </Button>
  );
}

/** Where a share link leads; its token is behind the "#". */
export default function SharedPage() {
  const token = useLocation({ select: ({ hash }) => hash });
  const { data, error } = useQuery({ ...sharedQuery(token), enabled: token !== "" });
  if (!token || error) {
    return (
      <Page title="Shared playlist" heading={null}>
        <Notice title="This link does not work" icon={<Link2Off size={34} aria-hidden />} actions={<ButtonLink to="/library">Browse the library</ButtonLink>}>
          <p>{error ? messageOf(error) : "A part of it is missing. Open the whole link."}</p>
        </Notice>
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Shared playlist">
        <TrackRowsSkeleton />
      </Page>
    );
  }
  const { playlist, items, role } = data;
  return (
    <Page title={playlist.title} lead={`Shared by ${playlist.owner.username || "somebody who left"}`} actions={role && <Join token={token} />}>
      {playlist.description && <p className={classes.description}>{playlist.description}</p>}
      <ItemRows items={items} />
    </Page>
  );
}
