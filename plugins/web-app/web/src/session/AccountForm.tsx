import { Stack, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { ApiError } from "@/api/errors";
import { Button } from "@/ui/Button";
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

const FIELDS = ["username", "email", "password"] as const;
const EMPTY: NewAccount = { username: "", email: "", password: "" };

/** Name, e-mail and password of a new account: for signing up and for the first admin. */
export function AccountForm({ submitLabel, pending, error, onSubmit }: AccountFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [account, setAccount] = useState(EMPTY);
  const [problems, setProblems] = useState<AccountProblems>({});
  // What was changed since the server said something of it.
  const [edited, setEdited] = useState<Partial<Record<keyof NewAccount, true>>>({});
  const focus = (name: keyof NewAccount) => form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = accountProblems(account);
    setProblems(found);
    setEdited({});
    const first = FIELDS.find((name) => found[name]);
    if (first) focus(first);
    else onSubmit({ ...account, username: account.username.trim(), email: account.email.trim() });
  };

  const refused = error instanceof ApiError ? error : undefined;
  const change = (name: keyof NewAccount, value: string) => {
    setAccount((before) => ({ ...before, [name]: value }));
    setProblems((before) => ({ ...before, [name]: undefined }));
    setEdited((before) => ({ ...before, [name]: true }));
  };
  const problemOf = (name: keyof NewAccount) => problems[name] ?? (edited[name] ? undefined : refused?.problemOf(name));
  const ofField = FIELDS.find((name) => refused?.problemOf(name));
  useEffect(() => {
    if (ofField) focus(ofField);
  }, [error, ofField]);
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
        {!ofField && <FormError error={error} />}
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
