import type { ReactNode } from "react";
import { Mark } from "@/brand/Mark";
import classes from "./Notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  icon?: ReactNode;
  /** "alert" for what went wrong: it is read out at once. */
  role?: "alert" | "status";
}

/** What stands where a list or page would be: nothing here yet, or something went wrong. */
export function Notice({ title, children, actions, icon, role }: NoticeProps) {
  return (
    <div className={classes.notice} role={role}>
      <span className={classes.icon}>{icon ?? <Mark size={40} />}</span>
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
