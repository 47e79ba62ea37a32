import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { pagePath } from "@/api/basePath";
import { siteQuery } from "@/api/queries/session";
import { TextLink } from "@/ui/links";
import { toast } from "@/ui/toast";
import { AccountForm } from "./AccountForm";
import { AuthLayout } from "./AuthLayout";
import { returnPath } from "./returnPath";
import { useRegister } from "./useWaysIn";

export default function RegisterPage() {
  const router = useRouter();
  const { next } = useSearch({ from: "/register" });
  const { data: site } = useQuery(siteQuery);
  const register = useRegister();
  const arrive = () => {
    if (site?.mail_configured) toast("Welcome. Open the link we sent you, to confirm your address.");
    router.history.replace(pagePath(returnPath(next)));
  };
  const footer = (
    <>
      Have an account already? <TextLink to="/login" search={{ next }}>Sign in</TextLink>
    </>
  );

  if (site?.registration_open === false) {
    return (
      <AuthLayout title="Sign-up is closed" lead="New accounts on this site are made by its admins. Ask one of them." footer={footer}>
        {null}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Join the community" lead="An account lets you upload your own music. Listening needs none." footer={footer}>
      <AccountForm
        submitLabel="Create account"
        pending={register.isPending}
        error={register.error}
        onSubmit={(account) => register.mutate(account, { onSuccess: arrive })}
      />
    </AuthLayout>
  );
}
