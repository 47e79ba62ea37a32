import { Anchor, Button, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import { api, unwrap } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { CodeForm } from "@/session/CodeForm";
import { FormError } from "@/session/FormError";
import { CopyButton } from "./CopyButton";
import classes from "./TotpSetup.module.css";

export interface TotpSecret {
  secret: string;
  otpauth_url: string;
  qr_svg: string;
}

interface TotpSetupProps {
  made: TotpSecret;
  onCancel: () => void;
  onDone: (backupCodes: string[]) => void;
}

/** "JBSWY3DPEHPK3PXP" → "JBSW Y3DP EHPK 3PXP": easier to type from. */
const inFours = (secret: string) => secret.replace(/(.{4})(?=.)/g, "$1 ");

export function TotpSetup({ made: { secret, otpauth_url, qr_svg }, onCancel, onDone }: TotpSetupProps) {
  const confirm = useAccountChange((code: string) => unwrap(api.POST("/api/v1/account/totp/confirm", { body: { code } })));
  const steps = useRef<HTMLOListElement>(null);
  useEffect(() => steps.current?.focus(), []);
  return (
    <ol className={classes.steps} ref={steps} tabIndex={-1} aria-label="Setting up the app">
      <li>
        <h3>Scan this with the app</h3>
        <div className={classes.scan}>
          <img
            className={classes.picture}
            src={`data:image/svg+xml,${encodeURIComponent(qr_svg)}`}
            width={184}
            height={184}
            alt="QR code for the authenticator app"
          />
          <div className={classes.typed}>
            <p>No camera? Type this key into the app instead, as a time-based one:</p>
            <code className={classes.secret}>{inFours(secret)}</code>
            <CopyButton text={secret} label="Copy the key" />
            <p>
              On this phone? <Anchor href={otpauth_url} underline="always">Open it in the app</Anchor>
            </p>
          </div>
        </div>
      </li>
      <li>
        <h3>Enter the code that the app shows</h3>
        <Stack gap="md" maw={340}>
          <FormError error={confirm.error} />
          <CodeForm
            kind="totp"
            submitLabel="Turn it on"
            focused={false}
            pending={confirm.isPending}
            onSubmit={(code) => confirm.mutate(code, { onSuccess: ({ backup_codes }) => onDone(backup_codes) })}
          />
          <Button variant="subtle" color="gray" onClick={onCancel}>
            Cancel
          </Button>
        </Stack>
      </li>
    </ol>
  );
}
