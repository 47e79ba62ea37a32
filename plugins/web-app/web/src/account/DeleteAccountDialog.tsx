import { Group, List, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, unwrap } from "@/api/client";
import type { User } from "@/api/types";
import { FormError } from "@/session/FormError";
import { useIdentityChange } from "@/session/useSession";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

interface DeleteAccountDialogProps {
  user: User;
  opened: boolean;
  onClose: () => void;
}

function DeleteAccountForm({ user, onClose }: Omit<DeleteAccountDialogProps, "opened">) {
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const navigate = useNavigate();
  const { close } = useIdentityChange();
  const leave = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/account")),
    onSuccess: async ({ erased_at }) => {
      await navigate({ to: "/farewell", search: { until: erased_at }, replace: true });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim().toLowerCase() !== user.username.toLowerCase()) {
      return setProblem(`Type ${user.username} to confirm.`);
    }
    leave.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <List spacing={6}>
          <List.Item>At first nothing is deleted, and you can take it back by signing in. The next page says until when.</List.Item>
          <List.Item>Then your tracks and files, your sessions, keys and tokens are deleted, and your name is taken off what stays.</List.Item>
          <List.Item>Nobody can bring it back after that. Export your data first if you want to keep it.</List.Item>
        </List>
        <FormError error={leave.error} />
        <TextInput
          label={
            <>
              Type <strong>{user.username}</strong> to confirm
            </>
          }
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          value={typed}
          error={problem}
          onChange={({ currentTarget: { value } }) => {
            setTyped(value);
            setProblem(undefined);
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep my account
          </Button>
          <Button type="submit" color="red" autoContrast={false} loading={leave.isPending}>
            Delete my account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function DeleteAccountDialog({ user, opened, onClose }: DeleteAccountDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Delete your account?">
      <DeleteAccountForm user={user} onClose={onClose} />
    </Dialog>
  );
}
