import { Checkbox } from "@mantine/core";
import { useId } from "react";
import type { Permission } from "@/api/types";
import { byResource } from "@/session/resources";
import classes from "./PermissionChoice.module.css";
import { holds, type RoleDraft } from "./roleDraft";

interface PermissionChoiceProps {
  permissions: readonly Permission[];
  draft: RoleDraft;
  /** What the included role may do by itself. */
  base: ReadonlySet<string>;
  /** What the person who edits may do: nobody gives what they do not hold. */
  mine: readonly string[];
  error?: string;
  onToggle: (permission: string, on: boolean) => void;
}

/** Why a permission cannot be ticked, or how it differs from the included role. */
function note(permission: Permission, on: boolean, base: ReadonlySet<string>, mine: readonly string[]): string | undefined {
  if (permission.admin_only) return "For admins alone";
  if (!on && !mine.includes(permission.permission)) return "You may not do this yourself";
  if (on && !base.has(permission.permission)) return "Added";
  if (!on && base.has(permission.permission)) return "Taken away";
  return undefined;
}

/** Every permission of the site with its reason, ticked where the role holds it. */
export function PermissionChoice({ permissions, draft, base, mine, error, onToggle }: PermissionChoiceProps) {
  const problem = useId();
  return (
    <div role="group" aria-label="What it may do" aria-describedby={error ? problem : undefined}>
      <p className={classes.label}>What it may do</p>
      {error && (
        <p className={classes.error} id={problem} role="alert">
          {error}
        </p>
      )}
      <div className={classes.groups}>
        {byResource(permissions, ({ permission }) => permission).map(({ title, items }) => (
          <fieldset key={title} className={classes.group}>
            <legend className={classes.legend}>{title}</legend>
            {items.map((permission) => {
              const name = permission.permission;
              const on = holds(draft, permission, base);
              const said = note(permission, on, base, mine);
              return (
                <Checkbox
                  key={name}
                  label={permission.reason}
                  description={
                    <>
                      <code>{name}</code>
                      {permission.declared_by !== "host" && ` of ${permission.declared_by}`}
                      {said && <strong className={classes.note}>{said}</strong>}
                    </>
                  }
                  checked={on}
                  disabled={permission.admin_only || (!on && !mine.includes(name))}
                  onChange={({ currentTarget: { checked } }) => onToggle(name, checked)}
                />
              );
            })}
          </fieldset>
        ))}
      </div>
    </div>
  );
}
