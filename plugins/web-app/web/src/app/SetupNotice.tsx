import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { siteQuery } from "@/api/queries/session";
import classes from "./SetupNotice.module.css";

/** A site without an admin tells whoever comes first how to become it. */
export function SetupNotice() {
  const { data: site } = useQuery(siteQuery);
  const path = useLocation({ select: ({ pathname }) => pathname });
  if (!site?.setup_required || path === "/setup") return null;
  return (
    <p className={classes.notice} role="status">
      This site has no admin yet. Open the setup link that the server printed in its terminal.
    </p>
  );
}
