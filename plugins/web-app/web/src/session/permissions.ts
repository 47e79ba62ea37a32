import type { Track, User } from "@/api/types";

type Who = Pick<User, "id" | "permissions"> | null | undefined;

// The server decides; these only keep buttons away that would be refused.

export function canUpload(user: Who): boolean {
  return user?.permissions.includes("track:create") ?? false;
}

export function canEdit(user: Who, track: Pick<Track, "owner">): boolean {
  return user != null && (track.owner.id === user.id || user.permissions.includes("track:update_any"));
}

export function canDelete(user: Who, track: Pick<Track, "owner">): boolean {
  return user != null && (track.owner.id === user.id || user.permissions.includes("track:delete_any"));
}

export function mayReadUsers(user: Who): boolean {
  return user?.permissions.includes("user:read") ?? false;
}

export function mayManageUsers(user: Who): boolean {
  return user?.permissions.includes("user:manage") ?? false;
}

/** The list of roles, and the permissions there are. */
export function mayReadRoles(user: Who): boolean {
  return mayManageUsers(user);
}

export function mayManageRoles(user: Who): boolean {
  return user?.permissions.includes("role:manage") ?? false;
}

export function mayReadAudit(user: Who): boolean {
  return user?.permissions.includes("system:config") ?? false;
}

/** Whether there is anything under /admin for them. */
export function mayAdminister(user: Who): boolean {
  return mayReadUsers(user) || mayReadAudit(user);
}
