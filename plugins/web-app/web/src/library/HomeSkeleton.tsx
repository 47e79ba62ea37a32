import { Skeleton } from "@mantine/core";
import featured from "./FeaturedTrack.module.css";
import grid from "./TrackGrid.module.css";

export function HomeSkeleton() {
  return (
    <div aria-busy="true" aria-label="Loading tracks" role="status">
      <div className={featured.featured}>
        <Skeleton className={featured.art} h={320} />
        <div>
          <Skeleton h={18} w="30%" mb={18} />
          <Skeleton h={58} w="85%" mb={16} />
          <Skeleton h={22} w="45%" />
        </div>
      </div>
      <div className={grid.grid} data-below>
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index}>
            <Skeleton className={grid.blank} mb={12} />
            <Skeleton h={16} w="80%" mb={8} />
            <Skeleton h={14} w="50%" />
          </div>
        ))}
      </div>
    </div>
  );
}
