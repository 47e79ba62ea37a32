import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { AuditSearch } from "@/admin/auditSearch";
import type { AuditEntry } from "../types";
import { api, body, unwrap } from "../client";

interface AuditEntries {
  data: AuditEntry[];
  meta: { next_cursor?: string | null };
}

export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ["admin", "audit", search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...search, ...(pageParam ? { cursor: pageParam } : {}) };
      // The same path gives a table as text to whoever asks for one, which this does not.
      return (await body(api.GET("/api/v1/admin/audit/logs", { params: { query }, signal }))) as AuditEntries;
    },
    getNextPageParam: ({ meta }) => meta.next_cursor ?? undefined,
  });

export const usersQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["admin", "users", q],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET("/api/v1/admin/users", { params: { query: { page: pageParam, ...(q ? { q } : {}) } }, signal })),
    getNextPageParam: ({ meta }) => (meta.page < meta.total_pages ? meta.page + 1 : undefined),
  });

export const rolesQuery = queryOptions({
  queryKey: ["admin", "roles"],
  queryFn: () => unwrap(api.GET("/api/v1/admin/roles")),
});

export const permissionsQuery = queryOptions({
  queryKey: ["admin", "permissions"],
  queryFn: () => unwrap(api.GET("/api/v1/admin/permissions")),
});

/** A change of the site's roles, after which who has which is asked for again. */
export function useRoleChange<Output, Input>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["admin"] }),
  });
}
