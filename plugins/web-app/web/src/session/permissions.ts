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
