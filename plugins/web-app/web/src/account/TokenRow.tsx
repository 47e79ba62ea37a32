import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Terminal } from "lucide-react";
import { api, body } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import type { AccessToken } from "@/api/types";
import { calendarDate, timeAgo } from "@/format/time";
import { toast } from "@/ui/toast";
import { ConfirmDialog } from "./ConfirmDialog";
import { Row } from "./Rows";
import { scopeLabel } from "./scopes";

function expiry(expiresAt: string | null): string {
  if (!expiresAt) return "Does not expire";
  return Date.parse(expiresAt) <= Date.now() ? "Expired" : `Until ${calendarDate(expiresAt)}`;
}

export function TokenRow({ token }: { token: AccessToken }) {
  const { id, name, scopes, expires_at, last_used_at } = token;
  const [opened, dialog] = useDisclosure();
  const revoke = useAccountChange(() => body(api.DELETE("/api/v1/account/tokens/{id}", { params: { path: { id } } })));
  const onConfirm = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        dialog.close();
        toast(`“${name}” no longer works`);
      },
    });
  return (
    <>
      <Row
        icon={Terminal}
        title={name}
        facts={[
          scopes.map(scopeLabel).join(", "),
          expiry(expires_at),
          last_used_at ? `Last used ${timeAgo(last_used_at)}` : "Not used yet",
        ]}
        actions={
          <Button variant="subtle" color="red" size="compact-md" aria-label={`Revoke ${name}`} onClick={dialog.open}>
            Revoke
          </Button>
        }
      />
      <ConfirmDialog
        title="Revoke this token?"
        opened={opened}
        confirmLabel="Revoke token"
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={onConfirm}
        onClose={dialog.close}
      >
        Whatever uses “{name}” can do nothing in your name any more, at once.
      </ConfirmDialog>
    </>
  );
}
