import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { SignedIn } from "@/session/useUser";
import { LoadFailed } from "@/ui/LoadFailed";
import { Page } from "@/ui/Page";
import classes from "./AccountLayout.module.css";
import { AccountNav } from "./AccountNav";

/** What is around every page of the account. */
export default function AccountLayout() {
  const { data: me, isPending, error, refetch } = useMe();
  const first = useLocation({ select: ({ pathname }) => /\/account\/?$/.test(pathname) });
  if (isPending) return <div className={classes.waiting} aria-busy="true" />;
  if (error) {
    return (
      <Page title="Account">
        <LoadFailed error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!me) {
    return (
      <Page title="Account" heading={null}>
        <SignInFirst what="see your account" />
      </Page>
    );
  }
  return (
    <div className={classes.layout} data-first={first || undefined}>
      <aside className={classes.side} aria-label="Account sections">
        <AccountNav />
      </aside>
      <div className={classes.content}>
        {!first && (
          <Link to="/account" className={classes.back}>
            <ChevronLeft size={18} aria-hidden />
            Account
          </Link>
        )}
        <SignedIn value={me}>
          <Outlet />
        </SignedIn>
      </div>
    </div>
  );
}
