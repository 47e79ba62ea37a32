import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { Loaded } from "@/account/Loaded";
import { rolesQuery } from "@/api/queries/admin";
import { mayManageRoles, mayReadRoles } from "@/session/permissions";
import { useUser } from "@/session/useUser";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { NotForYou } from "./NotForYou";
import { RoleRow } from "./RoleRow";
import classes from "./RolesPage.module.css";

export default function RolesPage() {
  const me = useUser();
  const editable = mayManageRoles(me);
  const roles = useQuery({ ...rolesQuery, enabled: mayReadRoles(me) });
  if (!mayReadRoles(me)) return <NotForYou title="Roles" role={me.role} />;
  return (
    <Page
      title="Roles"
      lead="Each role includes what another one may do. A site adds roles of its own that may do more, or less."
      actions={
        editable && (
          <ButtonLink to="/admin/new-role" leftSection={<Plus size={18} aria-hidden />}>
            New role
          </ButtonLink>
        )
      }
    >
      <Loaded query={roles} height={520}>
        {(all) => (
          <ul className={classes.rows} aria-label="Roles">
            {all.map((role) => (
              <RoleRow key={role.name} role={role} roles={all} editable={editable && !role.built_in} />
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}
