import { Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import { useAccountChange } from "@/api/queries/account";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { PasswordOnce } from "./PasswordOnce";

interface NewAppDialogProps {
  opened: boolean;
  onClose: () => void;
}

interface NameFormProps {
  pending: boolean;
  error: unknown;
  onSubmit: (name: string) => void;
  onCancel: () => void;
}

function NameForm({ pending, error, onSubmit, onCancel }: NameFormProps) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const refused = error instanceof ApiError ? error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = name.trim() ? undefined : "Name it, so that you know it later.";
    setProblem(found);
    if (!found) onSubmit(name.trim());
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {(refused?.details.length ?? 0) === 0 && <FormError error={error} />}
        <TextInput
          label="Name"
          description="Which app, and on what, such as “Kitchen tablet”."
          maxLength={60}
          data-autofocus
          value={name}
          error={problem ?? refused?.problemOf("name")}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={pending}>
            Make password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function NewAppDialog({ opened, onClose }: NewAppDialogProps) {
  const make = useAccountChange((name: string) => unwrap(api.POST("/api/v1/opensubsonic/passwords", { body: { name } })));
  return (
    <Dialog title={make.data ? "Sign in with this" : "Connect an app"} opened={opened} firm={make.data !== undefined} onClose={onClose} onClosed={make.reset}>
      {make.data ? (
        <PasswordOnce password={make.data.password} onDone={onClose} />
      ) : (
        <NameForm pending={make.isPending} error={make.error} onSubmit={(name) => make.mutate(name)} onCancel={onClose} />
      )}
    </Dialog>
  );
}
