import { useDisclosure } from "@mantine/hooks";
import type { Role } from "@/api/types";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/links";
import { RemoveRoleDialog } from "./RemoveRoleDialog";
import classes from "./RoleRow.module.css";

const accounts = (count: number) => (count === 1 ? "1 account" : `${count.toLocaleString("en")} accounts`);

function Permissions({ label, of }: { label: string; of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <p className={classes.permissions}>
      {label}{" "}
      {of.map((name, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <code>{name}</code>
        </span>
      ))}
    </p>
  );
}

/** One role: what it adds to which other one, and how many have it. */
export function RoleRow({ role, roles, editable }: { role: Role; roles: readonly Role[]; editable: boolean }) {
  const { name, built_in, includes, permissions, without } = role;
  const [opened, dialog] = useDisclosure();
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <h2 className={classes.name}>{name}</h2>
        <p className={classes.facts}>
          <span>{built_in ? "On every site" : "This site’s own"}</span>
          {includes && <span>Includes {includes}</span>}
          {name !== "guest" && <span>{accounts(role.accounts)}</span>}
        </p>
        <Permissions label="May" of={permissions} />
        <Permissions label="May not" of={without} />
        {permissions.length + without.length === 0 && <p className={classes.permissions}>Nothing besides</p>}
      </div>
      {editable && (
        <div className={classes.actions}>
          <ButtonLink to="/admin/roles/$name" params={{ name }} variant="default" size="sm" aria-label={`Edit ${name}`}>
            Edit
          </ButtonLink>
          <Button variant="subtle" color="red" size="sm" aria-label={`Remove ${name}`} onClick={dialog.open}>
            Remove
          </Button>
          <RemoveRoleDialog role={role} roles={roles} opened={opened} onClose={dialog.close} />
        </div>
      )}
    </li>
  );
}
