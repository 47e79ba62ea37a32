import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { pagePath } from "@/api/basePath";
import { siteQuery } from "@/api/queries/session";
import { TextLink } from "@/ui/links";
import { toast } from "@/ui/toast";
import { AuthLayout } from "./AuthLayout";
import { LinkRequestForm } from "./LinkRequestForm";
import { OtherWays } from "./OtherWays";
import { PasswordForm } from "./PasswordForm";
import { providerProblem } from "./providerProblem";
import { returnPath } from "./returnPath";
import { useArrival } from "./useArrival";
import { usePasskeyAutofill } from "./usePasskeyAutofill";
import { useMe } from "./useSession";
import { usePasskeySignIn, useSignIn } from "./useWaysIn";

export default function LoginPage() {
  const { next, error } = useSearch({ from: "/login" });
  const { data: site } = useQuery(siteQuery);
  const [byMail, setByMail] = useState(false);
  const [login, setLogin] = useState("");
  const [remember, setRemember] = useState(true);
  const arrive = useArrival(next);
  const router = useRouter();
  const { data: me } = useMe();
  const inside = me != null;
  // Whoever is signed in already, here or in another tab, has nothing to do here; why a provider refused is said.
  useEffect(() => {
    if (!inside) return;
    const problem = providerProblem(error);
    if (problem) toast(problem.message);
    router.history.replace(pagePath(returnPath(next)));
  }, [inside, error, next, router]);
  const signIn = useSignIn();
  const passkey = usePasskeySignIn();
  const withPasskey = (credential?: Record<string, unknown>) => {
    signIn.reset();
    passkey.mutate({ remember_me: remember, credential }, { onSuccess: arrive });
  };
  usePasskeyAutofill(!inside && !byMail && !passkey.isPending && !signIn.isPending, withPasskey);

  const footer = site?.registration_open !== false && (
    <>
      New here? <TextLink to="/register" search={{ next }}>Create an account</TextLink>
    </>
  );
  if (inside) return null;
  if (byMail) {
    return (
      <AuthLayout title="Sign in by e-mail" lead="We send you a link. Opening it on this device signs you in, without a password." footer={footer}>
        <LinkRequestForm email={login.includes("@") ? login : ""} remember={remember} onBack={() => setByMail(false)} />
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Welcome back" lead={next ? "Sign in to go on." : "Sign in to upload and to hear what is yours."} footer={footer}>
      <PasswordForm
        login={login}
        onLogin={setLogin}
        remember={remember}
        onRemember={setRemember}
        mail={site?.mail_configured ?? false}
        pending={signIn.isPending}
        error={signIn.error ?? passkey.error ?? providerProblem(error)}
        onSubmit={(password) => {
          passkey.reset();
          signIn.mutate({ login: login.trim(), password, remember_me: remember }, { onSuccess: arrive });
        }}
      />
      <OtherWays
        mail={site?.mail_configured ?? false}
        next={next}
        passkeyPending={passkey.isPending}
        onPasskey={() => withPasskey()}
        onMail={() => setByMail(true)}
      />
    </AuthLayout>
  );
}
