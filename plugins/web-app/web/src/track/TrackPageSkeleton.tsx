import { Skeleton } from "@mantine/core";
import classes from "./TrackHero.module.css";

export function TrackPageSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading the track">
      <div className={classes.hero}>
        <Skeleton className={classes.art} h={280} />
        <div>
          <Skeleton h={18} w="20%" mb={14} />
          <Skeleton h={52} w="75%" mb={14} />
          <Skeleton h={22} w="40%" mb={28} />
          <Skeleton h={64} w={64} radius={64} />
        </div>
      </div>
      <Skeleton h={140} />
    </div>
  );
}
