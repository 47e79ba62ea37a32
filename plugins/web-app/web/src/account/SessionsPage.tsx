import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { sessionsQuery, useAccountChange } from "@/api/queries/account";
import { toast } from "@/ui/toast";
import { AccountPage, Card } from "./AccountPage";
import { ConfirmDialog } from "./ConfirmDialog";
import { Loaded } from "./Loaded";
import { Rows } from "./Rows";
import { SessionRow } from "./SessionRow";

export default function SessionsPage() {
  const sessions = useQuery(sessionsQuery);
  const [opened, dialog] = useDisclosure();
  const endOthers = useAccountChange(() => body(api.DELETE("/api/v1/account/sessions")));
  const others = sessions.data?.filter(({ current }) => !current).length ?? 0;
  const onConfirm = () =>
    endOthers.mutate(undefined, {
      onSuccess: () => {
        dialog.close();
        toast("All other devices are signed out");
      },
    });

  return (
    <AccountPage title="Sessions" lead="Where you are signed in. If you do not know one of these, sign it out and change your password.">
      <Card
        title="Signed in"
        aside={
          others > 0 && (
            <Button variant="default" onClick={dialog.open}>
              Sign out all others
            </Button>
          )
        }
      >
        <Loaded query={sessions} height={140}>
          {(all) => (
            <Rows label="Sessions">
              {[...all]
                .sort((a, b) => Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at))
                .map((session) => (
                  <SessionRow key={session.id} session={session} />
                ))}
            </Rows>
          )}
        </Loaded>
      </Card>
      <ConfirmDialog
        title="Sign out all other devices?"
        opened={opened}
        confirmLabel="Sign them out"
        pending={endOthers.isPending}
        error={endOthers.error}
        onConfirm={onConfirm}
        onClose={dialog.close}
      >
        You stay signed in here. Everywhere else you have to sign in again.
      </ConfirmDialog>
    </AccountPage>
  );
}
