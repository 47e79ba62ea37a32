import { Checkbox } from "@mantine/core";
import { useId } from "react";
import classes from "./ScopeChoice.module.css";
import type { ScopeGroup } from "./scopes";

interface ScopeChoiceProps {
  groups: readonly ScopeGroup[];
  chosen: readonly string[];
  error?: string;
  onChange: (scopes: string[]) => void;
}

/** What a token may do, in groups of things that belong together. */
export function ScopeChoice({ groups, chosen, error, onChange }: ScopeChoiceProps) {
  const problem = useId();
  const toggle = (scope: string, on: boolean) => onChange(on ? [...chosen, scope] : chosen.filter((each) => each !== scope));
  return (
    <div role="group" aria-label="What it may do" aria-describedby={error ? problem : undefined}>
      <p className={classes.label}>What it may do</p>
      {error && (
        <p className={classes.error} id={problem} role="alert">
          {error}
        </p>
      )}
      <div className={classes.groups}>
        {groups.map(({ title, scopes }) => (
          <fieldset key={title} className={classes.group}>
            <legend className={classes.legend}>{title}</legend>
            {scopes.map(({ scope, label }) => (
              <Checkbox
                key={scope}
                label={label}
                checked={chosen.includes(scope)}
                onChange={({ currentTarget: { checked } }) => toggle(scope, checked)}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </div>
  );
}
