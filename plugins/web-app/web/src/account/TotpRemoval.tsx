import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { api, body } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { toast } from "@/ui/toast";
import { ConfirmDialog } from "./ConfirmDialog";

export function TotpRemoval() {
  const [opened, dialog] = useDisclosure();
  const remove = useAccountChange(() => body(api.DELETE("/api/v1/account/totp")));
  const onConfirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        dialog.close();
        toast("The authenticator app is no longer asked for");
      },
    });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Turn off
      </Button>
      <ConfirmDialog
        title="Turn off the authenticator app?"
        opened={opened}
        confirmLabel="Turn off"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={onConfirm}
        onClose={dialog.close}
      >
        Signing in asks for your password only then, and for a passkey if you have one. Remove the entry from the app as well: it
        is of no more use.
      </ConfirmDialog>
    </>
  );
}
