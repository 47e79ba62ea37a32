import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { factorsQuery, useAccountChange } from "@/api/queries/account";
import { deviceName } from "@/format/device";
import { FormError } from "@/session/FormError";
import { makePasskey, passkeysWork } from "@/session/passkeys";
import { Button } from "@/ui/Button";
import { AccountPage, Card } from "./AccountPage";
import { BackupCodes } from "./BackupCodes";
import { Loaded } from "./Loaded";
import { PasskeyRow } from "./PasskeyRow";
import { NoRows, Rows } from "./Rows";
import { RenameDialog } from "./RenameDialog";

async function addPasskey() {
  const { public_key } = await unwrap(api.POST("/api/v1/account/passkeys/options"));
  const credential = await makePasskey(public_key);
  const name = deviceName(navigator.userAgent);
  return unwrap(api.POST("/api/v1/account/passkeys", { body: { name, credential } }));
}

export default function PasskeysPage() {
  const factors = useQuery(factorsQuery);
  const [fresh, setFresh] = useState<{ id: string; name: string }>();
  const [codes, setCodes] = useState<string[]>();
  const add = useAccountChange(addPasskey);
  const onAdd = () =>
    add.mutate(undefined, {
      onSuccess: (passkey) => {
        setCodes(passkey.backup_codes);
        setFresh(passkey);
      },
    });

  return (
    <AccountPage
      title="Passkeys"
      lead="Sign in with your fingerprint, your face, a PIN or a security key, without a password. A passkey works only on this site, so no false page can take it from you."
    >
      <Card
        title="Your passkeys"
        aside={
          passkeysWork() && (
            <Button
              leftSection={<Plus size={18} aria-hidden />}
              loading={add.isPending}
              onClick={onAdd}
            >
              Add a passkey
            </Button>
          )
        }
      >
        <Stack gap="md">
          <FormError error={add.error} />
          {!passkeysWork() && (
            <NoRows>This browser cannot use passkeys here. It wants an address with HTTPS, and to be a recent one.</NoRows>
          )}
          <Loaded query={factors} height={64}>
            {({ passkeys }) =>
              passkeys.length === 0 ? (
                passkeysWork() && <NoRows>No passkey yet. Add one for this device, or for a security key you carry.</NoRows>
              ) : (
                <Rows label="Passkeys">
                  {passkeys.map((passkey) => (
                    <PasskeyRow key={passkey.id} passkey={passkey} last={passkeys.length === 1} />
                  ))}
                </Rows>
              )
            }
          </Loaded>
        </Stack>
      </Card>
      {codes && !fresh && (
        <Card
          title="Backup codes"
          lead="From now on your password alone no longer signs you in: it takes a passkey besides. Should you lose it, one of these works in its place, once each."
        >
          <BackupCodes codes={codes} onDone={() => setCodes(undefined)} />
        </Card>
      )}
      <RenameDialog key={fresh?.id} title="Passkey added" passkey={fresh} onClose={() => setFresh(undefined)} />
    </AccountPage>
  );
}
