import type { Comment } from "@/api/types";
import classes from "./Avatar.module.css";

/** A hue of one's own, from the end of the id: its beginning is a time, and alike for many. */
function hue(id: string): number {
  return (Number.parseInt(id.slice(-6), 16) || 0) % 360;
}

/** A disc with the first letter; the name always stands beside it. */
export function Avatar({ author, size = 36 }: { author: Comment["author"]; size?: number }) {
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: size * 0.42, backgroundColor: `hsl(${hue(author.id)} 42% 30%)` }}
      aria-hidden="true"
    >
      {[...author.username][0]?.toUpperCase() ?? "·"}
    </span>
  );
}
