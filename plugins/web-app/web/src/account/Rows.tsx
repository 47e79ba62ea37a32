import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Rows.module.css";

export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  icon: LucideIcon;
  title: ReactNode;
  /** A word beside the title: "This device". */
  badge?: string;
  /** Facts below the title; empty ones are left out. */
  facts: readonly (string | false | null | undefined)[];
  actions?: ReactNode;
}

/** One thing that belongs to the account: a device, a key, a token. */
export function Row({ icon: Icon, title, badge, facts, actions }: RowProps) {
  return (
    <li className={classes.row}>
      <span className={classes.icon}>
        <Icon size={20} aria-hidden />
      </span>
      <div className={classes.what}>
        <p className={classes.title}>
          <span>{title}</span>
          {badge && <span className={classes.badge}>{badge}</span>}
        </p>
        <p className={classes.facts}>
          {facts.filter(Boolean).map((fact) => (
            <span key={String(fact)}>{fact}</span>
          ))}
        </p>
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </li>
  );
}

/** In place of the rows where there are none. */
export function NoRows({ children }: { children: ReactNode }) {
  return <p className={classes.none}>{children}</p>;
}
