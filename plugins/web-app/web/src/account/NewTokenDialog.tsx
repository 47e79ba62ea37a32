import { api, unwrap } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { Dialog } from "@/ui/Dialog";
import { NewTokenForm, type NewToken } from "./NewTokenForm";
import { TokenOnce } from "./TokenOnce";

interface NewTokenDialogProps {
  opened: boolean;
  onClose: () => void;
}

export function NewTokenDialog({ opened, onClose }: NewTokenDialogProps) {
  const make = useAccountChange((token: NewToken) => unwrap(api.POST("/api/v1/account/tokens", { body: token })));
  return (
    <Dialog title={make.data ? "Your new token" : "New access token"} opened={opened} size="lg" firm={make.data !== undefined} onClose={onClose} onClosed={make.reset}>
      {make.data ? (
        <TokenOnce token={make.data.token} onDone={onClose} />
      ) : (
        <NewTokenForm pending={make.isPending} error={make.error} onSubmit={(token) => make.mutate(token)} onCancel={onClose} />
      )}
    </Dialog>
  );
}
