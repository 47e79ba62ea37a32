import { Link, Outlet } from "@tanstack/react-router";
import { mayAdminister, mayReadAudit, mayReadRoles, mayReadUsers } from "@/session/permissions";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { SignedIn } from "@/session/useUser";
import { Page } from "@/ui/Page";
import classes from "./AdminLayout.module.css";
import { NotForYou } from "./NotForYou";

/** What is around the pages for those who look after the site. */
export default function AdminLayout() {
  const { data: me, isPending } = useMe();
  if (isPending) return <div className={classes.waiting} aria-busy="true" />;
  if (me && !mayAdminister(me)) return <NotForYou title="Administration" role={me.role} />;
  if (!me) {
    return (
      <Page title="Administration" heading={null}>
        <SignInFirst what="look after the site" />
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
        {mayReadRoles(me) && (
          <Link to="/admin/roles" className={classes.link}>
            Roles
          </Link>
        )}
        {mayReadAudit(me) && (
          <Link to="/admin/audit" className={classes.link} activeOptions={{ includeSearch: false }}>
            Audit log
          </Link>
        )}
      </nav>
      <SignedIn value={me}>
        <Outlet />
      </SignedIn>
    </>
  );
}
