import { Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "@/api/client";
import { meQuery } from "@/api/queries/session";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/links";
import { AuthLayout } from "./AuthLayout";
import { FormError } from "./FormError";
import { fragmentToken } from "./fragment";
import { useMe } from "./useSession";

/** Where the link of a confirmation mail leads. It takes a press of a button: programs that only look at links confirm nothing. */
export default function VerifyEmailPage() {
  const client = useQueryClient();
  const { data: me } = useMe();
  const [token] = useState(fragmentToken);
  const confirm = useMutation({
    mutationFn: () => body(api.POST("/api/v1/auth/verify-email", { body: { token: token ?? "" } })),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  const onward = me ? (
    <ButtonLink to="/account" size="md" variant={confirm.isSuccess ? "filled" : "default"} fullWidth>
      To your account
    </ButtonLink>
  ) : (
    <ButtonLink to="/login" size="md" variant={confirm.isSuccess ? "filled" : "default"} fullWidth>
      Sign in
    </ButtonLink>
  );

  if (!token) {
    return (
      <AuthLayout
        title="One link is missing"
        lead="To confirm your e-mail address, open the link in the message we sent you. Your account page sends another one."
      >
        {onward}
      </AuthLayout>
    );
  }
  if (confirm.isSuccess) {
    return (
      <AuthLayout title="Address confirmed" lead="Thank you. This e-mail address belongs to your account now.">
        {onward}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Confirm your address" lead="One press, and this e-mail address belongs to your account.">
      <Stack gap="md">
        <FormError error={confirm.error} />
        <Button size="md" fullWidth loading={confirm.isPending} onClick={() => confirm.mutate()}>
          Confirm my e-mail address
        </Button>
        {confirm.isError && onward}
      </Stack>
    </AuthLayout>
  );
}
