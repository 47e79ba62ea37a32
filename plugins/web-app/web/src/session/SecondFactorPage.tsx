import { Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/Button";
import { ButtonLink, TextLink } from "@/ui/links";
import { AuthLayout } from "./AuthLayout";
import { CodeForm } from "./CodeForm";
import { FormError } from "./FormError";
import { fragment } from "./fragment";
import { passkeysWork } from "./passkeys";
import { useArrival } from "./useArrival";
import { useSecondStep } from "./useWaysIn";

/** Offered when it is not known what the account has: after a provider's page. */
const ALL = ["totp", "backup_code", "passkey"];

export default function SecondFactorPage() {
  const { next } = useSearch({ from: "/second-factor" });
  const [{ token, methods = ALL }] = useState(() => fragment(window.location.hash));
  const [byBackupCode, setByBackupCode] = useState(!methods.includes("totp") && !methods.includes("passkey"));
  const arrive = useArrival(next);
  const step = useSecondStep();

  if (!token) {
    return (
      <AuthLayout title="Start again" lead="This step belongs to a sign-in that is not here any more.">
        <ButtonLink to="/login" search={{ next }} size="md">
          Sign in
        </ButtonLink>
      </AuthLayout>
    );
  }
  const byCode = byBackupCode || methods.includes("totp");
  const withPasskey = methods.includes("passkey") && passkeysWork();
  const lead = byBackupCode
    ? "Enter one of the backup codes you saved. Each works once."
    : byCode
      ? "Enter the code that your authenticator app shows."
      : "Your account asks for a passkey as well.";
  return (
    <AuthLayout title="One more step" lead={lead} footer={<TextLink to="/login" search={{ next }}>Sign in as somebody else</TextLink>}>
      <Stack gap="md">
        <FormError error={step.error} />
        {byCode && (
          <CodeForm
            key={byBackupCode ? "backup" : "totp"}
            kind={byBackupCode ? "backup_code" : "totp"}
            submitLabel="Sign in"
            pending={step.isPending && step.variables.code !== undefined}
            onSubmit={(code) => step.mutate({ token, code }, { onSuccess: arrive })}
          />
        )}
        {withPasskey && (
          <Button
            variant={byCode ? "default" : "filled"}
            size="md"
            fullWidth
            leftSection={<KeyRound size={18} aria-hidden />}
            loading={step.isPending && step.variables.code === undefined}
            onClick={() => step.mutate({ token }, { onSuccess: arrive })}
          >
            Use a passkey
          </Button>
        )}
        {methods.includes("backup_code") && (
          <Button
            variant="subtle"
            color="gray"
            size="md"
            fullWidth
            onClick={() => {
              step.reset();
              setByBackupCode((before) => !before);
            }}
          >
            {byBackupCode ? "Back" : "Use a backup code"}
          </Button>
        )}
      </Stack>
    </AuthLayout>
  );
}
