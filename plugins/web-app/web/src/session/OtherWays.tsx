import { useQuery } from "@tanstack/react-query";
import { KeyRound, Mail } from "lucide-react";
import { providersQuery } from "@/api/queries/account";
import { Button } from "@/ui/Button";
import classes from "./OtherWays.module.css";
import { passkeysWork } from "./passkeys";
import { ProviderButton } from "./ProviderButton";

interface OtherWaysProps {
  mail: boolean;
  next: string | undefined;
  passkeyPending: boolean;
  onPasskey: () => void;
  onMail: () => void;
}

/** The ways in that need no password of this site. */
export function OtherWays({ mail, next, passkeyPending, onPasskey, onMail }: OtherWaysProps) {
  const { data: providers = [] } = useQuery(providersQuery);
  if (!passkeysWork() && !mail && providers.length === 0) return null;
  return (
    <section className={classes.ways} aria-label="Other ways to sign in">
      <p className={classes.or}>
        <span>or</span>
      </p>
      {passkeysWork() && (
        <Button variant="default" size="md" fullWidth leftSection={<KeyRound size={18} aria-hidden />} loading={passkeyPending} onClick={onPasskey}>
          Sign in with a passkey
        </Button>
      )}
      {mail && (
        <Button variant="default" size="md" fullWidth leftSection={<Mail size={18} aria-hidden />} onClick={onMail}>
          E-mail me a link
        </Button>
      )}
      {providers.map((provider) => (
        <ProviderButton key={provider.id} provider={provider} next={next} />
      ))}
    </section>
  );
}
