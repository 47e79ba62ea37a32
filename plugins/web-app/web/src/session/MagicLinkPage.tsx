import { Stack } from "@mantine/core";
import { useState } from "react";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/links";
import { AuthLayout } from "./AuthLayout";
import { FormError } from "./FormError";
import { fragmentToken } from "./fragment";
import { useArrival } from "./useArrival";
import { useLinkSignIn } from "./useWaysIn";

/** Where a mailed sign-in link leads. Mail scanners open links but press no buttons, so theirs stays good. */
export default function MagicLinkPage() {
  const [token] = useState(fragmentToken);
  const arrive = useArrival(undefined);
  const signIn = useLinkSignIn();

  if (!token) {
    return (
      <AuthLayout title="One link is missing" lead="Open the sign-in link in the message we sent you. If your mail program cut it short, ask for another.">
        <ButtonLink to="/login" size="md">
          Back to signing in
        </ButtonLink>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Almost there" lead="Press the button to sign in on this device. The link works once.">
      <Stack gap="md">
        <FormError error={signIn.error} />
        <Button size="md" fullWidth loading={signIn.isPending} onClick={() => signIn.mutate(token, { onSuccess: arrive })}>
          Sign in
        </Button>
        {signIn.isError && (
          <ButtonLink to="/login" size="md" variant="default" fullWidth>
            Ask for another link
          </ButtonLink>
        )}
      </Stack>
    </AuthLayout>
  );
}
