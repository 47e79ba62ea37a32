import { ActionIcon, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Ellipsis, ListEnd, ListPlus, ListStart } from "lucide-react";
import type { ReactNode } from "react";
import type { Track } from "@/api/types";
import { PlaylistDialog } from "@/playlists/AddToPlaylist";
import { useMe } from "@/session/useSession";
import { Panel } from "@/ui/Panel";
import { addToQueue, playNext } from "./enqueue";
import classes from "./QueueMenu.module.css";

interface QueueMenuProps {
  /** A track's, an album's or a playlist's; the button is named after it. */
  name: string;
  tracks: readonly Track[];
  size?: number;
  /** Where the tracks can be put into a playlist by this menu; elsewhere a button beside it does. */
  withPlaylist?: boolean;
  variant?: "subtle" | "default";
}

interface EntryProps {
  icon: ReactNode;
  onClick: () => void;
  children: ReactNode;
}

function Entry({ icon, onClick, children }: EntryProps) {
  return (
    <UnstyledButton className={classes.entry} onClick={onClick}>
      {icon}
      {children}
    </UnstyledButton>
  );
}

/** What else can be done with tracks than to play them at once. */
export function QueueMenu({ name, tracks, size = 36, withPlaylist = true, variant = "subtle" }: QueueMenuProps) {
  const { data: me } = useMe();
  const [opened, menu] = useDisclosure();
  const [adding, dialog] = useDisclosure();
  const pick = (action: () => void) => () => {
    menu.close();
    action();
  };
  return (
    <>
      <Panel
        label={`More for ${name}`}
        position="bottom-end"
        width={210}
        opened={opened}
        onChange={(open) => (open ? menu.open() : menu.close())}
        target={
          <ActionIcon variant={variant} color="gray" size={size} aria-label={`More for ${name}`} onClick={menu.toggle}>
            <Ellipsis size={18} aria-hidden />
          </ActionIcon>
        }
      >
        <Entry icon={<ListStart size={18} aria-hidden />} onClick={pick(() => playNext(tracks))}>
          Play next
        </Entry>
        <Entry icon={<ListEnd size={18} aria-hidden />} onClick={pick(() => addToQueue(tracks))}>
          Add to queue
        </Entry>
        {me && withPlaylist && (
          <Entry icon={<ListPlus size={18} aria-hidden />} onClick={pick(dialog.open)}>
            Add to playlist
          </Entry>
        )}
      </Panel>
      {adding && <PlaylistDialog name={name} trackIds={tracks.map(({ id }) => id)} onClose={dialog.close} />}
    </>
  );
}
