import { Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, body } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { useLast } from "@/ui/useLast";

interface RenameDialogProps {
  title: string;
  /** Open while there is one. */
  passkey: { id: string; name: string } | undefined;
  onClose: () => void;
}

function RenameForm({ passkey: { id, name: known }, onClose }: { passkey: { id: string; name: string }; onClose: () => void }) {
  const [name, setName] = useState(known);
  const rename = useAccountChange((chosen: string) =>
    body(api.PATCH("/api/v1/account/passkeys/{id}", { params: { path: { id } }, body: { name: chosen } })),
  );
  const chosen = name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === known) onClose();
    else rename.mutate(chosen, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <FormError error={rename.error} />
        <TextInput
          label="Name"
          description="What tells it from your others, such as “Blue key” or “Phone”."
          required
          withAsterisk={false}
          maxLength={64}
          data-autofocus
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!chosen} loading={rename.isPending}>
            Save name
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function RenameDialog({ title, passkey, onClose }: RenameDialogProps) {
  const shown = useLast(passkey);
  return (
    <Dialog title={title} opened={passkey !== undefined} onClose={onClose}>
      {shown && <RenameForm passkey={shown} onClose={onClose} />}
    </Dialog>
  );
}
