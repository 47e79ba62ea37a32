import type { Comment } from "@/api/types";
import classes from "./Avatar.module.css";

/** A hue of one's own, from the id. */
function hue(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
  return sum;
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
