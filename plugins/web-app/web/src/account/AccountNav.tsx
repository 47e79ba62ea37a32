import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import classes from "./AccountNav.module.css";
import { SECTIONS } from "./sections";

/** The sections: beside the page, or as a list on the account's first page where the screen is narrow. */
export function AccountNav() {
  return (
    <nav className={classes.nav} aria-label="Account">
      <ul>
        {SECTIONS.map(({ to, label, about, icon: Icon }) => (
          <li key={to} data-first={to === "/account" || undefined}>
            <Link to={to} className={classes.link} activeOptions={{ exact: true }}>
              <Icon size={18} aria-hidden />
              <span>
                {label}
                <small className={classes.about}>{about}</small>
              </span>
              <ChevronRight size={16} className={classes.arrow} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
