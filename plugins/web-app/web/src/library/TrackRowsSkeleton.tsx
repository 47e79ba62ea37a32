import { Skeleton } from "@mantine/core";
import classes from "./TrackRows.module.css";

export function TrackRowsSkeleton() {
  return (
    <div className={classes.rows} role="status" aria-busy="true" aria-label="Loading tracks">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={classes.row}>
          <Skeleton h={56} w={56} radius={10} />
          <div>
            <Skeleton h={16} w={`${40 + ((index * 17) % 35)}%`} mb={8} />
            <Skeleton h={13} w={`${22 + ((index * 11) % 20)}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
