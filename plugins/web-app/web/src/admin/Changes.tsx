import classes from "./Changes.module.css";

type State = Record<string, unknown> | null;

const show = (value: unknown) => (value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value));

/** What was and what is, name by name. */
export function Changes({ before, after }: { before: State; after: State }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return (
    <ul className={classes.changes}>
      {names.map((name) => (
        <li key={name}>
          <span className={classes.name}>{name}:</span>{" "}
          {before && name in before && (
            <>
              <del>{show(before[name])}</del> {after && name in after && "→ "}
            </>
          )}
          {after && name in after && <ins>{show(after[name])}</ins>}
        </li>
      ))}
    </ul>
  );
}
