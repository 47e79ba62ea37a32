import { Checkbox, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Button } from "@/ui/Button";
import { TextLink } from "@/ui/links";
import { FormError } from "./FormError";
import classes from "./PasswordForm.module.css";

interface PasswordFormProps {
  login: string;
  onLogin: (login: string) => void;
  remember: boolean;
  onRemember: (remember: boolean) => void;
  /** Whether the site sends mail: without it a forgotten password is a matter for the admin. */
  mail: boolean;
  pending: boolean;
  error: unknown;
  onSubmit: (password: string) => void;
}

/** Name and password in one form, as password managers know it; the name field suggests passkeys as well. */
export function PasswordForm({ login, onLogin, remember, onRemember, mail, pending, error, onSubmit }: PasswordFormProps) {
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FormError error={error} />
        <TextInput
          label="E-mail or username"
          name="login"
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          value={login}
          onChange={({ currentTarget: { value } }) => onLogin(value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": "Show password" }}
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
        />
        <div className={classes.between}>
          <Checkbox
            label="Keep me signed in on this device"
            checked={remember}
            onChange={({ currentTarget: { checked } }) => onRemember(checked)}
          />
          {mail && <TextLink to="/forgot-password">Forgot password?</TextLink>}
        </div>
        <Button type="submit" size="md" loading={pending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
