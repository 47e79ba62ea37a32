import { Stack } from "@mantine/core";
import { api, unwrap } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Card } from "./AccountPage";
import { BackupCodes } from "./BackupCodes";
import { State } from "./State";

interface BackupCodesCardProps {
  left: number;
  /** Those just made, until the page is left: the server cannot show them again. */
  codes: string[] | undefined;
  onCodes: (codes: string[] | undefined) => void;
}

export function BackupCodesCard({ left, codes, onCodes }: BackupCodesCardProps) {
  const renew = useAccountChange(() => unwrap(api.POST("/api/v1/account/backup-codes")));
  return (
    <Card
      title="Backup codes"
      aside={!codes && <State kind={left > 2 ? "good" : "open"}>{left === 1 ? "1 code left" : `${left} codes left`}</State>}
      lead="For the day your phone is lost or broken. Each code signs you in once, in place of the app's."
    >
      {codes ? (
        <BackupCodes codes={codes} onDone={() => onCodes(undefined)} />
      ) : (
        <Stack gap="md">
          <FormError error={renew.error} />
          <Button
            variant="default"
            mr="auto"
            loading={renew.isPending}
            onClick={() => renew.mutate(undefined, { onSuccess: ({ backup_codes }) => onCodes(backup_codes) })}
          >
            {left > 0 ? "Make new codes (the old ones end)" : "Make new codes"}
          </Button>
        </Stack>
      )}
    </Card>
  );
}
