import { Alert } from "@mantine/core";
import { ApiError, messageOf } from "@/api/errors";
import { NOT_FRESH } from "@/api/reauthentication";
import { PasskeyCancelled } from "./PasskeyCancelled";

/** Whoever closes the window that asks for their password, or the browser's own, knows why nothing happened. */
function isSilent(error: unknown): boolean {
  return error instanceof PasskeyCancelled || (error instanceof ApiError && error.code === NOT_FRESH);
}

/** Why a form was refused, when that belongs to no single field. */
export function FormError({ error }: { error: unknown }) {
  if (!error || isSilent(error)) return null;
  const wait = error instanceof ApiError ? error.retryAfterSeconds : undefined;
  return (
    <Alert color="red" variant="light" role="alert">
      {messageOf(error)}
      {wait !== undefined && ` Try again in ${wait > 90 ? `${Math.ceil(wait / 60)} minutes` : `${wait} seconds`}.`}
    </Alert>
  );
}
