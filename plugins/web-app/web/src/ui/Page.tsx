import type { ReactNode } from "react";
import classes from "./Page.module.css";
import { usePageTitle } from "./usePageTitle";

interface PageProps {
  /** In the tab and history, and the heading unless `heading` says otherwise. */
  title: string;
  heading?: ReactNode;
  /** A line below the heading. */
  lead?: ReactNode;
  /** Buttons beside the heading. */
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

export function Page({ title, heading, lead, actions, narrow, children }: PageProps) {
  usePageTitle(title);
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      {heading !== null && (
        <div className={classes.head}>
          <div>
            <h1 className={classes.title}>{heading ?? title}</h1>
            {lead && <p className={classes.lead}>{lead}</p>}
          </div>
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      {children}
    </div>
  );
}
