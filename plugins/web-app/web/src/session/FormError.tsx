import { Alert } from "@mantine/core";
import { ApiError, messageOf } from "@/api/errors";

/** Why a form was refused, when that belongs to no single field. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  const wait = error instanceof ApiError ? error.retryAfterSeconds : undefined;
  return (
    <Alert color="red" variant="light" role="alert">
      {messageOf(error)}
      {wait !== undefined && ` Try again in ${wait > 90 ? `${Math.ceil(wait / 60)} minutes` : `${wait} seconds`}.`}
    </Alert>
  );
}
