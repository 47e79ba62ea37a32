import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCreatePlaylist } from "@/api/queries/playlists";
import type { Playlist, SmartRules } from "@/api/types";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { VISIBILITIES } from "../visibility";
import { newDraft } from "./draft";
import { RulesEditor } from "./RulesEditor";
import classes from "./Smart.module.css";

function NewSmart() {
  const [title, setTitle] = useState("");
  const [untitled, setUntitled] = useState(false);
  const [visibility, setVisibility] = useState<Playlist["visibility"]>("private");
  const [initial] = useState(newDraft);
  const create = useCreatePlaylist();
  const navigate = useNavigate();
  const keep = (rules: SmartRules) => {
    setUntitled(title.trim() === "");
    if (!title.trim()) return;
    create.mutate({ title, visibility, rules }, { onSuccess: ({ id }) => void navigate({ to: "/playlists/$id", params: { id } }) });
  };
  return (
    <RulesEditor
      initial={initial}
      submit="Create playlist"
      pending={create.isPending}
      error={create.error}
      onSubmit={keep}
      cancel={
        <ButtonLink variant="default" to="/playlists">
          Cancel
        </ButtonLink>
      }
    >
      <div className={classes.pair}>
        <TextInput
          label="Title"
          maxLength={200}
          error={untitled && !title.trim() ? "Give it a title" : undefined}
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <NativeSelect
          label="Who can see it"
          data={VISIBILITIES}
          value={visibility}
          onChange={({ currentTarget }) => setVisibility(currentTarget.value as Playlist["visibility"])}
        />
      </div>
    </RulesEditor>
  );
}

/** A playlist that chooses its tracks itself. */
export default function NewSmartPage() {
  const { data: me } = useMe();
  return (
    <Page title="New smart playlist" lead="It chooses its tracks by rules, anew whenever somebody looks.">
      {me === null ? <SignInFirst what="make a playlist" /> : me && <NewSmart />}
    </Page>
  );
}
