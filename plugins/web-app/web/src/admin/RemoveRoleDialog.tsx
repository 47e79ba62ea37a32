import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "@/account/ConfirmDialog";
import { api, body } from "@/api/client";
import { useRoleChange } from "@/api/queries/admin";
import type { Role } from "@/api/types";
import { toast } from "@/ui/toast";
import { replacements } from "./roleDraft";

interface RemoveRoleDialogProps {
  role: Role;
  roles: readonly Role[];
  opened: boolean;
  onClose: () => void;
}

/** Asks which role the accounts get that have this one. */
export function RemoveRoleDialog({ role, roles, opened, onClose }: RemoveRoleDialogProps) {
  const { name, accounts } = role;
  const choices = replacements(roles, role);
  const [chosen, setChosen] = useState<string>();
  const replacement = chosen ?? choices[0];
  const remove = useRoleChange(() =>
    body(
      api.DELETE("/api/v1/admin/roles/{name}", {
        params: { path: { name }, query: accounts > 0 && replacement ? { replacement } : {} },
      }),
    ),
  );
  const close = () => {
    remove.reset();
    onClose();
  };
  // The row goes with the role, and this dialog with the row: said by hand and not by `mutate`, which would forget it.
  const onConfirm = () => {
    void remove.mutateAsync(undefined).then(
      () => toast(`The role ${name} is gone`),
      () => undefined,
    );
  };
  return (
    <ConfirmDialog
      title={`Remove the role ${name}?`}
      opened={opened}
      confirmLabel="Remove role"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={onConfirm}
      onClose={close}
    >
      {accounts === 0 ? (
        "No account has it."
      ) : (
        <NativeSelect
          label={accounts === 1 ? "The account that has it becomes" : `The ${accounts.toLocaleString("en")} accounts that have it become`}
          data={choices}
          value={replacement}
          onChange={({ currentTarget: { value } }) => setChosen(value)}
        />
      )}
    </ConfirmDialog>
  );
}
