import { Button } from "@mantine/core";
import { api, body } from "@/api/client";
import { messageOf } from "@/api/errors";
import { useAccountChange } from "@/api/queries/account";
import { calendarDate } from "@/format/time";
import { useMe } from "@/session/useSession";
import { toast } from "@/ui/toast";
import classes from "./ErasureNotice.module.css";

/** On every page of somebody whose account is about to go: when, and how to stop it. */
export function ErasureNotice() {
  const { data: me } = useMe();
  const restore = useAccountChange(() => body(api.POST("/api/v1/account/restore")));
  if (!me?.pending_erasure_at) return null;
  const onRestore = () =>
    restore.mutate(undefined, {
      onSuccess: () => toast("Your account stays. Welcome back."),
      onError: (error) => toast(messageOf(error)),
    });
  return (
    <section className={classes.notice} aria-label="Account deletion">
      <p>
        Your account will be deleted on <strong>{calendarDate(me.pending_erasure_at)}</strong>.
      </p>
      <Button size="compact-md" loading={restore.isPending} onClick={onRestore}>
        Keep my account
      </Button>
    </section>
  );
}
