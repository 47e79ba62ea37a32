import type { ReactNode } from "react";
import { Mark } from "@/brand/Mark";
import { usePageTitle } from "@/ui/usePageTitle";
import classes from "./AuthLayout.module.css";
import { SleeveWall } from "./SleeveWall";

interface AuthLayoutProps {
  title: string;
  lead: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}

export function AuthLayout({ title, lead, footer, children }: AuthLayoutProps) {
  usePageTitle(title);
  return (
    <div className={classes.layout}>
      <div className={classes.side}>
        <div className={classes.card}>
          <span className={classes.mark}>
            <Mark size={36} />
          </span>
          <h1 className={classes.title}>{title}</h1>
          <p className={classes.lead}>{lead}</p>
          {children}
          {footer && <p className={classes.footer}>{footer}</p>}
        </div>
      </div>
      <SleeveWall />
    </div>
  );
}
