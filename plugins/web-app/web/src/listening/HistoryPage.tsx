import { useDisclosure } from "@mantine/hooks";
import { History } from "lucide-react";
import { ConfirmDialog } from "@/account/ConfirmDialog";
import { historyQuery, useClearHistory } from "@/api/queries/listening";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/links";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { TrackPages } from "./TrackPages";

function ClearHistory() {
  const [opened, dialog] = useDisclosure();
  const clear = useClearHistory();
  const onConfirm = () =>
    clear.mutate(undefined, {
      onSuccess: () => {
        dialog.close();
        toast("Your history is empty");
      },
    });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Clear history
      </Button>
      <ConfirmDialog
        title="Clear your history?"
        opened={opened}
        confirmLabel="Clear history"
        pending={clear.isPending}
        error={clear.error}
        onConfirm={onConfirm}
        onClose={dialog.close}
      >
        What you heard is forgotten for good. What you like stays.
      </ConfirmDialog>
    </>
  );
}

export default function HistoryPage() {
  const { data: me, isPending } = useMe();
  if (!me) return <Page title="History">{!isPending && <SignInFirst what="see what you heard" />}</Page>;
  return (
    <Page title="History" lead="What you heard. Only you see it." actions={<ClearHistory />}>
      <TrackPages
        query={historyQuery}
        none={
          <Notice role="status" title="Nothing heard yet" icon={<History size={34} aria-hidden />} actions={<ButtonLink to="/library">Browse the library</ButtonLink>}>
            <p>A track stands here once you have heard half a minute of it.</p>
          </Notice>
        }
      />
    </Page>
  );
}
