import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link2 } from "lucide-react";
import { api, body } from "@/api/client";
import type { AccountLink } from "@/api/types";
import { useAccountChange } from "@/api/queries/account";
import { calendarDate } from "@/format/time";
import { toast } from "@/ui/toast";
import { ConfirmDialog } from "./ConfirmDialog";
import { Row } from "./Rows";

export function LinkRow({ link, providerName }: { link: AccountLink; providerName: string }) {
  const { id, name, email, linked_at } = link;
  const [opened, dialog] = useDisclosure();
  const unlink = useAccountChange(() => body(api.DELETE("/api/v1/account/links/{id}", { params: { path: { id } } })));
  const onConfirm = () =>
    unlink.mutate(undefined, {
      onSuccess: () => {
        dialog.close();
        toast(`${providerName} is no longer linked`);
      },
    });
  return (
    <>
      <Row
        icon={Link2}
        title={providerName}
        facts={[name, email !== name && email, `Linked ${calendarDate(linked_at)}`]}
        actions={
          <Button variant="subtle" color="red" size="compact-md" aria-label={`Unlink ${providerName}`} onClick={dialog.open}>
            Unlink
          </Button>
        }
      />
      <ConfirmDialog
        title={`Unlink ${providerName}?`}
        opened={opened}
        confirmLabel="Unlink"
        pending={unlink.isPending}
        error={unlink.error}
        onConfirm={onConfirm}
        onClose={dialog.close}
      >
        {providerName} no longer signs you in here. Your account and everything in it stays.
      </ConfirmDialog>
    </>
  );
}
