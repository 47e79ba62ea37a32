import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { KeyRound } from "lucide-react";
import { api, body } from "@/api/client";
import type { Passkey } from "@/api/types";
import { useAccountChange } from "@/api/queries/account";
import { calendarDate, timeAgo } from "@/format/time";
import { toast } from "@/ui/toast";
import { ConfirmDialog } from "./ConfirmDialog";
import { RenameDialog } from "./RenameDialog";
import { Row } from "./Rows";

export function PasskeyRow({ passkey, last }: { passkey: Passkey; last: boolean }) {
  const { id, name, created_at, last_used_at, backed_up } = passkey;
  const [removing, removal] = useDisclosure();
  const [renaming, rename] = useDisclosure();
  const remove = useAccountChange(() => body(api.DELETE("/api/v1/account/passkeys/{id}", { params: { path: { id } } })));
  const onConfirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        removal.close();
        toast(`“${name}” was removed`);
      },
    });
  return (
    <>
      <Row
        icon={KeyRound}
        title={name}
        facts={[`Added ${calendarDate(created_at)}`, last_used_at ? `Last used ${timeAgo(last_used_at)}` : "Not used yet", backed_up && "On several devices"]}
        actions={
          <>
            <Button variant="subtle" color="gray" size="compact-md" aria-label={`Rename ${name}`} onClick={rename.open}>
              Rename
            </Button>
            <Button variant="subtle" color="red" size="compact-md" aria-label={`Remove ${name}`} onClick={removal.open}>
              Remove
            </Button>
          </>
        }
      />
      <RenameDialog title="Rename passkey" passkey={renaming ? passkey : undefined} onClose={rename.close} />
      <ConfirmDialog
        title="Remove this passkey?"
        opened={removing}
        confirmLabel="Remove passkey"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={onConfirm}
        onClose={removal.close}
      >
        “{name}” no longer signs you in. {last && "It is your last one: be sure that you know your password. "}The device or password
        manager that holds it may go on suggesting it until you delete it there.
      </ConfirmDialog>
    </>
  );
}
