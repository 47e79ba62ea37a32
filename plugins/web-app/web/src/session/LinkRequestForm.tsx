import { Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { api, body } from "@/api/client";
import { Button } from "@/ui/Button";
import { FormError } from "./FormError";
import { MailSent } from "./MailSent";

interface LinkRequestFormProps {
  email: string;
  remember: boolean;
  onBack: () => void;
}

export function LinkRequestForm({ email: known, remember, onBack }: LinkRequestFormProps) {
  const [email, setEmail] = useState(known);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const send = useMutation({
    mutationFn: () => body(api.POST("/api/v1/auth/magic-link", { body: { email: email.trim(), remember_me: remember } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };

  if (send.isSuccess) {
    return (
      <MailSent email={email.trim()} onAgain={() => send.reset()}>
        The link in it works once, within 15 minutes.
      </MailSent>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FormError error={send.error} />
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="email"
          required
          withAsterisk={false}
          ref={field}
          value={email}
          onChange={({ currentTarget: { value } }) => setEmail(value)}
        />
        <Button type="submit" size="md" loading={send.isPending} fullWidth>
          E-mail me a link
        </Button>
        <Button variant="subtle" color="gray" size="md" fullWidth onClick={onBack}>
          Use a password instead
        </Button>
      </Stack>
    </form>
  );
}
