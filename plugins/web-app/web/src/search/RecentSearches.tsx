import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Clock } from "lucide-react";
import { messageOf } from "@/api/errors";
import { recentSearchesQuery, useClearSearches } from "@/api/queries/search";
import { useMe } from "@/session/useSession";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toast";
import classes from "./Search.module.css";

const SHOWN = 12;

/** What somebody looked for before; only they see it, and they may have it forgotten. */
export function RecentSearches() {
  const { data: me } = useMe();
  const { data } = useQuery({ ...recentSearchesQuery, enabled: me != null, refetchOnMount: "always" });
  const clear = useClearSearches();
  if (!me || !data || data.length === 0) return null;
  const forget = () =>
    clear.mutate(undefined, { onSuccess: () => toast("Your searches are forgotten"), onError: (error) => toast(messageOf(error)) });
  return (
    <section aria-labelledby="recent" className={classes.recent}>
      <div className={classes.recentHead}>
        <h2 id="recent" className={classes.heading}>
          Recent searches
        </h2>
        <Button variant="subtle" color="gray" className={classes.clear} loading={clear.isPending} onClick={forget}>
          Clear
        </Button>
      </div>
      <ul className={classes.recentList} aria-label="Recent searches">
        {data.slice(0, SHOWN).map(({ q }) => (
          <li key={q}>
            <Link to="/search" search={{ q }} className={classes.recentLink}>
              <Clock size={17} aria-hidden /> <span>{q}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
