import { Monitor, Smartphone } from "lucide-react";
import { api, body } from "@/api/client";
import { messageOf } from "@/api/errors";
import { useAccountChange } from "@/api/queries/account";
import type { DeviceSession } from "@/api/types";
import { deviceName, isPhone } from "@/format/device";
import { calendarDate, timeAgo } from "@/format/time";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toast";
import { Row } from "./Rows";

export function SessionRow({ session }: { session: DeviceSession }) {
  const { id, current, user_agent, ip, created_at, last_seen_at } = session;
  const device = session.device || deviceName(user_agent);
  const end = useAccountChange(() => body(api.DELETE("/api/v1/account/sessions/{id}", { params: { path: { id } } })));
  const onEnd = () =>
    end.mutate(undefined, {
      onSuccess: () => toast(`${device} is signed out`),
      onError: (error) => toast(messageOf(error)),
    });
  return (
    <Row
      icon={isPhone(user_agent) ? Smartphone : Monitor}
      title={device}
      badge={current ? "This device" : undefined}
      facts={[ip, current ? "Here now" : `Last seen ${timeAgo(last_seen_at)}`, `Since ${calendarDate(created_at)}`]}
      actions={
        !current && (
          <Button variant="subtle" color="red" size="compact-md" aria-label={`Sign out ${device}`} loading={end.isPending} onClick={onEnd}>
            Sign out
          </Button>
        )
      }
    />
  );
}
