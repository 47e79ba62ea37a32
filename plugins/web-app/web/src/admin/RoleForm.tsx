import { Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { api, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import { useRoleChange } from "@/api/queries/admin";
import type { Permission, Role, RoleChange } from "@/api/types";
import { FormError } from "@/session/FormError";
import { useUser } from "@/session/useUser";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/links";
import { toast } from "@/ui/toast";
import { PermissionChoice } from "./PermissionChoice";
import { changeOf, draftOf, inherited, possibleBases, roleNameProblem, toggle } from "./roleDraft";

interface RoleFormProps {
  /** The one to change, or none to make one. */
  role: Role | undefined;
  roles: readonly Role[];
  permissions: readonly Permission[];
}

export function RoleForm({ role, roles, permissions }: RoleFormProps) {
  const me = useUser();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(role?.name ?? "");
  const [problem, setProblem] = useState<string>();
  const [draft, setDraft] = useState(() => draftOf(role));
  const base = inherited(draft, roles);
  const save = useRoleChange(({ path, change }: { path: string; change: RoleChange }) =>
    unwrap(
      api.PUT("/api/v1/admin/roles/{name}", {
        // One that somebody else made meanwhile is not replaced.
        params: { path: { name: path }, header: role ? {} : { "If-None-Match": "*" } },
        body: change,
      }),
    ),
  );
  const refused = save.error instanceof ApiError ? save.error : undefined;
  const ofList = refused?.details.find(({ field: where }) => /^(permissions|without)/.test(where));
  const shown = refused?.problemOf("name") ?? refused?.problemOf("includes") ?? ofList?.problem;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const path = name.trim();
    const found = role ? undefined : roleNameProblem(path, roles);
    setProblem(found);
    if (found) return field.current?.focus();
    save.mutate(
      { path, change: changeOf(draft, permissions, base) },
      {
        onSuccess: () => {
          toast(role ? `The role ${path} is changed` : `The role ${path} is made. Give it to people under People.`);
          void navigate({ to: "/admin/roles" });
        },
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {shown === undefined && <FormError error={save.error} />}
        {!role && (
          <TextInput
            ref={field}
            label="Name"
            description="What it is called in lists and in logs, such as “curator”. It cannot be changed later."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            value={name}
            error={problem ?? refused?.problemOf("name")}
            onChange={({ currentTarget: { value } }) => {
              setName(value);
              setProblem(undefined);
            }}
          />
        )}
        <NativeSelect
          label="Includes"
          description="It may do all that this role may, but for what you take away below."
          data={possibleBases(roles, role?.name)}
          value={draft.includes}
          error={refused?.problemOf("includes")}
          onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, includes: value }))}
        />
        <PermissionChoice
          permissions={permissions}
          draft={draft}
          base={base}
          mine={me.permissions}
          error={ofList?.problem && `The server says: it ${ofList.problem}.`}
          onToggle={(permission, on) => setDraft((before) => toggle(before, permission, on, base))}
        />
        <Group justify="flex-end">
          <ButtonLink to="/admin/roles" variant="default">
            Cancel
          </ButtonLink>
          <Button type="submit" loading={save.isPending}>
            {role ? "Save changes" : "Make role"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
