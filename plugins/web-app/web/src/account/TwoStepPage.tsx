import { Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { factorsQuery } from "@/api/queries/account";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { AccountPage, Card } from "./AccountPage";
import { BackupCodesCard } from "./BackupCodesCard";
import { Loaded } from "./Loaded";
import { State } from "./State";
import { TotpRemoval } from "./TotpRemoval";
import { TotpSetup } from "./TotpSetup";

export default function TwoStepPage() {
  const factors = useQuery(factorsQuery);
  const start = useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/account/totp")) });
  const [codes, setCodes] = useState<string[]>();
  const on = factors.data?.totp;
  const aside = on !== undefined && (on ? <State kind="good">On</State> : <State kind="off">Off</State>);

  return (
    <AccountPage
      title="Two-step verification"
      lead="Besides your password, signing in asks for a code from an app on your phone. Whoever learns your password alone stays outside."
    >
      <Card title="Authenticator app" aside={aside} lead="Any app for one-time codes works, such as Aegis, 2FAS or the one in your password manager.">
        <Loaded query={factors} height={36}>
          {({ totp }) => {
            if (totp) return <TotpRemoval />;
            if (start.data) {
              return (
                <TotpSetup
                  made={start.data}
                  onCancel={start.reset}
                  onDone={(made) => {
                    start.reset();
                    setCodes(made);
                  }}
                />
              );
            }
            return (
              <Stack gap="md">
                <FormError error={start.error} />
                <Button mr="auto" loading={start.isPending} onClick={() => start.mutate()}>
                  Set up
                </Button>
              </Stack>
            );
          }}
        </Loaded>
      </Card>
      {(on || codes || (factors.data?.backup_codes_left ?? 0) > 0) && (
        <BackupCodesCard left={factors.data?.backup_codes_left ?? 0} codes={codes} onCodes={setCodes} />
      )}
    </AccountPage>
  );
}
