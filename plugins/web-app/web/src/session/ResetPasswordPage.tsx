import { Stack, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { api, body } from "@/api/client";
import { ApiError } from "@/api/errors";
import { meQuery } from "@/api/queries/session";
import { Button } from "@/ui/Button";
import { ButtonLink, TextLink } from "@/ui/links";
import { toast } from "@/ui/toast";
import { AuthLayout } from "./AuthLayout";
import { FormError } from "./FormError";
import { fragmentToken } from "./fragment";
import { NewPasswordInput } from "./NewPasswordInput";
import { passwordProblem } from "./passwordRules";
import { rememberedAddress } from "./resetAddress";

export default function ResetPasswordPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [token] = useState(fragmentToken);
  const [address] = useState(rememberedAddress);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const reset = useMutation({
    mutationFn: () => body(api.POST("/api/v1/auth/password/reset", { body: { token: token ?? "", password } })),
    onSuccess: () => {
      // The server has ended every session of the account, this browser's perhaps among them.
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      toast("Your password is changed. Sign in with the new one.");
      void navigate({ to: "/login", replace: true });
    },
  });
  const refused = reset.error instanceof ApiError ? reset.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = passwordProblem(password, { email: address });
    setProblem(found);
    if (found) return field.current?.focus();
    reset.mutate(undefined, { onError: () => field.current?.focus() });
  };

  if (!token) {
    return (
      <AuthLayout
        title="One link is missing"
        lead="To choose a new password, open the link in the message we sent you. If your mail program cut it short, ask for another."
      >
        <ButtonLink to="/forgot-password" size="md">
          Send another link
        </ButtonLink>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Choose a new password"
      lead="It signs you out everywhere: whoever else was in your account is out as well."
      footer={<TextLink to="/forgot-password">Send another link</TextLink>}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {refused?.problemOf("password") === undefined && <FormError error={reset.error} />}
          {/* For password managers: whose password this is. */}
          <VisuallyHidden>
            <input type="text" name="username" autoComplete="username" aria-label="E-mail" tabIndex={-1} readOnly value={address} />
          </VisuallyHidden>
          <NewPasswordInput
            ref={field}
            label="New password"
            value={password}
            about={{ email: address }}
            error={problem ?? refused?.problemOf("password")}
            onChange={(value) => {
              setPassword(value);
              setProblem(undefined);
              if (reset.isError) reset.reset();
            }}
          />
          <Button type="submit" size="md" loading={reset.isPending} fullWidth>
            Save the new password
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  );
}
