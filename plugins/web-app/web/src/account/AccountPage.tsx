import type { ReactNode } from "react";
import { usePageTitle } from "@/ui/usePageTitle";
import classes from "./AccountPage.module.css";

interface AccountPageProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** One page of the account: a heading and some cards below it. */
export function AccountPage({ title, lead, children }: AccountPageProps) {
  usePageTitle(title);
  return (
    <>
      <h1 className={classes.title}>{title}</h1>
      {lead && <p className={classes.lead}>{lead}</p>}
      <div className={classes.cards}>{children}</div>
    </>
  );
}

interface CardProps {
  title: string;
  lead?: ReactNode;
  /** A button or a state beside the heading. */
  aside?: ReactNode;
  /** What cannot be taken back. */
  danger?: boolean;
  children?: ReactNode;
}

export function Card({ title, lead, aside, danger, children }: CardProps) {
  return (
    <section className={classes.card} data-danger={danger || undefined} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.heading}>{title}</h2>
        {aside}
      </div>
      {lead && <p className={classes.about}>{lead}</p>}
      {children && <div className={classes.body}>{children}</div>}
    </section>
  );
}
