import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useUser } from "@/session/useUser";
import { Card } from "./AccountPage";
import { DeleteAccountDialog } from "./DeleteAccountDialog";

export function DeleteAccountCard() {
  const user = useUser();
  const [opened, dialog] = useDisclosure();
  return (
    <Card
      danger
      title="Delete your account"
      lead="Your tracks, your settings and everything else that is yours goes away for good after a time of grace. Until then you can change your mind."
    >
      <Button color="red" variant="light" onClick={dialog.open}>
        Delete my account…
      </Button>
      <DeleteAccountDialog user={user} opened={opened} onClose={dialog.close} />
    </Card>
  );
}
