import { apiUrl } from "@/api/apiUrl";
import type { Provider } from "@/api/types";
import { ProviderIcon } from "@/brand/ProviderIcon";
import { ButtonAnchor } from "@/ui/links";
import { returnPath } from "./returnPath";

interface ProviderButtonProps {
  provider: Provider;
  next: string | undefined;
  /** Before the provider's name. */
  label?: string;
}

/** Leaves the app for the provider's own page; it comes back signed in. */
export function ProviderButton({ provider: { id, name, kind }, next, label = "Continue with" }: ProviderButtonProps) {
  const start = apiUrl(`/api/v1/auth/oauth/${encodeURIComponent(id)}/start?${new URLSearchParams({ return_to: returnPath(next) })}`);
  return (
    <ButtonAnchor href={start} variant="default" size="md" fullWidth leftSection={<ProviderIcon kind={kind} />}>
      {label} {name}
    </ButtonAnchor>
  );
}
