import type { ReactNode } from "react";
import { CircleCheck } from "lucide-react";
import classes from "./Said.module.css";

/** What a form has done, below it and read out. */
export function Said({ children }: { children: ReactNode }) {
  return (
    <p className={classes.said} role="status">
      <CircleCheck size={18} aria-hidden />
      <span>{children}</span>
    </p>
  );
}
