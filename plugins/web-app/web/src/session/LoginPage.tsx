import { Button, Checkbox, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { pagePath } from "@/api/basePath";
import { siteQuery } from "@/api/queries/session";
import { TextLink } from "@/ui/links";
import { AuthLayout } from "./AuthLayout";
import { FormError } from "./FormError";
import { returnPath } from "./returnPath";
import { useSignIn } from "./useSession";

export default function LoginPage() {
  const router = useRouter();
  const { next } = useSearch({ from: "/login" });
  const { data: site } = useQuery(siteQuery);
  const signIn = useSignIn();
  const [credentials, setCredentials] = useState({ login: "", password: "", remember_me: true });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(credentials, { onSuccess: () => router.history.push(pagePath(returnPath(next))) });
  };

  return (
    <AuthLayout
      title="Welcome back"
      lead={next ? "Sign in to go on." : "Sign in to upload and to hear what is yours."}
      footer={
        site?.registration_open !== false && (
          <>
            New here? <TextLink to="/register" search={{ next }}>Create an account</TextLink>
          </>
        )
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <FormError error={signIn.error} />
          <TextInput
            label="E-mail or username"
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={credentials.login}
            onChange={({ currentTarget: { value } }) => setCredentials((before) => ({ ...before, login: value }))}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": "Show password" }}
            value={credentials.password}
            onChange={({ currentTarget: { value } }) => setCredentials((before) => ({ ...before, password: value }))}
          />
          <Checkbox
            label="Keep me signed in on this device"
            checked={credentials.remember_me}
            onChange={({ currentTarget: { checked } }) => setCredentials((before) => ({ ...before, remember_me: checked }))}
          />
          <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  );
}
