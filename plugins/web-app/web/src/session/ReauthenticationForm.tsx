import { PasswordInput, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { api, body, unwrap } from "@/api/client";
import type { User } from "@/api/types";
import { Button } from "@/ui/Button";
import { CodeInput } from "./CodeInput";
import { FormError } from "./FormError";
import { passkeysWork, signWithPasskey } from "./passkeys";
import { SignInAgain } from "./SignInAgain";

interface ReauthenticationFormProps {
  user: User;
  onShown: () => void;
  onCancel: () => void;
}

type Proof = { password: string } | { code: string } | "passkey";

async function prove(proof: Proof) {
  if (proof !== "passkey") return body(api.POST("/api/v1/auth/reauthenticate", { body: proof }));
  const { public_key } = await unwrap(api.POST("/api/v1/auth/reauthenticate/options"));
  const credential = await signWithPasskey(public_key);
  return body(api.POST("/api/v1/auth/reauthenticate", { body: { credential } }));
}

export default function ReauthenticationForm({ user, onShown, onCancel }: ReauthenticationFormProps) {
  const hasPassword = user.has_password !== false;
  const hasTotp = user.factors?.totp === true;
  const [byCode, setByCode] = useState(!hasPassword && hasTotp);
  const [secret, setSecret] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const show = useMutation({ mutationFn: prove, onSuccess: onShown });
  // The dialog looks for a field when it opens, and this form may come later.
  useEffect(() => {
    if (!byCode) field.current?.focus();
  }, [byCode]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (byCode || hasPassword) show.mutate(byCode ? { code: secret.trim() } : { password: secret });
  };
  const change = () => {
    show.reset();
    setSecret("");
    setByCode((before) => !before);
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>This changes how your account is protected, so please show once more that it is you. It holds for 15 minutes.</Text>
        <FormError error={show.error} />
        {byCode && <CodeInput key="code" kind="totp" focused value={secret} onChange={setSecret} />}
        {!byCode && hasPassword && (
          <>
            <VisuallyHidden>
              <input type="text" name="username" autoComplete="username" aria-label="Username" tabIndex={-1} readOnly value={user.username} />
            </VisuallyHidden>
            <PasswordInput
              key="password"
              ref={field}
              label="Your password"
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              data-autofocus
              visibilityToggleButtonProps={{ "aria-label": "Show password" }}
              value={secret}
              onChange={({ currentTarget: { value } }) => setSecret(value)}
            />
          </>
        )}
        {(byCode || hasPassword) && (
          <Button type="submit" size="md" fullWidth loading={show.isPending && show.variables !== "passkey"}>
            Go on
          </Button>
        )}
        {(user.factors?.passkeys ?? 0) > 0 && passkeysWork() && (
          <Button
            variant="default"
            size="md"
            fullWidth
            leftSection={<KeyRound size={18} aria-hidden />}
            loading={show.isPending && show.variables === "passkey"}
            onClick={() => show.mutate("passkey")}
          >
            Use a passkey
          </Button>
        )}
        {hasTotp && hasPassword && (
          <Button variant="subtle" color="gray" fullWidth onClick={change}>
            {byCode ? "Use your password" : "Use a code from your app"}
          </Button>
        )}
        <SignInAgain user={user} onLeave={onCancel} />
        <Button variant="subtle" color="gray" fullWidth onClick={onCancel}>
          Cancel
        </Button>
      </Stack>
    </form>
  );
}
