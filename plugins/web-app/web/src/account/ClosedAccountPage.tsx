import { Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, body } from "@/api/client";
import { useAccountChange } from "@/api/queries/account";
import { calendarDate } from "@/format/time";
import { AuthLayout } from "@/session/AuthLayout";
import { FormError } from "@/session/FormError";
import { useSignOut } from "@/session/useSession";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toast";

/** In place of every page for somebody whose account is about to go: the server answers nothing else. */
export default function ClosedAccountPage({ erasedAt }: { erasedAt: string }) {
  const navigate = useNavigate();
  const restore = useAccountChange(() => body(api.POST("/api/v1/account/restore")));
  const signOut = useSignOut();
  return (
    <AuthLayout
      title="Your account is closed"
      lead={
        <>
          It will be deleted for good on <strong>{calendarDate(erasedAt)}</strong>, with everything in it. Until then nothing is lost.
        </>
      }
    >
      <section aria-label="Account deletion">
        <Stack gap="md">
          <FormError error={restore.error ?? signOut.error} />
          <Button
            size="md"
            fullWidth
            loading={restore.isPending}
            onClick={() => restore.mutate(undefined, { onSuccess: () => toast("Your account stays. Welcome back.") })}
          >
            Keep my account
          </Button>
          <Button
            variant="default"
            size="md"
            fullWidth
            loading={signOut.isPending}
            onClick={() => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: "/" }) })}
          >
            Sign out
          </Button>
        </Stack>
      </section>
    </AuthLayout>
  );
}
