import { Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "@/account/CopyButton";
import { Loaded } from "@/account/Loaded";
import { NoRows, Row, Rows } from "@/account/Rows";
import { pagePath } from "@/api/basePath";
import { sharesQuery, useRevokeShare, useShare } from "@/api/queries/playlists";
import type { PlaylistShare } from "@/api/types";
import { calendarDate } from "@/format/time";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import classes from "./Playlists.module.css";

const EXPIRY = [
  { value: "7", label: "For a week" },
  { value: "30", label: "For 30 days" },
  { value: "", label: "Until I take it back" },
];

function uses(share: PlaylistShare): string {
  return share.uses === 1 ? "Opened once" : `Opened ${share.uses} times`;
}

function Links({ id }: { id: string }) {
  const shares = useQuery(sharesQuery(id));
  const revoke = useRevokeShare(id);
  return (
    <Loaded query={shares} height={80}>
      {(list) =>
        list.length === 0 ? (
          <NoRows>No links yet.</NoRows>
        ) : (
          <Rows label="Links">
            {list.map((share) => (
              <Row
                key={share.id}
                icon={Link2}
                title={share.role === "editor" ? "Invites to edit" : "Shows the playlist"}
                facts={[`Made ${calendarDate(share.created_at)}`, share.expires_at && `Until ${calendarDate(share.expires_at)}`, uses(share)]}
                actions={
                  <Button variant="subtle" color="red" size="compact-md" loading={revoke.isPending && revoke.variables === share.id} onClick={() => revoke.mutate(share.id)}>
                    Take back
                  </Button>
                }
              />
            ))}
          </Rows>
        )
      }
    </Loaded>
  );
}

/** Links to a playlist: made, copied once, counted, taken back. */
export function ShareDialog({ id, opened, onClose }: { id: string; opened: boolean; onClose: () => void }) {
  const [days, setDays] = useState("30");
  const [invites, setInvites] = useState(false);
  const share = useShare(id);
  const create = () => share.mutate({ expires_in_days: days ? Number(days) : null, role: invites ? "editor" : null });
  const url = share.data && `${window.location.origin}${pagePath("/shared")}#${share.data.token}`;
  return (
    <Dialog opened={opened} onClose={onClose} title="Share this playlist" size="lg">
      <Stack>
        <p>Whoever has the link sees the playlist, also without an account. Private tracks stay hidden.</p>
        <FormError error={share.error} />
        <NativeSelect label="The link works" data={EXPIRY} value={days} onChange={({ currentTarget }) => setDays(currentTarget.value)} />
        <Checkbox
          label="Members who open it may join and edit"
          checked={invites}
          onChange={({ currentTarget }) => setInvites(currentTarget.checked)}
        />
        <Group>
          <Button loading={share.isPending} onClick={create}>
            Create link
          </Button>
        </Group>
        {url && (
          <>
            <p className={classes.link} data-testid="share-link">
              {url}
            </p>
            <Group>
              <CopyButton text={url} label="Copy link" />
            </Group>
            <p className={classes.facts}>Copy it now: it is not shown again.</p>
          </>
        )}
        <Links id={id} />
      </Stack>
    </Dialog>
  );
}
