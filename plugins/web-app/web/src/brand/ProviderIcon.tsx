import { Fingerprint, Globe, Music2, ShieldCheck } from "lucide-react";

/** A mark of the kind of provider, not its logo: those come with rules of their own. */
export function ProviderIcon({ kind, size = 18 }: { kind: string; size?: number }) {
  const Icon = kind === "spotify" ? Music2 : kind === "github" || kind === "discord" ? Globe : kind === "oidc" ? ShieldCheck : Fingerprint;
  return <Icon size={size} aria-hidden />;
}
