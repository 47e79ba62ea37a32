import { NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { messageOf } from "@/api/errors";
import { rolesQuery } from "@/api/queries/admin";
import type { Account } from "@/api/types";
import { calendarDate } from "@/format/time";
import { mayManageUsers } from "@/session/permissions";
import { useUser } from "@/session/useUser";
import { toast } from "@/ui/toast";
import classes from "./UserRow.module.css";

/** One account, and its role for those who may change it. Nobody changes their own: the last admin would be gone. */
export function UserRow({ account: { id, username, email, role, created_at } }: { account: Account }) {
  const me = useUser();
  const client = useQueryClient();
  const editable = mayManageUsers(me) && me.id !== id;
  const { data: roles } = useQuery({ ...rolesQuery, enabled: editable });
  const change = useMutation({
    mutationFn: (chosen: string) => body(api.PATCH("/api/v1/admin/users/{id}", { params: { path: { id } }, body: { role: chosen } })),
    onSuccess: (_, chosen) => toast(`${username} is ${chosen} now`),
    onError: (error) => toast(messageOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["admin", "users"] }),
  });
  const names = [...new Set([...(roles ?? []).map(({ name }) => name).filter((name) => name !== "guest"), role])];
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <strong>{username}</strong>
        {email && <span>{email}</span>}
      </div>
      <span className={classes.since}>since {calendarDate(created_at)}</span>
      {editable ? (
        <NativeSelect
          size="sm"
          className={classes.role}
          aria-label={`Role of ${username}`}
          data={names}
          value={change.isPending ? change.variables : role}
          disabled={change.isPending}
          onChange={({ currentTarget: { value } }) => change.mutate(value)}
        />
      ) : (
        <span className={classes.role}>
          {role}
          {me.id === id && " (you)"}
        </span>
      )}
    </li>
  );
}
