import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

interface ConfirmDialogProps {
  title: string;
  opened: boolean;
  /** What the button does: "Remove passkey". */
  confirmLabel: string;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something goes away. */
export function ConfirmDialog({ title, opened, confirmLabel, pending, error, onConfirm, onClose, children }: ConfirmDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text component="div">{children}</Text>
        <FormError error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" autoContrast={false} loading={pending} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
