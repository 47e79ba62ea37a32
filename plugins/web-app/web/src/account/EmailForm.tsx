import { Group, Stack, TextInput } from "@mantine/core";
import { useRef, useState, type FormEvent } from "react";
import { api, body } from "@/api/client";
import { ApiError } from "@/api/errors";
import { useAccountChange } from "@/api/queries/account";
import type { User } from "@/api/types";
import { emailProblem } from "@/session/accountRules";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { ResendButton } from "./ResendButton";
import { Said } from "./Said";

/** The address, and a change of it: which only counts when the message to the new one is answered. */
export function EmailForm({ user }: { user: User }) {
  const [email, setEmail] = useState(user.email);
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const change = useAccountChange((address: string) => body(api.PUT("/api/v1/account/email", { body: { email: address } })));
  const refused = change.error instanceof ApiError ? change.error : undefined;
  const wanted = email.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = wanted === user.email ? "This is your address already." : emailProblem(email);
    setProblem(found);
    if (found) return field.current?.focus();
    change.mutate(wanted, { onError: () => field.current?.focus() });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {refused?.problemOf("email") === undefined && <FormError error={change.error} />}
        <TextInput
          ref={field}
          label="E-mail"
          type="email"
          name="email"
          autoComplete="email"
          value={email}
          error={problem ?? refused?.problemOf("email")}
          onChange={({ currentTarget: { value } }) => {
            setEmail(value);
            setProblem(undefined);
            if (!change.isIdle) change.reset();
          }}
        />
        {change.isSuccess && (
          <Said>
            {user.mail_configured === false
              ? "Your address is changed."
              : `We sent a message to ${change.variables}. Your address changes when you confirm it there.`}
          </Said>
        )}
        <Group>
          <Button type="submit" loading={change.isPending}>
            Change e-mail
          </Button>
          {user.email_verified === false && user.mail_configured !== false && <ResendButton />}
        </Group>
      </Stack>
    </form>
  );
}
