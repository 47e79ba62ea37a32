import { useEffect, useRef } from "react";
import { Button } from "./Button";
import classes from "./LoadMore.module.css";

interface LoadMoreProps {
  /** "tracks": what there is more of. */
  what: string;
  hasMore: boolean;
  loading: boolean;
  failed: boolean;
  onMore: () => void;
}

/** Loads the next page when it comes into view; the button stays for keyboards and after a failure. */
export function LoadMore({ what, hasMore, loading, failed, onMore }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;

  useEffect(() => {
    const target = end.current;
    if (!target || !hasMore || loading || failed) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current(), {
      rootMargin: "400px",
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [hasMore, loading, failed]);

  if (!hasMore) return null;
  return (
    <div className={classes.more} ref={end}>
      {failed && <p role="alert">The next {what} could not be loaded.</p>}
      <Button variant="default" loading={loading} onClick={onMore}>
        {failed ? "Try again" : "Show more"}
      </Button>
    </div>
  );
}
