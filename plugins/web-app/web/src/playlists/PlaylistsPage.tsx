import { Button, FileButton, Group, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FileUp, ListMusic, Plus, WandSparkles } from "lucide-react";
import { useState, type FormEvent } from "react";
import { messageOf } from "@/api/errors";
import { playlistsQuery, useCreatePlaylist, useImportPlaylist } from "@/api/queries/playlists";
import type { ImportedPlaylist } from "@/api/types";
import { TrackRowsSkeleton } from "@/library/TrackRowsSkeleton";
import { FormError } from "@/session/FormError";
import { useMe } from "@/session/useSession";
import { Dialog } from "@/ui/Dialog";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { PlaylistCards } from "./PlaylistCards";
import classes from "./Playlists.module.css";

function NewPlaylist() {
  const [opened, dialog] = useDisclosure();
  const [title, setTitle] = useState("");
  const create = useCreatePlaylist();
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ title }, { onSuccess: ({ id }) => void navigate({ to: "/playlists/$id", params: { id } }) });
  };
  return (
    <>
      <Button leftSection={<Plus size={17} aria-hidden />} onClick={dialog.open}>
        New playlist
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title="New playlist">
        <form onSubmit={submit}>
          <Stack>
            <FormError error={create.error} />
            <TextInput label="Title" maxLength={200} data-autofocus value={title} onChange={({ currentTarget }) => setTitle(currentTarget.value)} />
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending} disabled={!title.trim()}>
                Create
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}

/** Of an imported file: what the site does not have. */
function Missing({ imported, onClose }: { imported: ImportedPlaylist; onClose: () => void }) {
  const count = imported.missing.length;
  return (
    <Dialog opened onClose={onClose} title={`${count} ${count === 1 ? "track was" : "tracks were"} not found`}>
      <p>
        {imported.found} of {imported.found + count} are in “{imported.playlist.title}”. These are not on this site:
      </p>
      <ul>
        {imported.missing.slice(0, 100).map((entry) => (
          <li key={entry.position}>{[entry.artist, entry.title].filter(Boolean).join(" – ") || entry.location}</li>
        ))}
      </ul>
    </Dialog>
  );
}

function ImportPlaylist() {
  const load = useImportPlaylist();
  const [imported, setImported] = useState<ImportedPlaylist>();
  const read = (file: File | null) => {
    if (!file) return;
    load.mutate(file, {
      onSuccess: (answer) => (answer.missing.length > 0 ? setImported(answer) : toast(`“${answer.playlist.title}” is imported`)),
      onError: (error) => toast(messageOf(error)),
    });
  };
  return (
    <>
      <FileButton onChange={read} accept=".m3u,.m3u8,.jspf,.xspf,.json,.xml">
        {(props) => (
          <Button {...props} variant="default" loading={load.isPending} leftSection={<FileUp size={17} aria-hidden />}>
            Import a file
          </Button>
        )}
      </FileButton>
      {imported && <Missing imported={imported} onClose={() => setImported(undefined)} />}
    </>
  );
}

function Listing({ owner, label, none, owned }: { owner?: "me"; label: string; none: string; owned?: string }) {
  const list = useInfiniteQuery(playlistsQuery(owner));
  const playlists = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section aria-label={label}>
      <h2 className={classes.heading}>{label}</h2>
      {list.isPending && <TrackRowsSkeleton />}
      {list.isError && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && playlists.length === 0 && (
        <Notice role="status" title={none} icon={<ListMusic size={34} aria-hidden />}>
          <p>A playlist keeps tracks in an order of its own.</p>
        </Notice>
      )}
      <PlaylistCards playlists={playlists} label={label} owned={owned} />
      <LoadMore
        what="playlists"
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
    </section>
  );
}

export default function PlaylistsPage() {
  const { data: me } = useMe();
  return (
    <Page
      title="Playlists"
      actions={
        me && (
          <>
            <NewPlaylist />
            <ButtonLink to="/playlists/new-smart" variant="default" leftSection={<WandSparkles size={17} aria-hidden />}>
              New smart playlist
            </ButtonLink>
            <ImportPlaylist />
          </>
        )
      }
    >
      {me && <Listing owner="me" label="Your playlists" none="No playlist yet" owned={me.id} />}
      <Listing label="Public playlists" none="Nobody has made a playlist public yet" />
    </Page>
  );
}
