import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { playlistQuery, useUpdatePlaylist } from "@/api/queries/playlists";
import type { Playlist, SmartRules } from "@/api/types";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { draftFrom } from "./draft";
import { RulesEditor } from "./RulesEditor";

function EditRules({ playlist, rules }: { playlist: Playlist; rules: SmartRules }) {
  const [initial] = useState(() => draftFrom(rules));
  const update = useUpdatePlaylist(playlist.id);
  const navigate = useNavigate();
  const params = { id: playlist.id };
  const keep = (changed: SmartRules) =>
    update.mutate(
      { rules: changed },
      {
        onSuccess: () => {
          toast("Changes saved");
          void navigate({ to: "/playlists/$id", params });
        },
      },
    );
  return (
    <RulesEditor
      initial={initial}
      submit="Save rules"
      pending={update.isPending}
      error={update.error}
      onSubmit={keep}
      cancel={
        <ButtonLink variant="default" to="/playlists/$id" params={params}>
          Cancel
        </ButtonLink>
      }
    />
  );
}

export default function EditRulesPage() {
  const { id } = useParams({ from: "/playlists/$id/rules" });
  const { data: playlist, error, refetch } = useQuery(playlistQuery(id));
  if (!playlist) {
    return <Page title="Rules">{error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <TrackRowsSkeleton />}</Page>;
  }
  if (!playlist.rules || !playlist.can_manage) {
    const back = (
      <ButtonLink to="/playlists/$id" params={{ id }}>
        Back to the playlist
      </ButtonLink>
    );
    return (
      <Page title={playlist.title}>
        <Notice title={playlist.rules ? "Only its owner changes the rules" : "This playlist has no rules"} actions={back}>
          <p>{playlist.rules ? "You can make a smart playlist of your own." : "People choose its tracks."}</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title={`Rules of ${playlist.title}`}>
      <EditRules playlist={playlist} rules={playlist.rules} key={playlist.id} />
    </Page>
  );
}
