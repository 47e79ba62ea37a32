import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import classes from "./State.module.css";

const ICONS = { good: CircleCheck, off: CircleDashed, open: CircleAlert };

/** How something stands, in a word: on, off, or still to be done. */
export function State({ kind, children }: { kind: keyof typeof ICONS; children: string }) {
  const Icon = ICONS[kind];
  return (
    <span className={classes.state} data-kind={kind}>
      <Icon size={16} aria-hidden />
      {children}
    </span>
  );
}
