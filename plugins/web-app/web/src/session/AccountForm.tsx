import { Button, Stack, TextInput } from "@mantine/core";
import { useRef, useState, type FormEvent } from "react";
import { ApiError } from "@/api/errors";
import { accountProblems, type AccountProblems } from "./accountRules";
import { FormError } from "./FormError";
import { NewPasswordInput } from "./NewPasswordInput";
import type { NewAccount } from "./useWaysIn";

interface AccountFormProps {
  submitLabel: string;
  pending: boolean;
  error: unknown;
  onSubmit: (account: NewAccount) => void;
}

const EMPTY: NewAccount = { username: "", email: "", password: "" };

/** Name, e-mail and password of a new account: for signing up and for the first admin. */
export function AccountForm({ submitLabel, pending, error, onSubmit }: AccountFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [account, setAccount] = useState(EMPTY);
  const [problems, setProblems] = useState<AccountProblems>({});

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = accountProblems(account);
    setProblems(found);
    const first = (Object.keys(EMPTY) as (keyof NewAccount)[]).find((field) => found[field]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    else onSubmit({ ...account, username: account.username.trim(), email: account.email.trim() });
  };

  const refused = error instanceof ApiError ? error : undefined;
  const change = (name: keyof NewAccount, value: string) => {
    setAccount((before) => ({ ...before, [name]: value }));
    setProblems((before) => ({ ...before, [name]: undefined }));
  };
  const problemOf = (name: keyof NewAccount) => problems[name] ?? refused?.problemOf(name);
  const field = (name: keyof NewAccount) => ({
    name,
    required: true,
    withAsterisk: false,
    value: account[name],
    error: problemOf(name),
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => change(name, currentTarget.value),
  });

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="md">
        {(refused?.details.length ?? 0) === 0 && <FormError error={error} />}
        <TextInput label="Username" autoComplete="username" autoCapitalize="none" spellCheck={false} {...field("username")} />
        <TextInput label="E-mail" type="email" autoComplete="email" {...field("email")} />
        <NewPasswordInput
          label="Password"
          value={account.password}
          about={account}
          error={problemOf("password")}
          onChange={(value) => change("password", value)}
        />
        <Button type="submit" size="md" loading={pending} fullWidth>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
