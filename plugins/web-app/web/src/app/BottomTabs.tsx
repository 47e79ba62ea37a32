import { Link } from "@tanstack/react-router";
import { Disc3, Library, ListMusic, Search, Upload } from "lucide-react";
import { canUpload } from "@/session/permissions";
import { useMe } from "@/session/useSession";
import { useInLibrary } from "@/browse/useInLibrary";
import { UploadBadge } from "@/upload/UploadBadge";
import classes from "./BottomTabs.module.css";

/** The main navigation where the screen is narrow. */
export function BottomTabs() {
  const { data: me } = useMe();
  const inLibrary = useInLibrary();
  return (
    <nav className={classes.tabs} aria-label="Main, below">
      <Link to="/" className={classes.tab} activeOptions={{ exact: true }}>
        <Disc3 size={22} aria-hidden />
        Discover
      </Link>
      <Link to="/library" className={classes.tab} activeOptions={{ includeSearch: false }} data-within={inLibrary || undefined}>
        <Library size={22} aria-hidden />
        Library
      </Link>
      <Link to="/search" className={classes.tab} activeOptions={{ includeSearch: false }}>
        <Search size={22} aria-hidden />
        Search
      </Link>
      <Link to="/playlists" className={classes.tab}>
        <ListMusic size={22} aria-hidden />
        Playlists
      </Link>
      {(me == null || canUpload(me)) && (
        <Link to="/upload" className={classes.tab}>
          <Upload size={22} aria-hidden />
          <span>
            Upload <UploadBadge />
          </span>
        </Link>
      )}
    </nav>
  );
}
