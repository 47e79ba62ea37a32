import { Artwork } from "@/brand/Artwork";
import classes from "./SleeveWall.module.css";

const SLEEVES = Array.from({ length: 24 }, (_, index) => ({ id: `wall-${index * 7}`, has_cover: false }));

/** A shelf of record sleeves beside the sign-in form. */
export function SleeveWall() {
  return (
    <div className={classes.wall} aria-hidden="true">
      <div className={classes.grid}>
        {SLEEVES.map((sleeve) => (
          <span key={sleeve.id} className={classes.sleeve}>
            <Artwork track={sleeve} />
          </span>
        ))}
      </div>
    </div>
  );
}
