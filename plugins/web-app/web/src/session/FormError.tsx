import { Alert, Group } from "@mantine/core";
import { ResendButton } from "@/account/ResendButton";
import { ApiError, messageOf } from "@/api/errors";
import { NOT_FRESH } from "@/api/reauthentication";
import { waitInWords } from "@/format/time";
import { PasskeyCancelled } from "./PasskeyCancelled";

/** Whoever closes the window that asks for their password, or the browser's own, knows why nothing happened. */
function isSilent(error: unknown): boolean {
  return error instanceof PasskeyCancelled || (error instanceof ApiError && error.code === NOT_FRESH);
}

/** Why a form was refused, when that belongs to no single field. */
export function FormError({ error }: { error: unknown }) {
  if (!error || isSilent(error)) return null;
  const refused = error instanceof ApiError ? error : undefined;
  const wait = /\btry again\b/i.test(messageOf(error)) ? undefined : refused?.retryAfterSeconds;
  return (
    <Alert color="red" variant="light" role="alert">
      {messageOf(error)}
      {wait !== undefined && ` Try again in ${waitInWords(wait)}.`}
      {(refused?.details.length ?? 0) > 0 && (
        <ul>
          {refused?.details.map(({ field, problem }) => (
            <li key={field + problem}>
              {field}: {problem}
            </li>
          ))}
        </ul>
      )}
      {refused?.code === "email_unverified" && (
        <Group mt="sm">
          <ResendButton />
        </Group>
      )}
    </Alert>
  );
}
