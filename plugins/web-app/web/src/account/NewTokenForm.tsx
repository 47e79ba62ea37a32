import { Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/errors";
import { FormError } from "@/session/FormError";
import { useUser } from "@/session/useUser";
import { Button } from "@/ui/Button";
import { ScopeChoice } from "./ScopeChoice";
import { scopeGroups } from "./scopes";

export interface NewToken {
  name: string;
  scopes: string[];
  expires_in_days: number;
}

interface NewTokenFormProps {
  pending: boolean;
  error: unknown;
  onSubmit: (token: NewToken) => void;
  onCancel: () => void;
}

const LIVES = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
];

export function NewTokenForm({ pending, error, onSubmit, onCancel }: NewTokenFormProps) {
  const user = useUser();
  const [name, setName] = useState("");
  const [days, setDays] = useState("30");
  const [scopes, setScopes] = useState<string[]>([]);
  const [problem, setProblem] = useState<{ name?: string; scopes?: string }>({});
  const refused = error instanceof ApiError ? error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = {
      name: name.trim() ? undefined : "Name it after what it is for.",
      scopes: scopes.length > 0 ? undefined : "Choose at least one thing that it may do.",
    };
    setProblem(found);
    if (!found.name && !found.scopes) onSubmit({ name: name.trim(), scopes, expires_in_days: Number(days) });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {(refused?.details.length ?? 0) === 0 && <FormError error={error} />}
        <TextInput
          label="Name"
          description="What it is for, such as “Nightly upload”."
          maxLength={60}
          data-autofocus
          value={name}
          error={problem.name ?? refused?.problemOf("name")}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <NativeSelect label="Works for" data={LIVES} value={days} onChange={({ currentTarget: { value } }) => setDays(value)} />
        <ScopeChoice
          groups={scopeGroups(user.permissions)}
          chosen={scopes}
          error={problem.scopes ?? refused?.details.find(({ field }) => field.startsWith("scopes"))?.problem}
          onChange={setScopes}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={pending}>
            Make token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
