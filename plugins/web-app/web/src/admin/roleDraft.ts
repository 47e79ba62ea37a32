import type { Permission, Role, RoleChange } from "@/api/types";

/** A role as it is being edited: what it starts from, and what was ticked or unticked on top of that. */
export interface RoleDraft {
  includes: string;
  added: ReadonlySet<string>;
  taken: ReadonlySet<string>;
}

export function draftOf(role: Role | undefined): RoleDraft {
  return { includes: role?.includes ?? "user", added: new Set(role?.permissions), taken: new Set(role?.without) };
}

/** What the included role may do by itself. */
export function inherited(draft: RoleDraft, roles: readonly Role[]): ReadonlySet<string> {
  return new Set(roles.find(({ name }) => name === draft.includes)?.effective);
}

/** Whether the role may do it. What is the admins' alone no other role can hold, whatever it includes. */
export function holds(draft: RoleDraft, permission: Permission, base: ReadonlySet<string>): boolean {
  const name = permission.permission;
  return !permission.admin_only && !draft.taken.has(name) && (base.has(name) || draft.added.has(name));
}

const without = (set: ReadonlySet<string>, name: string) => new Set([...set].filter((each) => each !== name));

export function toggle(draft: RoleDraft, name: string, on: boolean, base: ReadonlySet<string>): RoleDraft {
  const { added, taken } = draft;
  if (on) return { ...draft, added: base.has(name) ? added : new Set([...added, name]), taken: without(taken, name) };
  return { ...draft, added: without(added, name), taken: base.has(name) ? new Set([...taken, name]) : taken };
}

/** What the server is asked for. Permissions of plugins that are switched off stay as they were. */
export function changeOf(draft: RoleDraft, permissions: readonly Permission[], base: ReadonlySet<string>): RoleChange {
  const forbidden = permissions.filter(({ admin_only, permission }) => admin_only && base.has(permission));
  return {
    includes: draft.includes,
    permissions: [...draft.added].sort(),
    without: [...new Set([...draft.taken, ...forbidden.map(({ permission }) => permission)])].sort(),
  };
}

/** The roles that `name` can include: not itself, and none that includes it already. */
export function possibleBases(roles: readonly Role[], name: string | undefined): string[] {
  const leadsToIt = (role: Role | undefined, steps = 0): boolean =>
    role !== undefined &&
    steps <= roles.length &&
    (role.name === name || leadsToIt(roles.find((each) => each.name === role.includes), steps + 1));
  return roles.filter((role) => !leadsToIt(role)).map((role) => role.name);
}

/** The roles that the accounts of `role` can get in its place, the nearest to it first. */
export function replacements(roles: readonly Role[], role: Role): string[] {
  const names = roles.map(({ name }) => name).filter((name) => name !== role.name && name !== "guest");
  return names.sort((a, b) => Number(b === role.includes) - Number(a === role.includes));
}

export function roleNameProblem(name: string, roles: readonly Role[]): string | undefined {
  if (!name) return "Name the role.";
  if (!/^[a-z][a-z0-9_-]{1,39}$/.test(name)) return "Use 2 to 40 of a to z, 0 to 9, _ and -, with a letter first.";
  if (name === "artist" || roles.some((role) => role.name === name)) return "There is a role of that name already.";
  return undefined;
}
