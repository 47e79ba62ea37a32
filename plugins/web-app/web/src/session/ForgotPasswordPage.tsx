import { Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, body } from "@/api/client";
import { Button } from "@/ui/Button";
import { TextLink } from "@/ui/links";
import { AuthLayout } from "./AuthLayout";
import { FormError } from "./FormError";
import { MailSent } from "./MailSent";
import { rememberAddress } from "./resetAddress";

export default function ForgotPasswordPage() {
  const [email, setEmail] = useState("");
  const send = useMutation({
    mutationFn: () => body(api.POST("/api/v1/auth/password/forgot", { body: { email: email.trim() } })),
    onSuccess: () => rememberAddress(email.trim()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };

  return (
    <AuthLayout
      title="Forgot your password?"
      lead="Tell us the e-mail address of your account. We send you a link to choose a new password."
      footer={<TextLink to="/login">Back to signing in</TextLink>}
    >
      {send.isSuccess ? (
        <MailSent email={email.trim()} onAgain={() => send.reset()}>
          The link in it works once, within an hour.
        </MailSent>
      ) : (
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
              value={email}
              onChange={({ currentTarget: { value } }) => setEmail(value)}
            />
            <Button type="submit" size="md" loading={send.isPending} fullWidth>
              Send the link
            </Button>
          </Stack>
        </form>
      )}
    </AuthLayout>
  );
}
