import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { Track } from "@/api/types";
import classes from "./TrackDetails.module.css";

type Credit = Track["credits"][number];

const ROLES: Record<Credit["role"], string> = {
  main: "Artist",
  featured: "Featuring",
  remixer: "Remix",
  producer: "Production",
  composer: "Composition",
  lyricist: "Lyrics",
  conductor: "Conductor",
  performer: "Performance",
  engineer: "Engineering",
  other: "Also",
};

/** Everybody who made a track, by what they did. */
export function Credits({ credits }: { credits: readonly Credit[] }) {
  const roles = [...new Set(credits.map(({ role }) => role))];
  // The artist alone stands below the title already.
  if (roles.every((role) => role === "main")) return null;
  return (
    <section className={classes.details} aria-labelledby="credits">
      <h2 id="credits" className={classes.title}>
        Credits
      </h2>
      <dl className={classes.facts}>
        {roles.map((role) => (
          <div key={role} className={classes.fact}>
            <dt>{ROLES[role]}</dt>
            <dd>
              {credits
                .filter((credit) => credit.role === role)
                .map(({ name, artist_id }, at) => (
                  <Fragment key={at}>
                    {at > 0 && ", "}
                    {artist_id ? (
                      <Link to="/artists/$id" params={{ id: artist_id }}>
                        {name}
                      </Link>
                    ) : (
                      name
                    )}
                  </Fragment>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
