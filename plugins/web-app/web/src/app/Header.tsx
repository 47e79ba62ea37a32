import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { siteQuery } from "@/api/queries/session";
import { Mark } from "@/brand/Mark";
import { canUpload } from "@/session/permissions";
import { useMe } from "@/session/useSession";
import { ButtonLink } from "@/ui/links";
import { useInLibrary } from "@/browse/useInLibrary";
import { UploadBadge } from "@/upload/UploadBadge";
import { AccountMenu } from "./AccountMenu";
import classes from "./Header.module.css";
import { ThemeMenu } from "./ThemeMenu";

export function Header() {
  const { data: me, isPending } = useMe();
  const { data: site } = useQuery(siteQuery);
  const inLibrary = useInLibrary();
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand} aria-label={`${site?.name || "Veza"}, front page`}>
        <Mark />
        <span>{site?.name || "Veza"}</span>
      </Link>
      <nav className={classes.nav} aria-label="Main">
        <Link to="/" className={classes.link} activeOptions={{ exact: true }}>
          Discover
        </Link>
        <Link to="/library" className={classes.link} activeOptions={{ includeSearch: false }} data-within={inLibrary || undefined}>
          Library
        </Link>
        <Link to="/search" className={classes.link} activeOptions={{ includeSearch: false }}>
          Search
        </Link>
        <Link to="/playlists" className={classes.link}>
          Playlists
        </Link>
        {(me == null || canUpload(me)) && (
          <Link to="/upload" className={classes.link}>
            Upload <UploadBadge />
          </Link>
        )}
      </nav>
      <div className={classes.end}>
        <ThemeMenu />
        {me ? (
          <AccountMenu user={me} />
        ) : (
          !isPending && (
            <>
              <ButtonLink to="/login" variant="subtle" color="gray" className={classes.signIn}>
                Sign in
              </ButtonLink>
              {site?.registration_open !== false && (
                <ButtonLink to="/register" className={classes.join}>
                  Join
                </ButtonLink>
              )}
            </>
          )
        )}
      </div>
    </header>
  );
}
