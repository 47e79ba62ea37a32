import { Button } from "@mantine/core";
import { CloudOff } from "lucide-react";
import { ApiError, messageOf } from "@/api/errors";
import { Notice } from "./Notice";

/** A query failed: says why, and offers another try. */
export function LoadFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <Notice
      role="alert"
      title="This could not be loaded"
      icon={<CloudOff size={34} aria-hidden />}
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      <p>{messageOf(error)}</p>
      {requestId && <p>Request {requestId}</p>}
    </Notice>
  );
}
