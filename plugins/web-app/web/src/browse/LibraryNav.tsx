import { Link } from "@tanstack/react-router";
import classes from "./Browse.module.css";

/** The ways through the library, above each of them. */
export function LibraryNav() {
  return (
    <nav className={classes.nav} aria-label="Library">
      <Link to="/library" activeOptions={{ includeSearch: false, exact: true }}>
        Tracks
      </Link>
      <Link to="/albums" activeOptions={{ includeSearch: false, exact: true }}>
        Albums
      </Link>
      <Link to="/artists" activeOptions={{ includeSearch: false, exact: true }}>
        Artists
      </Link>
      <Link to="/genres" activeOptions={{ includeSearch: false, exact: true }}>
        Genres
      </Link>
    </nav>
  );
}
