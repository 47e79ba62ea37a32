import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Smartphone } from "lucide-react";
import { api, body } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { ConfirmDialog } from "@/account/ConfirmDialog";
import { Row } from "@/account/Rows";
import type { AppPassword } from "@/api/types";
import { calendarDate, timeAgo } from "@/format/time";
import { toast } from "@/ui/toast";

function usedBy({ last_used_at, last_agent }: AppPassword): string {
  if (!last_used_at) return "Not used yet";
  return last_agent && last_agent !== "unknown" ? `Used ${timeAgo(last_used_at)} by ${last_agent}` : `Used ${timeAgo(last_used_at)}`;
}

export function AppRow({ password }: { password: AppPassword }) {
  const { id, name, created_at } = password;
  const [opened, dialog] = useDisclosure();
  const revoke = useAccountChange(() => body(api.DELETE("/api/v1/opensubsonic/passwords/{id}", { params: { path: { id } } })));
  const onConfirm = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        dialog.close();
        toast(`“${name}” is disconnected`);
      },
    });
  return (
    <>
      <Row
        icon={Smartphone}
        title={name}
        facts={[`Since ${calendarDate(created_at)}`, usedBy(password)]}
        actions={
          <Button variant="subtle" color="red" size="compact-md" aria-label={`Disconnect ${name}`} onClick={dialog.open}>
            Disconnect
          </Button>
        }
      />
      <ConfirmDialog
        title="Disconnect this app?"
        opened={opened}
        confirmLabel="Disconnect app"
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={onConfirm}
        onClose={dialog.close}
      >
        “{name}” plays nothing more in your name, at once. What it has stored on the device stays there.
      </ConfirmDialog>
    </>
  );
}
