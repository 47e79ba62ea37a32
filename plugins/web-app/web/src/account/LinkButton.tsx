import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Provider } from "@/api/types";
import { ProviderIcon } from "@/brand/ProviderIcon";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";

/** Leaves for the provider, which sends the browser back to the linked accounts. */
export function LinkButton({ provider: { id, name, kind } }: { provider: Provider }) {
  const link = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/account/links/{provider}", { params: { path: { provider: id } } })),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <>
      <Button
        variant="default"
        size="md"
        leftSection={<ProviderIcon kind={kind} />}
        loading={link.isPending || link.isSuccess}
        onClick={() => link.mutate()}
      >
        Link {name}
      </Button>
      <FormError error={link.error} />
    </>
  );
}
