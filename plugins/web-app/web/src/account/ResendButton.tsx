import { useMutation } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { messageOf } from "@/api/errors";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toast";

export function ResendButton() {
  const send = useMutation({
    mutationFn: () => body(api.POST("/api/v1/auth/verify-email/resend")),
    onSuccess: () => toast("The message is on its way. Open the link in it."),
    onError: (error) => toast(messageOf(error)),
  });
  return (
    <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
      Send the confirmation again
    </Button>
  );
}
