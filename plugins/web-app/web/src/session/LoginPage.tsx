import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { siteQuery } from "@/api/queries/session";
import { TextLink } from "@/ui/links";
import { AuthLayout } from "./AuthLayout";
import { LinkRequestForm } from "./LinkRequestForm";
import { OtherWays } from "./OtherWays";
import { PasswordForm } from "./PasswordForm";
import { providerProblem } from "./providerProblem";
import { useArrival } from "./useArrival";
import { usePasskeyAutofill } from "./usePasskeyAutofill";
import { usePasskeySignIn, useSignIn } from "./useWaysIn";

export default function LoginPage() {
  const { next, error } = useSearch({ from: "/login" });
  const { data: site } = useQuery(siteQuery);
  const [byMail, setByMail] = useState(false);
  const [login, setLogin] = useState("");
  const [remember, setRemember] = useState(true);
  const arrive = useArrival(next);
  const signIn = useSignIn();
  const passkey = usePasskeySignIn();
  const withPasskey = (credential?: Record<string, unknown>) => {
    signIn.reset();
    passkey.mutate({ remember_me: remember, credential }, { onSuccess: arrive });
  };
  usePasskeyAutofill(!byMail && !passkey.isPending && !signIn.isPending, withPasskey);

  const footer = site?.registration_open !== false && (
    <>
      New here? <TextLink to="/register" search={{ next }}>Create an account</TextLink>
    </>
  );
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
