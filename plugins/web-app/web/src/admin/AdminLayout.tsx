import { Link, Outlet } from "@tanstack/react-router";
import { ShieldX } from "lucide-react";
import { mayAdminister, mayReadAudit, mayReadUsers } from "@/session/permissions";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import classes from "./AdminLayout.module.css";

/** What is around the pages for those who look after the site. */
export default function AdminLayout() {
  const { data: me, isPending } = useMe();
  if (isPending) return <div className={classes.waiting} aria-busy="true" />;
  if (!me || !mayAdminister(me)) {
    return (
      <Page title="Administration" heading={null}>
        {me ? (
          <Notice title="Not for this account" icon={<ShieldX size={34} aria-hidden />}>
            <p>Your role ({me.role}) does not let you see this. An admin of the site can give you another.</p>
          </Notice>
        ) : (
          <SignInFirst what="look after the site" />
        )}
      </Page>
    );
  }
  return (
    <>
      <nav className={classes.nav} aria-label="Administration">
        {mayReadUsers(me) && (
          <Link to="/admin/users" className={classes.link} activeOptions={{ includeSearch: false }}>
            People
          </Link>
        )}
        {mayReadAudit(me) && (
          <Link to="/admin/audit" className={classes.link} activeOptions={{ includeSearch: false }}>
            Audit log
          </Link>
        )}
      </nav>
      <Outlet />
    </>
  );
}
