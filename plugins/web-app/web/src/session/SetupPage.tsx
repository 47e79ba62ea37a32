import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { siteQuery } from "@/api/queries/session";
import { ButtonLink } from "@/ui/links";
import { AccountForm } from "./AccountForm";
import { AuthLayout } from "./AuthLayout";
import { useSetup } from "./useWaysIn";

/** The first admin, from the one-time link that the server prints at its first start. */
export default function SetupPage() {
  const navigate = useNavigate();
  const { token } = useSearch({ from: "/setup" });
  const { data: site } = useQuery(siteQuery);
  const setup = useSetup(token ?? "");

  if (site && !site.setup_required && !setup.isSuccess) {
    return (
      <AuthLayout title="All set up" lead="This site has its admin already. Sign in to go on.">
        <ButtonLink to="/login" size="md">
          Sign in
        </ButtonLink>
      </AuthLayout>
    );
  }
  if (!token) {
    return (
      <AuthLayout
        title="One link is missing"
        lead="To become this site's first admin, open the setup link that the server printed in its terminal when it started. It ends in ?token=…"
      >
        {null}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Make it yours" lead="You are the first one here. This account will be the admin of the site.">
      <AccountForm
        submitLabel="Create admin account"
        pending={setup.isPending}
        error={setup.error}
        onSubmit={(account) => setup.mutate(account, { onSuccess: () => void navigate({ to: "/upload", replace: true }) })}
      />
    </AuthLayout>
  );
}
