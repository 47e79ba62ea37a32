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
  const close = () => {
    make.reset();
    onClose();
  };
  return (
    <Dialog title={make.data ? "Your new token" : "New access token"} opened={opened} size="lg" onClose={close}>
      {make.data ? (
        <TokenOnce token={make.data.token} onDone={close} />
      ) : (
        <NewTokenForm pending={make.isPending} error={make.error} onSubmit={(token) => make.mutate(token)} onCancel={close} />
      )}
    </Dialog>
  );
}
