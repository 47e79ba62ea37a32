import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ShieldQuestion } from "lucide-react";
import { Loaded } from "@/account/Loaded";
import { permissionsQuery, rolesQuery } from "@/api/queries/admin";
import { mayManageRoles } from "@/session/permissions";
import { useUser } from "@/session/useUser";
import { ButtonLink } from "@/ui/links";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { NotForYou } from "./NotForYou";
import { RoleForm } from "./RoleForm";

/** A new role, or one of the site's own. */
export default function RolePage() {
  const me = useUser();
  const { name } = useParams({ strict: false });
  const mayEdit = mayManageRoles(me);
  const roles = useQuery({ ...rolesQuery, enabled: mayEdit });
  const permissions = useQuery({ ...permissionsQuery, enabled: mayEdit });
  const title = name === undefined ? "New role" : `Role ${name}`;
  if (!mayEdit) return <NotForYou title={title} role={me.role} />;
  return (
    <Page title={title} narrow>
      <Loaded query={roles} height={600}>
        {(all) => (
          <Loaded query={permissions} height={600}>
            {(known) => {
              const role = all.find((each) => each.name === name);
              if (name === undefined || role?.built_in === false) {
                return <RoleForm key={name} role={role} roles={all} permissions={known} />;
              }
              return (
                <Notice
                  title={role ? "This role is as it is" : "There is no such role"}
                  icon={<ShieldQuestion size={34} aria-hidden />}
                  actions={<ButtonLink to="/admin/roles">To the roles</ButtonLink>}
                >
                  <p>{role ? "Roles of every site cannot be changed. Make one that includes it." : "Somebody may have removed it."}</p>
                </Notice>
              );
            }}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}
